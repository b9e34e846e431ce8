"""What one moment of a ticket is made of: its attention, opened, and what those see of it who look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from audiencia.cases.api import NextStep, WhyNot
from audiencia.core.ids import StaffId
from audiencia.queue.domain.calling_off import CalledOff
from audiencia.queue.domain.kinds import DataMode, Device, DeviceChoice, OutcomeName
from audiencia.queue.domain.ticket import Ticket
from audiencia.settings.config import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What is sealed at rest. `phone`: the number to dial; empty without one. `guardian`: who authorises it for a minor; empty for
    an adult. `matter`, which is the one that the visit is about now, and `note`: `None` when it does not open; other fields are empty then,
    and named in `damaged`."""

    name: str
    matter: str | None
    contact: str
    adjustments: tuple[str, ...]
    note: str | None
    phone: str = ""
    guardian: str = ""
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """A next step, opened, and its row."""

    id: UUID
    content: NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFacts:
    """Something that happened to a ticket; `detail` holds codes and ids. `id`: later entries of a ticket have higher ones."""

    at: datetime
    kind: str
    reason: str | None
    detail: Mapping[str, Any]
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterFacts:
    """Another matter of the same person: brought up and not begun, or the one that their visit is about now. `matter`: `None` when it
    does not open."""

    id: UUID
    department: Text
    topic: Text
    matter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """What an earlier director of the same attention left for the next one. `note`: `None` when it does not open."""

    department: Text
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFacts:
    """What a citizen was promised. `owner`: a department's name, or a person's in both languages; `staff_id` is that person. `text`:
    `None` when it does not open."""

    id: UUID
    attention_id: UUID
    folio: str
    text: str | None
    owner: Text
    due: date
    done: bool
    made_by: StaffId
    staff_id: StaffId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementFacts:
    """What those who wait are told, until when. `text_en`: empty where it was written in one language. `text`: `None` when it does not
    open."""

    id: int
    text: str | None
    made_at: datetime
    until: datetime
    text_en: str = ""

    def said(self, language: str) -> str | None:
        """To who reads this language."""
        return self.text_en if self.text_en and language.startswith("en") else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFacts:
    """One message: of the call or to and from a moderator, by a member of staff or (`None`) the citizen. `text`: `None` when it does not
    open."""

    id: int
    in_call: bool
    staff_id: StaffId | None
    name: str
    text: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingNote:
    """The internal note while the result is not recorded; `by` who saved it last, `version` 0 while nobody has. `text`: `None` when it
    does not open, and the next one is saved upon its version all the same."""

    version: int = 0
    text: str | None = ""
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What a visit has to do with help and conduct. `ended`: why and when its last call was ended for conduct.
    `used`: the place that a review gave back was taken. `reports`: of officials; `called`: there was a call to speak of."""

    help: str | None = None
    help_answered: bool = False
    ended: tuple[str, datetime] | None = None
    review: Literal["upheld", "reversed"] | None = None
    used: bool = False
    called: bool = False
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFacts:
    """The window that somebody booked, and when they checked in. `called_off`: its day was, and why."""

    starts_at: datetime
    ends_at: datetime
    checked_in_at: datetime | None
    called_off: CalledOff | None = None
    held_after_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFacts:
    """A ticket with its attention. `steps`, `history`, `matters`, `notes`, `chat` and `announcements` (to this person alone)
    are there for those who are looked at.
    `begun`: how many other matters have begun, of which the last one is what the visit is about now. `unread`: how many
    messages to the moderators none of them has read. `token_generation`: of the cookies that hold. `about_folio`: of the case
    that the person came to talk about, but for a complaint about public servants. `of_complaint`: the visit was about one, as is known
    once there is a result. `encrypts`: whether their page can."""

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
    why_not: WhyNot | None = None
    rating: int | None = None
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
    camera_paused: bool = False
    turned_off: tuple[Device, ...] = ()
    encrypts: bool = False
    booking: BookingFacts | None = None
    contact_index: bytes | None = None  # Keyed hash of the telephone or e-mail, while the ticket goes on.

    def entries_since(self, before: "TicketFacts") -> tuple[HistoryFacts, ...]:
        """By which the history grew, where nothing else is new; else none."""
        known = len(before.history)
        if self.history[:known] != before.history or not self.is_same_but_history(before):
            return ()
        return self.history[known:]

    def is_same_but_history(self, before: "TicketFacts") -> bool:
        """Whether nothing else is new."""
        return replace(before, history=self.history) == self

    @property
    def waits_since(self) -> datetime:
        """Since when this person waits: of an appointment not before its hour, nor before they were there."""
        joined, booked = self.ticket.joined_at, self.booking
        return joined if booked is None else max(joined, booked.starts_at, booked.checked_in_at or joined)

    about_folio: str = ""
    of_complaint: bool = False
