"""Types of identifiers: each its own type, so that a checker refuses to mix them up."""

from typing import NamedTuple, NewType
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
RelativeId = NewType("RelativeId", int)
"""Numbered with the guests who are directors: one number names one guest of a call."""
PeerId = NewType("PeerId", str)  # One browser's media connection.
PartyId = NewType("PartyId", str)
"""Who takes part in a room, whatever connection they use now: see `party_of_ticket`, `party_of_room` and `party_of_relative`."""


def party_of_ticket(ticket: TicketId) -> PartyId:
    """The media party of the citizen who holds this ticket."""
    return PartyId(f"ticket:{ticket}")


def party_of_room(room: RoomId) -> PartyId:
    """The media party of the director of this room."""
    return PartyId(f"room:{room}")


def party_of_relative(relative: RelativeId) -> PartyId:
    """The media party of somebody whom a citizen asked into the call. Programs before them read every number as a room's: none has
    this one."""
    return PartyId(f"relative:-{relative}")


class PartyIds(NamedTuple):
    """The id behind a party; exactly one of these is set."""

    ticket: TicketId | None = None
    room: RoomId | None = None
    relative: RelativeId | None = None


def ids_of(party: PartyId) -> PartyIds:
    """A ticket's holder, the director of a room, or a relative."""
    kind, _, number = party.partition(":")
    match kind:
        case "ticket":
            return PartyIds(ticket=TicketId(UUID(number)))
        case "room":
            return PartyIds(room=RoomId(int(number)))
        case _:
            return PartyIds(relative=RelativeId(-int(number)))
