"""What one moment of a queue is made of, as `flows.look` reads it and the views are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from audiencia.config import ASSISTANT, Text
from audiencia.flows.next_steps import NextStep
from audiencia.ids import QueueId, RoomId, StaffId, TicketId
from audiencia.queue.assist import AssistKind
from audiencia.queue.calling_off import CalledOff
from audiencia.queue.kinds import DataMode, DeviceChoice, OutcomeName, QueueState
from audiencia.queue.line import Line
from audiencia.queue.room import Room
from audiencia.queue.roster import Choice, Part
from audiencia.queue.routing import Preference, call_order, places
from audiencia.queue.session import Session
from audiencia.queue.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Private:
    """What is sealed at rest. `phone`: the number to dial; empty without one."""

    name: str
    matter: str
    contact: str
    adjustments: tuple[str, ...]
    note: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A next step, opened, and its row."""

    id: UUID
    content: NextStep


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """Something that happened to a ticket; `detail` holds codes and ids."""

    at: datetime
    kind: str
    reason: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """Another matter of the same person: brought up and not begun, or the one that their visit is about now."""

    id: UUID
    department: Text
    topic: Text
    matter: str


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What an earlier director of the same attention left for the next one."""

    department: Text
    note: str


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """What a citizen was promised. `owner`: a department's name, or a person's in both languages; `staff_id` is that person."""

    id: UUID
    attention_id: UUID
    folio: str
    text: str
    owner: Text
    due: date
    done: bool
    made_by: StaffId
    staff_id: StaffId | None


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """What those who wait are told, until when. `text_en`: empty where it was written in one language."""

    id: int
    text: str
    made_at: datetime
    until: datetime
    text_en: str = ""

    def said(self, language: str) -> str:
        """To who reads this language."""
        return self.text_en if self.text_en and language.startswith("en") else self.text


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """One message: of the call or to and from a moderator, by a member of staff or (`None`) the citizen."""

    id: int
    in_call: bool
    staff_id: StaffId | None
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkingNote:
    """The internal note while the result is not recorded; `by` who saved it last, `version` 0 while nobody has."""

    version: int = 0
    text: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Safety:
    """What a visit has to do with help and conduct. `ended`: why and when its last call was ended for conduct.

    `used`: the place that a review gave back was taken. `reports`: of officials; `called`: there was a call to speak of.
    """

    help: str | None = None
    help_answered: bool = False
    ended: tuple[str, datetime] | None = None
    review: Literal["upheld", "reversed"] | None = None
    used: bool = False
    called: bool = False
    reports: int = 0


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """The window that somebody booked, and when they checked in. `called_off`: its day was, and why."""

    starts_at: datetime
    ends_at: datetime
    checked_in_at: datetime | None
    called_off: CalledOff | None = None


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket with its attention. `steps`, `history`, `matters`, `notes`, `chat` and `announcements` (to this person alone)
    are there for those who are looked at.

    `begun`: how many other matters have begun, of which the last one is what the visit is about now. `unread`: how many
    messages to the moderators none of them has read. `token_generation`: of the cookies that hold. `about_folio`: of the case
    that the person came to talk about, but for a complaint about public servants.
    """

    ticket: Ticket
    folio: str
    generation: int
    language: str
    devices: DeviceChoice
    topic: Text
    private: Private
    outcome: OutcomeName | None
    disposition: str | None
    outcome_at: datetime | None
    says_resolved: bool | None = None
    reopened: bool = False
    steps: tuple[StepFacts, ...] = ()
    history: tuple[HistoryFacts, ...] = ()
    matters: tuple[MatterFacts, ...] = ()
    begun: int = 0
    notes: tuple[NoteFacts, ...] = ()
    chat: tuple[ChatFacts, ...] = ()
    unread: int = 0
    announcements: tuple[AnnouncementFacts, ...] = ()
    token_generation: int = 1
    commitments: tuple[CommitmentFacts, ...] = ()
    working: WorkingNote = WorkingNote()
    safety: Safety = Safety()
    data_mode: DataMode = "normal"
    booking: BookingFacts | None = None

    @property
    def waits_since(self) -> datetime:
        """Since when this person waits: of an appointment not before its hour, nor before they were there."""
        joined, booked = self.ticket.joined_at, self.booking
        return joined if booked is None else max(joined, booked.starts_at, booked.checked_in_at or joined)

    about_folio: str = ""


@dataclass(frozen=True, slots=True)
class AssistFacts:
    """A call of three, or the invitation or knock that may lead to it. `epoch` and media `worker` are the host room's.

    `host_agrees`, `citizen_agrees`: what each answered to a knock, for the own view alone.
    """

    host_room_id: RoomId
    guest_room_id: RoomId
    ticket_id: TicketId
    expires_at: datetime
    joined: bool
    epoch: int
    host_director: str
    guest_director: str
    host_department: Text
    guest_department: Text
    id: int = 0
    kind: AssistKind = AssistKind.INVITED
    host_agrees: bool | None = None
    citizen_agrees: bool | None = None

    @property
    def knocks(self) -> bool:
        """Whether somebody knocks and waits for the answers."""
        return self.kind is AssistKind.KNOCK and not self.joined

    guest_company: Mapping[str, int] = field(default_factory=dict)
    worker: str | None = None


