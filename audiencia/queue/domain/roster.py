"""Who attends in a jornada, who stands in for them, and what is offered to those who wait for somebody who is away. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import DepartmentId, QueueId, StaffId, TicketId
from audiencia.queue.domain.ticket import TicketState


class Part(StrEnum):
    """What somebody of a department does in a jornada: attends, stands in when needed, or is away."""

    DIRECTOR = "director"
    SUBSTITUTE = "substitute"
    AWAY = "away"


class Choice(StrEnum):
    """How somebody who waits goes on. Whoever says nothing waits."""

    WAIT = "wait"
    DEPARTMENT = "department"
    NEXT_SESSION = "next_session"
    TELEPHONE = "telephone"


OFFERED = frozenset({TicketState.WAITING, TicketState.READY_CHECK, TicketState.POSTPONED, TicketState.ABSENT})
"""Who is offered something: those whom nobody attends or calls just now."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roster of a jornada. `reason` is why they are away; `active`: whether their account is open."""

    staff_id: StaffId
    department_id: DepartmentId
    part: Part
    reason: str | None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody who waits in `queue_id` was offered. `to_queues`: where they may go on at once."""

    id: int
    ticket_id: TicketId
    queue_id: QueueId
    to_queues: tuple[QueueId, ...]
    withdrawn: bool


def check_opens(part: Part) -> None:
    """Whether somebody may open the own room. Raises `Refused` (substitute_waits, marked_away)."""
    if part is Part.SUBSTITUTE:
        raise Refused(Code.SUBSTITUTE_WAITS)
    if part is Part.AWAY:
        raise Refused(Code.MARKED_AWAY)


def check_seated(substitute: Member | None, away: Member) -> Member:
    """Who takes over from `away`: a substitute of the same department. Raises `Refused(no_substitute)`."""
    if (
        substitute is None
        or substitute.part is not Part.SUBSTITUTE
        or not substitute.active
        or substitute.department_id != away.department_id
        or substitute.staff_id == away.staff_id
    ):
        raise Refused(Code.NO_SUBSTITUTE)
    return substitute


def is_offered(offer: Offer, state: TicketState, queue_id: QueueId) -> bool:
    """Whether an offer still holds for somebody who is in this state and queue."""
    return not offer.withdrawn and state in OFFERED and queue_id == offer.queue_id


def check_chooses(offer: Offer, state: TicketState, queue_id: QueueId, to_queue: QueueId | None) -> None:
    """Whether this can be chosen, now. Raises `Refused(offer_over)`, also for a department that was not offered."""
    if not is_offered(offer, state, queue_id) or (to_queue is not None and to_queue not in offer.to_queues):
        raise Refused(Code.OFFER_OVER)
