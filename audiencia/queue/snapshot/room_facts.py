"""What one moment of a room is made of: who sits there, whom it holds, and the call that it shares with others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from audiencia.core.ids import RoomId, StaffId, TicketId
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.kinds import Device, PictureState
from audiencia.queue.domain.room import Room
from audiencia.settings.config import Text
from audiencia.settings.municipality_parts import ASSISTANT


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistFacts:
    """A guest of a call, or who was asked into it or knocks at it. `epoch`, media `worker` and `call_id` are the host room's.
    A relative of the citizen has no `guest_room_id` and no department; `guest_director` is their name, as the citizen gave it;
    `signs`: they interpret in sign language.
    `host_agrees`, `citizen_agrees`: what each answered to a knock, for the own view alone."""

    host_room_id: RoomId
    guest_room_id: RoomId | None
    ticket_id: TicketId
    expires_at: datetime
    joined_at: datetime | None
    epoch: int
    host_director: str
    guest_director: str
    host_department: Text
    guest_department: Text | None
    id: int = 0
    kind: AssistKind = AssistKind.INVITED
    host_agrees: bool | None = None
    citizen_agrees: bool | None = None

    @property
    def joined(self) -> bool:
        """Whether they are in the call."""
        return self.joined_at is not None

    @property
    def knocks(self) -> bool:
        """Whether somebody knocks and waits for the answers."""
        return self.kind is AssistKind.KNOCK and not self.joined

    guest_company: Mapping[str, int] = field(default_factory=dict)
    worker: str | None = None
    host_shares: bool = False
    guest_shares: bool = False
    host_turned_off: tuple[Device, ...] = ()
    guest_turned_off: tuple[Device, ...] = ()
    call_id: UUID | None = None
    host_encrypts: bool = False
    guest_encrypts: bool = False
    signs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeFacts:
    """Whom a citizen asked into the call and who is not in it: `waits` once they took up the link. `signs`: to interpret."""

    id: int
    name: str
    waits: bool
    signs: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantFacts:
    """Who assists at a room, and whether their page is there. `announced`: it is, or was a moment ago."""

    staff_id: StaffId
    name: str
    connected: bool
    announced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """A room with its director, whom it holds, and the interpreter who is booked for the call.
    `assist`: its director as the guest of another's call, in it or asked. `guests` are those of the own call, in it or asked, as they
    came in; `fellows` those of the call that its director was asked into, that one included. `relative`: whom the citizen of the own call
    asked into it and who is not there yet, by a link or waiting. `call_id`: of the call with whom it holds; `encrypts`: whether the
    director's page can encrypt. `console`: how often another device took the room over. `company`: who is beside the director, as
    declared, by code and number; `None` before it was. `help`: the director asks for it, or somebody is `coming`. `emergency_at`: when
    the citizen was last shown the card. `picture`: whether one of what they show may be taken. `own`: the slug of the director's
    department, which is at home at the media worker `media_home`. `helps_with`: the adjustment for which an interpreter is booked."""

    room: Room
    director: str
    ticket_id: TicketId | None
    answer_until: datetime | None
    counts: Mapping[str, int]
    minute_taken: bool = False
    interpreter: Text | None = None
    assist: AssistFacts | None = None
    guests: tuple[AssistFacts, ...] = ()
    fellows: tuple[AssistFacts, ...] = ()
    relative: RelativeFacts | None = None
    console: int = 0
    company: Mapping[str, int] | None = None
    turned_off: tuple[Device, ...] = ()
    encrypts: bool = False
    shares_screen: bool = False
    assistants: tuple[AssistantFacts, ...] = ()
    help: Literal["asked", "coming"] | None = None
    emergency_at: datetime | None = None
    picture: PictureState | None = None
    own: str = ""
    helps_with: str | None = None
    media_home: str | None = None
    call_id: UUID | None = None

    @property
    def worker(self) -> str | None:
        """The media worker to which its director connects: that of a call that the free room was asked into, or knocks at."""
        host = self.assist.worker if self.assist is not None and self.ticket_id is None else None
        return host or self.room.media_worker or self.media_home

    @property
    def visits(self) -> AssistFacts | None:
        """The stay of its director in another's call."""
        return self.assist if self.assist is not None and self.assist.joined else None

    @property
    def present(self) -> tuple[AssistFacts, ...]:
        """Who is in the call that the room holds, or is in, besides the citizen and its director; in the order as they came in."""
        return tuple(one for one in (self.guests if self.visits is None else self.fellows) if one.joined)

    @property
    def beside(self) -> Mapping[str, int]:
        """Who is beside the director, with those who assist with an account of their own, unless their page is long closed."""
        return with_assistants(self.company or {}, sum(one.announced for one in self.assistants))


def with_assistants(company: Mapping[str, int], seated: int) -> Mapping[str, int]:
    """Those who assist are listed by themselves; who was declared as well is the same person."""
    assistants = max(company.get(ASSISTANT, 0), seated)
    return {**company, ASSISTANT: assistants} if assistants else company


def in_order(guests: Sequence[AssistFacts]) -> list[AssistFacts]:
    """Who came in first is first, who was asked last is last: as routes and keys have them (`call_guest`)."""
    return sorted(guests, key=lambda one: (one.joined_at is None, one.joined_at or one.expires_at.min, one.id))
