"""A citizen's whole visit: its legs, its one outcome, and what the citizen says of it afterwards. Pure.

A leg waits, is attended, and ends; the attention goes on through the next leg, and counts once:

in_progress > outcome_pending > concluded <> reopened
in_progress > ended            without an outcome: left, cancelled, lapsed or carried over
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from audiencia.core.errors import Code, Refused
from audiencia.core.machine import Machine
from audiencia.queue.domain.kinds import OutcomeName
from audiencia.queue.domain.ticket import TERMINAL, TicketState
from audiencia.queue.domain.ticket import TicketAction as Ticket

SAYS_WITHIN = timedelta(hours=48)  # How long after the outcome the citizen can say whether the matter was resolved.


class LegEnding(StrEnum):
    """How one stay in one queue and room ended."""

    CONCLUDED = "concluded"
    TRANSFERRED = "transferred"
    INTERRUPTED = "interrupted"
    LEFT = "left"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    CARRIED_OVER = "carried_over"


LEG_ENDINGS = {
    Ticket.CONCLUDE: LegEnding.CONCLUDED,
    Ticket.DEFER_OUTCOME: LegEnding.CONCLUDED,
    Ticket.TRANSFER: LegEnding.TRANSFERRED,
    Ticket.HAND_OVER: LegEnding.TRANSFERRED,
    Ticket.MOVE: LegEnding.TRANSFERRED,
    Ticket.RETURN_TO_FRONT: LegEnding.INTERRUPTED,
    Ticket.LEAVE: LegEnding.LEFT,
    Ticket.CANCEL: LegEnding.CANCELLED,
    Ticket.MISS_AGAIN: LegEnding.NO_SHOW,
    Ticket.CARRY_OVER: LegEnding.CARRIED_OVER,
}
"""What ends a leg, and how."""
VISIT_ENDS = frozenset(
    {Ticket.CONCLUDE, Ticket.DEFER_OUTCOME, Ticket.LEAVE, Ticket.CANCEL, Ticket.MISS_AGAIN, Ticket.CARRY_OVER}
)
"""What ends a leg without another one: no other matter of the visit can begin any more."""
NEXT_LEG = frozenset(
    {Ticket.CHECK_IN, Ticket.TRANSFER, Ticket.HAND_OVER, Ticket.MOVE, Ticket.RETURN_TO_FRONT, Ticket.UNDO_NO_SHOW}
)
"""What begins another leg of the same attention; after an appointment, the first one."""


class AttentionState(StrEnum):
    """Where the attention is."""

    IN_PROGRESS = "in_progress"
    OUTCOME_PENDING = "outcome_pending"
    CONCLUDED = "concluded"
    REOPENED = "reopened"
    ENDED = "ended"


class AttentionAction(StrEnum):
    """What can happen to an attention."""

    DEFER = "defer"
    CONCLUDE = "conclude"
    REOPEN = "reopen"
    CLOSE_AGAIN = "close_again"
    END = "end"


S, A = AttentionState, AttentionAction
MACHINE: Machine[AttentionState, AttentionAction] = Machine(
    {
        A.DEFER: {S.IN_PROGRESS: S.OUTCOME_PENDING},
        A.CONCLUDE: {S.IN_PROGRESS: S.CONCLUDED, S.OUTCOME_PENDING: S.CONCLUDED},
        A.REOPEN: {S.CONCLUDED: S.REOPENED},
        A.CLOSE_AGAIN: {S.REOPENED: S.CONCLUDED},
        A.END: {S.IN_PROGRESS: S.ENDED},
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is kept of the citizen's word: whether it was resolved, and whether the attention is open again."""

    resolved: bool
    reopened: bool


def state_of(ticket: TicketState, outcome: OutcomeName | None, *, reopened: bool) -> AttentionState:
    """The state of an attention from its ticket and its outcome."""
    if reopened:
        return S.REOPENED
    if outcome is not None:
        return S.CONCLUDED
    if ticket is TicketState.OUTCOME_PENDING:
        return S.OUTCOME_PENDING
    return S.ENDED if ticket in TERMINAL else S.IN_PROGRESS


def may_say(outcome_at: datetime | None, now: datetime) -> bool:
    """Whether the citizen can say now whether the matter was resolved."""
    return outcome_at is not None and now < outcome_at + SAYS_WITHIN


def check_may_say(
    state: AttentionState, outcome: OutcomeName | None, outcome_at: datetime | None, now: datetime
) -> None:
    """Raises `Refused` (not_allowed_now, too_late_to_say) unless the citizen can say now how it was."""
    if outcome is None:
        raise Refused(Code.NOT_ALLOWED_NOW, state=state.value, action="say")
    if not may_say(outcome_at, now):
        raise Refused(Code.TOO_LATE_TO_SAY)


def say(
    state: AttentionState, outcome: OutcomeName | None, outcome_at: datetime | None, now: datetime, *, resolved: bool
) -> Said:
    """What the citizen's word does. A "no" to an immediate answer opens the attention again, under the same folio.
    What the director recorded stays as it was: both figures are kept. Raises `Refused` (not_allowed_now, too_late_to_say)."""
    check_may_say(state, outcome, outcome_at, now)
    if resolved and state is S.REOPENED:
        state = MACHINE.after(state, A.CLOSE_AGAIN)
    elif not resolved and outcome == "resolved_immediately" and state is S.CONCLUDED:
        state = MACHINE.after(state, A.REOPEN)
    return Said(resolved, state is S.REOPENED)


def outcome_now(outcome: OutcomeName | None, *, reopened: bool) -> OutcomeName | None:
    """The outcome that the attention has after the citizen's word."""
    return "in_process" if reopened else outcome