@dataclass(frozen=True, slots=True)
class AssistantFacts:
    """Who assists at a room, and whether their page is there."""

    staff_id: StaffId
    name: str
    connected: bool


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room with its director, whom it holds, and the interpreter who is booked for the call.

    `console`: how often another device took the room over.
    `company`: who is beside the director, as declared, by code and number; `None` before it was. `help`: the director asks for
    it, or somebody is `coming`. `emergency_at`: when the citizen was last shown the card. `own`: the slug of the director's
    department, which is at home at the media worker `media_home`. `helps_with`: the adjustment for which an interpreter is
    booked.
    """

    room: Room
    director: str
    ticket_id: TicketId | None
    answer_until: datetime | None
    counts: Mapping[str, int]
    minute_taken: bool = False
    interpreter: Text | None = None
    assist: AssistFacts | None = None
    console: int = 0
    company: Mapping[str, int] | None = None
    assistants: tuple[AssistantFacts, ...] = ()
    help: Literal["asked", "coming"] | None = None
    emergency_at: datetime | None = None
    own: str = ""
    helps_with: str | None = None
    media_home: str | None = None

    @property
    def worker(self) -> str | None:
        """The media worker to which its director connects: that of a call that the free room was asked into, or knocks at."""
        asked = self.assist is not None and self.assist.guest_room_id == self.room.id and self.ticket_id is None
        host = self.assist.worker if asked and self.assist is not None else None
        return host or self.room.media_worker or self.media_home

    @property
    def beside(self) -> Mapping[str, int]:
        """Who is beside the director, with those who assist with an account of their own."""
        return with_assistants(self.company or {}, len(self.assistants))


def with_assistants(company: Mapping[str, int], seated: int) -> Mapping[str, int]:
    """Those who assist are listed by themselves; who was declared as well is the same person."""
    assistants = max(company.get(ASSISTANT, 0), seated)
    return {**company, ASSISTANT: assistants} if assistants else company


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A queue of the same jornada, as somebody sees it who wants to bring a citizen there."""

    queue_id: QueueId
    slug: str
    department: Text
    state: QueueState
    rooms_free: int
    waiting: int


@dataclass(frozen=True, slots=True)
class InterpreterFacts:
    """Somebody who interprets, and whether they are there and in a call."""

    code: str
    helps_with: str
    name: Text
    present: bool
    busy: bool


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """Somebody of the line's department today. `connected`: whether their console is open."""

    staff_id: StaffId
    name: str
    part: Part
    reason: str | None
    room_id: RoomId | None
    connected: bool


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What somebody of the line was offered, why, and what they chose."""

    id: int
    reason: str
    to_queues: tuple[QueueId, ...]
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Expected:
    """When a call will come, eight times of ten."""

    low_at: datetime
    high_at: datetime


@dataclass(frozen=True)
class Snapshot:
    """A queue at one version. `late`: who joins now would probably not be attended before closing.

    `owed`: whose result was left for later, in this queue or another jornada's of the same department. `commitments`: what
    this department, or somebody who attends here, still has to do.
    """

    queue_id: QueueId
    version: int
    state: QueueState
    line: Line
    preference: Preference
    slug: str
    prefix: str
    department: Text
    attended: int
    now: datetime
    session: Session
    tickets: Mapping[TicketId, TicketFacts]
    rooms: tuple[RoomFacts, ...]
    targets: Mapping[QueueId, TargetFacts]
    interpreters: tuple[InterpreterFacts, ...] = ()
    owed: tuple[TicketId, ...] = ()
    announcements: tuple[AnnouncementFacts, ...] = ()
    roster: tuple[MemberFacts, ...] = ()
    offers: Mapping[TicketId, OfferFacts] = field(default_factory=dict)
    commitments: tuple[CommitmentFacts, ...] = ()
    estimates: Mapping[TicketId, Expected] = field(default_factory=dict)
    late: bool = False
    media_home: str | None = None
    """The media worker to which those connect who wait here."""

    def worker_of(self, ticket_id: TicketId) -> str | None:
        """The media worker to which the holder of a ticket of this queue connects: that of the room that holds it, if any."""
        holds = (room.room.media_worker for room in self.rooms if room.ticket_id == ticket_id)
        return next(holds, None) or self.media_home

    @cached_property
    def order(self) -> list[Ticket]:
        """Those in the line, in the projected order of calls."""
        return call_order(self.in_line(), self.preference, self.line.since_preferred)

    @cached_property
    def places(self) -> Mapping[TicketId, int]:
        """The place of each of them, from 1."""
        return places(self.order)

    def in_line(self) -> list[Ticket]:
        """The tickets that are in this queue now (those that are only looked at may be elsewhere)."""
        return [facts.ticket for facts in self.tickets.values() if facts.ticket.queue_id == self.queue_id]

    def room_of(self, ticket_id: TicketId) -> RoomFacts | None:
        """The room that holds a ticket now."""
        return next((one for one in self.rooms if one.ticket_id == ticket_id), None)
