"""One citizen's place today, as a state machine. Pure: everything that decides a ticket's state lives in this file.

booked > waiting | lapsed | left | cancelled        an appointment: checked in, not used, given up
waiting > ready_check > waiting        at places 3 to 1: "are you ready?"
waiting <> postponed                   let others pass, or "not before 12:15"
waiting > called > connecting > in_call > wrap_up > served
called > waiting                       the director withdrew or was lost, or the citizen declined
called > absent > waiting              no answer in time, and the citizen came back
absent > called > no_show > waiting    no answer to the second call; a moderator can undo it
in_call <> on_hold
in_call > reconnecting > in_call | waiting (front)
called | connecting | in_call | reconnecting > the same, or in_call, by telephone, and back: see `queue.domain.medium`
in_call > waiting elsewhere            transferred, with its seniority
wrap_up > outcome_pending > served     the outcome is completed later
waiting > left | cancelled
waiting | postponed | ready_check | called | absent > carried_over   at closing
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from audiencia.core.ids import AttentionId, QueueId, SessionId, StaffId, TicketId
from audiencia.core.machine import Machine
from audiencia.queue.domain.kinds import Medium

CALLS_BEFORE_NO_SHOW = 2  # Nobody is a no-show before this many calls went unanswered.


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


S = TicketState
TERMINAL = frozenset({S.SERVED, S.LEFT, S.CANCELLED, S.LAPSED, S.CARRIED_OVER})
IN_QUEUE = frozenset({S.WAITING, S.READY_CHECK})  # States that have a place and can be called next.
TALKING = frozenset({S.CONNECTING, S.IN_CALL})  # States in which sound and picture go between citizen and director.
ATTENDED = TALKING | {S.ON_HOLD, S.RECONNECTING, S.WRAP_UP}
"""States in which a room holds the citizen who has answered."""
UNFINISHED = ATTENDED | {S.OUTCOME_PENDING}
"""States that keep a jornada from closing: no attention ends without an outcome (invariant 4)."""


class TicketAction(StrEnum):
    """What can happen to a ticket."""

    CHECK_IN = "check_in"
    LAPSE = "lapse"
    ASK_READY = "ask_ready"
    SAY_READY = "say_ready"
    STAY_SILENT = "stay_silent"
    POSTPONE = "postpone"
    RESUME = "resume"
    CALL = "call"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    CONNECT = "connect"
    MISS = "miss"
    MISS_AGAIN = "miss_again"
    UNDO_NO_SHOW = "undo_no_show"
    COME_BACK = "come_back"
    HOLD = "hold"
    UNHOLD = "unhold"
    DROP = "drop"
    RETURN = "return"
    RETURN_TO_FRONT = "return_to_front"
    TRANSFER = "transfer"
    HAND_OVER = "hand_over"
    END_CALL = "end_call"
    DEFER_OUTCOME = "defer_outcome"
    CONCLUDE = "conclude"
    LEAVE = "leave"
    CANCEL = "cancel"
    MOVE = "move"
    PUT_FIRST = "put_first"
    PUT_BACK = "put_back"
    CARRY_OVER = "carry_over"
    CHOOSE_MEDIUM = "choose_medium"
    BY_PHONE = "by_phone"
    BY_VIDEO = "by_video"


A = TicketAction
MACHINE: Machine[TicketState, TicketAction] = Machine(
    {
        A.CHECK_IN: {S.BOOKED: S.WAITING},
        A.LAPSE: {S.BOOKED: S.LAPSED},
        A.ASK_READY: {S.WAITING: S.READY_CHECK},
        A.SAY_READY: {S.READY_CHECK: S.WAITING, S.WAITING: S.WAITING},
        A.STAY_SILENT: {S.READY_CHECK: S.WAITING},
        A.POSTPONE: {S.WAITING: S.POSTPONED, S.READY_CHECK: S.POSTPONED},
        A.RESUME: {S.POSTPONED: S.WAITING},
        A.CALL: {S.WAITING: S.CALLED, S.READY_CHECK: S.CALLED, S.ABSENT: S.CALLED},
        A.GIVE_BACK: {S.CALLED: S.WAITING},
        A.ANSWER: {S.CALLED: S.CONNECTING},
        A.CONNECT: {S.CONNECTING: S.IN_CALL},
        A.MISS: {S.CALLED: S.ABSENT},
        A.MISS_AGAIN: {S.CALLED: S.NO_SHOW},
        A.UNDO_NO_SHOW: {S.NO_SHOW: S.WAITING},
        A.COME_BACK: {S.ABSENT: S.WAITING},
        A.HOLD: {S.IN_CALL: S.ON_HOLD},
        A.UNHOLD: {S.ON_HOLD: S.IN_CALL},
        A.DROP: {S.IN_CALL: S.RECONNECTING, S.ON_HOLD: S.RECONNECTING},
        A.RETURN: {S.RECONNECTING: S.IN_CALL},
        A.RETURN_TO_FRONT: {S.RECONNECTING: S.WAITING},
        A.TRANSFER: {S.IN_CALL: S.WAITING, S.ON_HOLD: S.WAITING, S.WRAP_UP: S.WAITING},
        A.HAND_OVER: {S.IN_CALL: S.IN_CALL},
        A.END_CALL: {S.IN_CALL: S.WRAP_UP, S.ON_HOLD: S.WRAP_UP, S.RECONNECTING: S.WRAP_UP},
        A.DEFER_OUTCOME: {S.WRAP_UP: S.OUTCOME_PENDING},
        A.CONCLUDE: {S.WRAP_UP: S.SERVED, S.OUTCOME_PENDING: S.SERVED},
        A.LEAVE: dict.fromkeys((S.BOOKED, S.WAITING, S.READY_CHECK, S.POSTPONED), S.LEFT),
        A.CANCEL: dict.fromkeys((S.BOOKED, S.WAITING, S.READY_CHECK, S.POSTPONED, S.ABSENT), S.CANCELLED),
        A.MOVE: {S.WAITING: S.WAITING, S.READY_CHECK: S.WAITING, S.POSTPONED: S.WAITING},
        A.PUT_FIRST: {S.WAITING: S.WAITING, S.READY_CHECK: S.READY_CHECK},
        A.PUT_BACK: {S.WAITING: S.WAITING, S.READY_CHECK: S.READY_CHECK},
        A.CARRY_OVER: dict.fromkeys((S.WAITING, S.READY_CHECK, S.POSTPONED, S.CALLED, S.ABSENT), S.CARRIED_OVER),
        A.CHOOSE_MEDIUM: {
            S.WAITING: S.WAITING,
            S.READY_CHECK: S.WAITING,
            S.POSTPONED: S.POSTPONED,
            S.ABSENT: S.ABSENT,
            S.CALLED: S.CALLED,
        },
        A.BY_PHONE: {S.CALLED: S.CALLED, S.CONNECTING: S.IN_CALL, S.IN_CALL: S.IN_CALL, S.RECONNECTING: S.IN_CALL},
        A.BY_VIDEO: {S.IN_CALL: S.IN_CALL},
    }
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands.
    `joined_at` is the seniority and never changes. `calls` counts the calls that it let go by, and the present one, since it
    last answered; `skips` how often a ready person was called before this one who was not, `passes` how often a
    preferential person was. `asked_at_call` is the queue's count of calls at the last ready check. A postponed ticket comes
    back at `not_before`, or when the queue has made `after_calls` calls. `needs` is the code of an interpreter or language
    that the call cannot go without. `medium` is how the person is attended."""

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
    preferential: bool = False
    ready: bool = False
    ready_until: datetime | None = None
    asked_at_call: int | None = None
    skips: int = 0
    passes: int = 0
    not_before: datetime | None = None
    after_calls: int | None = None
    wanted_director: StaffId | None = None
    needs: str | None = None
    medium: Medium = "video"

    @property
    def by_phone(self) -> bool:
        """Whether the director dials a number: then whether a page is open says nothing."""
        return self.medium == "phone"


