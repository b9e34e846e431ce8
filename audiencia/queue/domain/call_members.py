"""Who fits into a call, and names for its pages, by which they agree on its keys. Pure."""

from typing import Literal
from uuid import UUID, uuid5

from audiencia.queue.domain.ticket import TALKING, TicketState

MemberRole = Literal["citizen", "director", "second"]
GUESTS = ("second", "third", "fourth", "fifth")
"""Those who are in a call besides the citizen and its director, in the order in which they came in."""
MOST_GUESTS = len(GUESTS)
HAS_MEMBERS = TALKING | {TicketState.CALLED, TicketState.ON_HOLD, TicketState.RECONNECTING}
"""From the call on, so that keys are agreed on before the answer."""


def member_id(call_id: UUID, role: MemberRole, assist_id: int | None = None) -> UUID:
    """The id of a member, equal at every page of the call. A guest (`assist_id`) gets a new one each time they come in."""
    return uuid5(call_id, role if assist_id is None else f"{role} {assist_id}")
