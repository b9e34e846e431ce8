"""Other matters that a citizen brings up in one visit: each goes on where it belongs, without queuing again. Pure."""

from dataclasses import dataclass

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.ticket import TicketState

BRINGS_UP = frozenset(
    {
        TicketState.WAITING,
        TicketState.READY_CHECK,
        TicketState.POSTPONED,
        TicketState.CALLED,
        TicketState.IN_CALL,
        TicketState.ON_HOLD,
        TicketState.WRAP_UP,
    }
)
"""While the visit goes on and the citizen is there."""
MOST_WRITTEN = 20  # How many can be written in a visit at all: those that were taken back are kept too, sealed.


@dataclass(frozen=True, slots=True)
class Target:
    """Where a citizen would go on. `waits_there`: the same browser has another number in that queue already. `complaint_stays`: the
    visit brought a complaint about that department, or is about one now that another queue receives."""

    state: QueueState
    waits_there: bool
    complaint_stays: bool = False


def check_brings_up(state: TicketState, kept: int, written: int, limit: int) -> None:
    """Whether the citizen can bring up one more. `kept`: those that have begun and those that wait; `written`: all of the visit.
    Raises `Refused` (not_allowed_now, too_many_matters)."""
    if state not in BRINGS_UP:
        raise Refused(Code.NOT_ALLOWED_NOW, state=state.value, action="another_matter")
    if kept >= limit or written >= MOST_WRITTEN:
        raise Refused(Code.TOO_MANY_MATTERS, limit=limit)


def takes(target: Target) -> bool:
    """Whether a citizen can go on there now."""
    return _obstacle(target, drains=False) is None


def check_takes(target: Target, *, drains: bool = False) -> None:
    """Raises where a citizen cannot go on there now. `drains`: somebody of that queue already, which takes them while it drains too.
    Raises `Refused` (complaint_stays, queue_closed, already_in_line)."""
    obstacle = _obstacle(target, drains=drains)
    if obstacle is not None:
        raise Refused(obstacle)


def _obstacle(target: Target, *, drains: bool) -> Code | None:
    if target.complaint_stays:
        return Code.COMPLAINT_STAYS
    open_states = (
        (QueueState.OPEN, QueueState.PAUSED, QueueState.DRAINING) if drains else (QueueState.OPEN, QueueState.PAUSED)
    )
    if target.state not in open_states:
        return Code.QUEUE_CLOSED
    return Code.ALREADY_IN_LINE if target.waits_there else None
