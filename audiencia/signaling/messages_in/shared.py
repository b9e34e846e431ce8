"""Fields and commands that more than one namespace has."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _visible(text: str) -> str:
    """Without characters that nobody sees: NUL, which PostgreSQL refuses, and marks that turn the direction of writing."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


Visible = BeforeValidator(lambda value: _visible(value) if isinstance(value, str) else value)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), Visible]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Visible]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), Visible]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Visible]
ChatText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Visible]
TypedText = Annotated[str, StringConstraints(max_length=500), Visible]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=48_000)]


def _base64url(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("no base64url")
    return text


KeyBody = Annotated[str, StringConstraints(min_length=1, max_length=6144), AfterValidator(_base64url)]
Version = Annotated[int, Field(ge=0)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
OfferedSlot = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,10}[0-9]?$")]


class MessageIn(BaseModel):
    """Base of all: unknown fields are refused, nothing is coerced from another type."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def by_event(*messages: type[MessageIn]) -> dict[str, type[MessageIn]]:
    """Messages by the name of their event: `HoldCall` is `hold_call`."""
    return {re.sub(r"(?<!^)(?=[A-Z])", "_", one.__name__).lower(): one for one in messages}


class Command(MessageIn):
    """An event that changes something; repeated with the same `command_id` it answers as the first time."""

    command_id: UUID


class MediaOffer(MessageIn):
    """A browser's offer (layout in docs/protocol.md). `peer_id` is chosen by the client, new for each connection. `slots`: what
    its m-lines are for, in their order; absent: all, in the order of that page. `boot`: the one of the connection's answer, in an
    offer that adds slots to that connection; absent: a new one.
    `encrypts`: the page can encrypt what it sends for the others of a call alone. `takes`: the person wants to go on here; a page
    that offers by itself says that it does not, and takes nothing from another browser of theirs."""

    peer_id: UUID
    sdp: Sdp
    encrypts: bool = False
    takes: bool = True
    slots: Annotated[list[OfferedSlot], Field(min_length=1, max_length=14)] | None = None
    boot: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class CallKeys(MessageIn):
    """What the page of somebody in a call says about its keys, or under them, to one other member (`to`), or to all of them.
    The server hands `body` on as it is."""

    call: UUID
    to: UUID | None = None
    body: KeyBody


class Typing(MessageIn):
    """All that stands in the chat's field now, on the page of somebody who wants it read while they type it; empty: nothing any more.
    The server hands it on in the clear and keeps nothing of it: pages that have each other's keys never say it."""

    call: UUID
    text: TypedText


class Freezes(MessageIn):
    """How often, and for how many milliseconds in all, a picture stood still on this page since it said so last (W3C
    webrtc-stats). Said only when one did, at most twice a minute: on prepaid data a call with a good line says nothing."""

    count: Annotated[int, Field(ge=1, le=1000)]
    milliseconds: Annotated[int, Field(ge=1, le=600_000)]


class TurnOff(Command):
    """Which of microphone and camera are off on this page now, because the person turned them off."""

    devices: Annotated[list[Literal["microphone", "camera"]], Field(max_length=2)]


class Refresh(MessageIn):
    """Asks for the whole view again."""


class VersionedCommand(Command):
    """A command that holds only for the version that the person saw."""

    version: Version


class ContinueElsewhere(Command):
    """Makes a one-time code, in place of the one before, that carries the ticket or the room to another device."""


class WithdrawCode(Command):
    """That code is worth nothing any more."""


class WriteTo(Command):
    """Staff write to the holder of this ticket: a director in the call, a moderator while the person waits."""

    ticket_id: UUID
    text: ChatText


class AnswerKnock(Command):
    """Whether whoever knocked at this call may come in; said by the director and by the citizen, each once.
    Without version: it holds for the knock that was seen."""

    knock_id: Id
    agree: bool
