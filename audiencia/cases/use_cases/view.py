"""One case as those read it who answer: what there is of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from audiencia.cases.domain import seen
from audiencia.cases.domain.case import OPEN, Case, CaseState
from audiencia.cases.domain.contact import Allowed
from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases.audience import Audience
from audiencia.core.deadlines import Urgency
from audiencia.core.folio import Folio
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.cases.use_cases.inbox_sql import Officers


@dataclass(frozen=True, slots=True)
class Personal:
    """What the citizen told; what does not open is `None`. All empty once the person's key was destroyed (`erased`). `guardian`: who
    authorised it for a minor."""

    name: str | None = ""
    matter: str | None = ""
    place: str | None = ""
    contact: str | None = ""
    behalf_of: str | None = ""
    guardian: str | None = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A photograph or a document. `name`: `None` when it does not open; `writer`: who of staff added it; `bytes`: its size."""

    id: UUID
    name: str | None
    bytes: int
    at: datetime
    writer: str | None
    message_id: UUID | None


@dataclass(frozen=True, slots=True)
class Message:
    """What was written. `kind`: a note is read by no citizen; `text`: `None` when it does not open. Of an answer: who signed it for which
    department, by which way it goes, and what proves that it arrived."""

    id: UUID
    at: datetime
    by_citizen: bool
    kind: Literal["message", "clarification", "reply", "answer", "note"]
    text: str | None
    writer: str | None
    department: Text | None
    delivery: str | None
    delivered_at: datetime | None
    proof: str | None
    seen_at: datetime | None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `detail` holds numbers and codes; `officer` and `department`: the names of those it speaks of."""

    at: datetime
    kind: str
    reason: str | None
    actor_kind: Literal["citizen", "staff", "system"]
    actor: str | None
    detail: Mapping[str, Any]
    officer: str | None = None
    department: Text | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The term in days: of `total` working days `passed` are over and `left` remain (below zero: since the last one).
    `holidays`: days without work in it that are no weekend. `urgency` is `None` when no answer is owed."""

    urgency: Urgency | None
    total: int
    passed: int
    left: int
    holidays: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that is joined with this one. `happened`: how much has happened to it; `waits`: the person was asked something
    that is open, wrote last, or opened it again."""

    folio: Folio
    happened: int
    waits: bool
    state: CaseState
    subject: str
    received_on: date

    @property
    def open(self) -> bool:
        """Whether an answer is owed."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class OtherChanged:
    """A joined case that is not as it was seen. `last`: what happened to it last, while the department has it."""

    folio: Folio
    how: seen.How
    last: Event | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything of a case. `told`: notices reach the person's contact; `browsers`: they asked to be told in one; `authorised`: for a
    minor, and it was not withdrawn; `alike`: those that are joined with it, `others_changed` which of them since they were seen, and
    `people` of how many people they all are, as far as a contact or a name tells; `whole`: everything opened."""

    case: Case
    folio: Folio
    source: str
    topic: Text | None
    department: Text
    department_slug: str
    about: Text | None
    made_at: datetime
    received_on: date
    language: str
    allowed: Allowed
    told: bool
    browsers: bool
    behalf: str
    anonymous: bool
    authorised: bool
    subject: str
    rating: int | None
    officer: str | None
    maker: str | None
    personal: Personal
    files: tuple[File, ...]
    messages: tuple[Message, ...]
    events: tuple[Event, ...]
    officers: "tuple[Officers, ...]"
    audience: Audience | None
    clock: Clock
    next: Next
    alike: tuple[Alike, ...]
    others_changed: tuple[OtherChanged, ...]
    people: int
    whole: bool
    now: datetime

    @property
    def others(self) -> int:
        """To how many joined cases an answer is owed besides this one."""
        return sum(one.open for one in self.alike)

    @property
    def others_waiting(self) -> int:
        """How many of them have an open question, or a message that nobody answered."""
        return sum(one.open and one.waits for one in self.alike)

    @property
    def others_seen(self) -> str:
        """The version token of the joined cases, for `CaseCommand.others`."""
        return seen.token((one.folio, one.happened) for one in self.alike if one.open)


@dataclass(frozen=True, slots=True)
class Content:
    """A file to take along."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
