"""When a citizen's page connects to the media worker: shortly before the call, so that places there are for those who need them
soon. Pure."""

from datetime import datetime, timedelta

from audiencia.media.worker.admission import Urgency
from audiencia.queue.domain.ticket import ATTENDED, Ticket, TicketState

NEAR_PLACES = 15
NEAR_TIME = timedelta(minutes=10)


def urgency_in(state: TicketState) -> Urgency:
    """How soon sound and picture are needed, as far as the state of a ticket alone tells."""
    if state in ATTENDED:
        return Urgency.IN_CALL
    if state is TicketState.CALLED:
        return Urgency.CALLED
    # Who did not answer may be called again at any moment.
    return Urgency.NEAR if state is TicketState.ABSENT else Urgency.WAITING


def urgency(ticket: Ticket, place: int | None, earliest: datetime | None, now: datetime) -> Urgency:
    """How soon a ticket's page needs media. `place`: in the queue; `earliest`: time of the call by the estimate; `None`: unknown."""
    near = place is not None and place <= NEAR_PLACES
    soon = earliest is not None and earliest - now <= NEAR_TIME and ticket.state is not TicketState.BOOKED
    return max(urgency_in(ticket.state), Urgency.NEAR if near or soon else Urgency.WAITING)
