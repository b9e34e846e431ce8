"""Types of identifiers: each its own type, so that a checker refuses to mix them up."""

from typing import NewType
from uuid import UUID

SessionId = NewType("SessionId", int)
DepartmentId = NewType("DepartmentId", int)
TopicId = NewType("TopicId", int)
QueueId = NewType("QueueId", int)
RoomId = NewType("RoomId", int)
StaffId = NewType("StaffId", int)
InterpreterId = NewType("InterpreterId", int)
TicketId = NewType("TicketId", UUID)
AttentionId = NewType("AttentionId", UUID)
PersonId = NewType("PersonId", UUID)
LegId = NewType("LegId", UUID)
StepId = NewType("StepId", UUID)
CommandId = NewType("CommandId", UUID)
CaseId = NewType("CaseId", UUID)

PeerId = NewType("PeerId", str)
"""One browser's media connection."""
PartyId = NewType("PartyId", str)
"""Who takes part in a room, whatever connection they use now: see `party_of_ticket` and `party_of_room`."""


def party_of_ticket(ticket: TicketId) -> PartyId:
    """The media party of the citizen who holds this ticket."""
    return PartyId(f"ticket:{ticket}")


def party_of_room(room: RoomId) -> PartyId:
    """The media party of the director of this room."""
    return PartyId(f"room:{room}")


def ids_of(party: PartyId) -> tuple[TicketId | None, RoomId | None]:
    """Whose party it is: a ticket's holder, or the director of a room."""
    kind, _, number = party.partition(":")
    return (TicketId(UUID(number)), None) if kind == "ticket" else (None, RoomId(int(number)))