CALLS_AFTER: Mapping[TicketAction, Callable[[int], int]] = {
    A.CALL: lambda calls: calls + 1,
    A.GIVE_BACK: lambda calls: calls - 1,
    A.ANSWER: lambda _calls: 0,
    A.UNDO_NO_SHOW: lambda _calls: 0,
}
"""Only calls that the person let go by count towards a no-show: not one that was answered, nor one that was taken back."""
ELSEWHERE = frozenset({A.MOVE, A.TRANSFER, A.HAND_OVER})
"""Actions that begin a stay in another queue: what was counted in the old one counts no more."""
FIRST = frozenset({A.RETURN_TO_FRONT, A.PUT_FIRST})
"""After these somebody is first in the queue, until an action of `FIRST_NO_MORE`."""
FIRST_NO_MORE = frozenset({A.ANSWER, A.PUT_BACK})
BY_ITSELF = frozenset({A.ASK_READY, A.STAY_SILENT})
"""What the queue asks by itself. It keeps the version: no reason to refuse what somebody decided on the way."""


def act(ticket: Ticket, action: TicketAction, now: datetime) -> Ticket:
    """The ticket after `action`. Raises `Refused` when its state does not allow it.
    A disconnection is none of these actions: it never changes a place (invariant 2)."""
    follows = MACHINE.after(ticket.state, action)
    changes: dict[str, Any] = {}
    if follows not in IN_QUEUE:
        changes["ready"] = False
    if action is A.SAY_READY:
        changes["ready"] = True
    if action is A.RESUME or follows in TERMINAL or action in ELSEWHERE:
        changes |= {"not_before": None, "after_calls": None}
    if action in ELSEWHERE:
        changes |= {"moves": ticket.moves + 1, "skips": 0, "passes": 0, "ready": False, "asked_at_call": None}
        changes["wanted_director"] = None
    if action in CALLS_AFTER:
        changes["calls"] = CALLS_AFTER[action](ticket.calls)
    return replace(
        ticket,
        state=follows,
        version=ticket.version + (action not in BY_ITSELF),
        state_since=now if follows is not ticket.state else ticket.state_since,
        ready_until=ticket.ready_until if follows is S.READY_CHECK else None,
        to_front=action in FIRST or (ticket.to_front and action not in FIRST_NO_MORE),
        **changes,
    )


def miss_action(ticket: Ticket) -> TicketAction:
    """What a call without an answer is: an absence, and a no-show from the second one on."""
    return A.MISS_AGAIN if ticket.calls >= CALLS_BEFORE_NO_SHOW else A.MISS


def postponed(ticket: Ticket, now: datetime, not_before: datetime | None, after_calls: int | None) -> Ticket:
    """The ticket while others pass, until `not_before` or until its queue has made `after_calls` calls."""
    return replace(act(ticket, A.POSTPONE, now), not_before=not_before, after_calls=after_calls)


def postponement_over(ticket: Ticket, now: datetime, queue_calls: int, *, anybody_in_queue: bool) -> bool:
    """Whether a postponed person is in the queue again. Without anybody left to let pass, letting pass has no sense."""
    if ticket.state is not S.POSTPONED:
        return False
    if ticket.not_before is not None:
        return now >= ticket.not_before
    return ticket.after_calls is None or queue_calls >= ticket.after_calls or not anybody_in_queue
