"""An incident of security as its entries tell it, what is owed for it, and the time that is left (law, arts. 53-55). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from audiencia.core.errors import Code, Refused
from audiencia.core.gettext_mark import N_, Worded
from audiencia.core.texts import Model
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.settings.rights_rules import Incidents

MAX_TEXT, MAX_LINE, MAX_PEOPLE = 4000, 200, 10_000_000
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT)]


class Kind(Worded):
    """What an entry says."""

    REGISTERED = "registered", N_("Registered")
    CORRECTED = "corrected", N_("Corrected or completed")
    NOTED = "noted", N_("Note")
    PEOPLE_ADDED = "people_added", N_("People were added")
    AUTHORITY_TOLD = "authority_told", N_("The authority was told")
    PEOPLE_TOLD = "people_told", N_("The people were told")
    EXCUSED = "excused", N_("Nobody has to be told")
    CLOSED = "closed", N_("Closed")


class Alarm(StrEnum):
    """How near the end of the term is. `none`: nothing is owed any more."""

    NONE = "none"
    IN_TIME = "in_time"
    SOON = "soon"
    URGENT = "urgent"
    OVER = "over"


class Facts(Model):
    """What is known of it. `happened_at` may be a guess; `confirmed_at` is empty until the incident is confirmed. `lasting`: what
    is done for good, beside `actions`, which were taken at once."""

    what: Words
    cause: Words = ""
    happened_at: datetime
    noticed_at: datetime
    confirmed_at: datetime | None = None
    data: tuple[DataKind, ...]
    people: int = Field(ge=0, le=MAX_PEOPLE)
    responsible: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_LINE)]
    actions: Words
    lasting: Words = ""
    advice: Words

    def due_at(self, rules: Incidents) -> datetime:
        """Until when authority and people are told: from the confirmation, and before it from when it was noticed."""
        return (self.confirmed_at or self.noticed_at) + timedelta(hours=rules.notify_hours)


@dataclass(frozen=True, slots=True)
class Head:
    """What is owed for an incident."""

    due_at: datetime
    authority_told_at: datetime | None = None
    people_told_at: datetime | None = None
    excused: bool = False
    closed_at: datetime | None = None
    version: int = 1

    @property
    def settled(self) -> bool:
        """Whether everybody who must be told was told, or is excused."""
        return self.excused or (self.authority_told_at is not None and self.people_told_at is not None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the register. `told_at`: when somebody was told, which may be before it was written down."""

    kind: Kind
    facts: Facts | None = None
    told_at: datetime | None = None
    text: str = ""


def begun(facts: Facts, rules: Incidents) -> Head:
    """The head of an incident that is registered."""
    return Head(facts.due_at(rules))


def after(head: Head, entry: Entry, rules: Incidents, now: datetime) -> Head:
    """The head once this entry is added. Raises `Refused(not_allowed_now)`: what is closed takes notes alone, nothing is closed while
    somebody is still to be told, and nobody is excused from what was done. The newest time of telling counts; people who are added are
    still to be told, and a correction takes back that nobody has to be."""
    if not may(head, entry.kind):
        raise Refused(Code.NOT_ALLOWED_NOW)
    return replace(_changed(head, entry, rules, now), version=head.version + 1)


def may(head: Head, kind: Kind) -> bool:
    """Whether such an entry can be added now."""
    if kind is Kind.NOTED or head.closed_at is not None:
        return kind is Kind.NOTED
    if kind is Kind.EXCUSED:
        return not (head.excused or head.authority_told_at or head.people_told_at)
    return head.settled if kind is Kind.CLOSED else kind is not Kind.REGISTERED


def _changed(head: Head, entry: Entry, rules: Incidents, now: datetime) -> Head:
    match entry.kind:
        case Kind.CORRECTED if entry.facts is not None:
            return replace(head, due_at=entry.facts.due_at(rules), excused=False)
        case Kind.PEOPLE_ADDED:
            return replace(head, people_told_at=None)
        case Kind.AUTHORITY_TOLD:
            return replace(head, authority_told_at=entry.told_at or head.authority_told_at)
        case Kind.PEOPLE_TOLD:
            return replace(head, people_told_at=entry.told_at or head.people_told_at)
        case Kind.EXCUSED:
            return replace(head, excused=True)
        case Kind.CLOSED:
            return replace(head, closed_at=now)
    return head


def alarm(head: Head, rules: Incidents, now: datetime) -> Alarm:
    """How near the end of the term is."""
    if head.settled:
        return Alarm.NONE
    left = head.due_at - now
    if left <= timedelta(0):
        return Alarm.OVER
    if left <= timedelta(hours=rules.urgent_hours):
        return Alarm.URGENT
    return Alarm.SOON if left <= timedelta(hours=rules.warn_hours) else Alarm.IN_TIME


def facts_of(entries: Sequence[Entry]) -> Facts:
    """The facts as they were last written. Raises `StopIteration` without any."""
    return next(one.facts for one in reversed(entries) if one.facts is not None)
