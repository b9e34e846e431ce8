"""What clients say: one model per event, one union per namespace. TypeScript types are generated from here.

Every event carries a `command_id` where repeating it must not act twice: a client that lost the acknowledgement sends the
same event again and gets the first result. `version` is the version of the object that the person saw (design, section 5,
invariant 5): the ticket's for citizens and moderators, the room's for directors.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _visible(text: str) -> str:
    """Without characters that nobody sees: NUL, which PostgreSQL refuses, and marks that turn the direction of writing."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


Visible = BeforeValidator(lambda value: _visible(value) if isinstance(value, str) else value)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), Visible]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), Visible]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Visible]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=48_000)]
Version = Annotated[int, Field(ge=0)]


class MessageIn(BaseModel):
    """Base of all: unknown fields are refused, nothing is coerced from another type."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(MessageIn):
    """An event that changes something; repeated with the same `command_id` it answers as the first time."""

    command_id: UUID


class MediaOffer(MessageIn):
    """The browser's one offer (layout in docs/protocol.md). `peer_id` is chosen by the client, new for each connection."""

    peer_id: UUID
    sdp: Sdp


class Refresh(MessageIn):
    """Asks for the whole view again."""


class VersionedCommand(Command):
    """A command that holds only for the version that the person saw."""

    version: Version


class Devices(Command):
    """Which devices the citizen has granted: with neither, the attention goes on by text and telephone."""

    devices: Literal["camera_and_microphone", "microphone", "none"]


class Accept(VersionedCommand):
    """The citizen answers the call: `called > connecting > in_call`."""


class ComeBack(VersionedCommand):
    """The citizen who did not answer is here again: `absent > waiting`, same seniority."""


class Leave(VersionedCommand):
    """The citizen gives up the place: `waiting > left`."""


class HangUp(VersionedCommand):
    """The citizen ends the call: `in_call > wrap_up`."""


class OpenRoom(Command):
    """The director opens the own room: `closed > available`. Without version: there may be no room yet."""


class CloseRoom(VersionedCommand):
    """`available | paused > closed`."""


class PauseRoom(VersionedCommand):
    """`available > paused`; refused while somebody is attended."""

    minutes: Annotated[int, Field(ge=1, le=60)]


class ResumeRoom(VersionedCommand):
    """`paused > available`."""


class CallNext(VersionedCommand):
    """Offers the head of the queue to this room: `waiting > called`, `available > reserved`."""


class CallAgain(VersionedCommand):
    """Calls one who did not answer: `absent > called`."""

    ticket_id: UUID


class WithdrawCall(VersionedCommand):
    """`called > waiting`, same seniority."""


class EndCall(VersionedCommand):
    """`in_call > wrap_up`: sound and picture stop at once."""


class AddNextStep(Command):
    """Hands one step over; it is on the citizen's screen within a second and stays under the folio.

    Without version, because steps may be written while the room changes, but for this ticket and no other.
    """

    ticket_id: UUID
    step: Line
    requirement: OptionalLine = ""
    cost: OptionalLine = ""
    place: OptionalLine = ""
    due: date | None = None


class RemoveNextStep(Command):
    """Takes back a step that was handed over by mistake to this ticket."""

    ticket_id: UUID
    step_id: UUID


class RecordOutcome(VersionedCommand):
    """`wrap_up > served`. Until it is recorded the room calls nobody."""

    outcome: Literal["resolved_immediately", "in_process"]
    disposition: Slug
    note_to_citizen: OptionalText = ""
    note_internal: OptionalText = ""


class MoveTicket(VersionedCommand):
    """A moderator moves a waiting ticket to another department; `version` is the ticket's."""

    ticket_id: UUID
    department: Slug
    reason: Slug


CITIZEN_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "media_offer": MediaOffer,
    "devices": Devices,
    "accept": Accept,
    "come_back": ComeBack,
    "leave": Leave,
    "hang_up": HangUp,
}
DIRECTOR_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "media_offer": MediaOffer,
    "open_room": OpenRoom,
    "close_room": CloseRoom,
    "pause_room": PauseRoom,
    "resume_room": ResumeRoom,
    "call_next": CallNext,
    "call_again": CallAgain,
    "withdraw_call": WithdrawCall,
    "end_call": EndCall,
    "add_next_step": AddNextStep,
    "remove_next_step": RemoveNextStep,
    "record_outcome": RecordOutcome,
}
MODERATOR_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "move_ticket": MoveTicket,
}
