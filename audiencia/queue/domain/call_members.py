"""Names for the pages of one call, by which they agree on its keys. Pure."""

from typing import Literal
from uuid import UUID, uuid5

from audiencia.queue.domain.ticket import TALKING, TicketState

MemberRole = Literal["citizen", "director", "second"]
HAS_MEMBERS = TALKING | {TicketState.CALLED, TicketState.ON_HOLD, TicketState.RECONNECTING}
"""From the call on, so that keys are agreed on before the answer."""


def member_id(call_id: UUID, role: MemberRole, assist_id: int | None = None) -> UUID:
    """The same at every page of the call. A second director (`assist_id`) has another one each time they come in."""
    return uuid5(call_id, role if assist_id is None else f"{role} {assist_id}")
