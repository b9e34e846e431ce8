"""One citizen's place today, as a state machine. Pure: everything that decides a ticket's state lives in this file.

    waiting > called > connecting > in_call > wrap_up > served
    called > waiting            the director withdrew or was lost, or the citizen declined
    called > absent > waiting   no answer in time, and the citizen came back
    absent > called             called again
    in_call > reconnecting > waiting (front)   the director was lost
    waiting > left              the citizen gave the place up
    waiting | called | absent > carried_over   at closing

States that later steps need (booking, ready check, hold, ...) are words of the database already, so that no history has
to be rewritten; they get transitions when something leads there.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audiencia.ids import AttentionId, QueueId, SessionId, TicketId
from audiencia.queue.machine import Machine


class TicketState(StrEnum):
    """Where a ticket is; see the drawing above."""

    BOOKED = "booked"
    WAITING = "waiting"
    READY_CHECK = "ready_check"
    POSTPONED = "postponed"
    CALLED = "called"
    CONNECTING = "connecting"
    IN_CALL = "in_call"
    ON_HOLD = "on_hold"
    RECONNECTING = "reconnecting"
    WRAP_UP = "wrap_up"
    OUTCOME_PENDING = "outcome_pending"
    ABSENT = "absent"
    NO_SHOW = "no_show"
    SERVED = "served"
    LEFT = "left"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    CARRIED_OVER = "carried_over"


TERMINAL = frozenset(
    {TicketState.SERVED, TicketState.LEFT, TicketState.CANCELLED, TicketState.LAPSED, TicketState.CARRIED_OVER}
)
TALKING = frozenset({TicketState.CONNECTING, TicketState.IN_CALL})
"""States in which sound and picture go between citizen and director."""


class TicketAction(StrEnum):
    """What can happen to a ticket."""

    CALL = "call"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    CONNECT = "connect"
    MISS = "miss"
    COME_BACK = "come_back"
    LOSE_DIRECTOR = "lose_director"
    RETURN_TO_FRONT = "return_to_front"
    END_CALL = "end_call"
    CONCLUDE = "conclude"
    LEAVE = "leave"
    MOVE = "move"
    CARRY_OVER = "carry_over"


S, A = TicketState, TicketAction
MACHINE: Machine[TicketState, TicketAction] = Machine(
    {
        A.CALL: {S.WAITING: S.CALLED, S.ABSENT: S.CALLED},
        A.GIVE_BACK: {S.CALLED: S.WAITING},
        A.ANSWER: {S.CALLED: S.CONNECTING},
        A.CONNECT: {S.CONNECTING: S.IN_CALL},
        A.MISS: {S.CALLED: S.ABSENT},
        A.COME_BACK: {S.ABSENT: S.WAITING},
        A.LOSE_DIRECTOR: {S.IN_CALL: S.RECONNECTING},
        A.RETURN_TO_FRONT: {S.RECONNECTING: S.WAITING},
        A.END_CALL: {S.IN_CALL: S.WRAP_UP},
        A.CONCLUDE: {S.WRAP_UP: S.SERVED},
        A.LEAVE: {S.WAITING: S.LEFT},
        A.MOVE: {S.WAITING: S.WAITING},
        A.CARRY_OVER: {S.WAITING: S.CARRIED_OVER, S.CALLED: S.CARRIED_OVER, S.ABSENT: S.CARRIED_OVER},
    }
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands. `joined_at` is the seniority and never changes; `calls` counts how often it was called."""

    id: TicketId
    attention_id: AttentionId
    session_id: SessionId
    queue_id: QueueId
    number: str
    state: TicketState
    version: int
    joined_at: datetime
    to_front: bool
    calls: int
    moves: int
    state_since: datetime
    connected: bool


def act(ticket: Ticket, action: TicketAction, now: datetime) -> Ticket:
    """The ticket after `action`. Raises `Refused` when its state does not allow it.

    A disconnection is none of these actions: it never changes a place (invariant 2).
    """
    follows = MACHINE.after(ticket.state, action)
    return replace(
        ticket,
        state=follows,
        version=ticket.version + 1,
        state_since=now if follows is not ticket.state else ticket.state_since,
        calls=ticket.calls + (action is TicketAction.CALL),
        moves=ticket.moves + (action is TicketAction.MOVE),
        to_front=action is TicketAction.RETURN_TO_FRONT or (ticket.to_front and action is not TicketAction.ANSWER),
    )
