"""What the citizen sees of the own case, after proving folio and PIN: where it is, by when, and everything written to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.cases.domain.case import OPEN, CaseState, Kind, Withdrawal, may_reopen, may_withdraw
from audiencia.cases.store import store
from audiencia.cases.use_cases import attachments
from audiencia.cases.use_cases.own_contact import may_correct
from audiencia.cases.use_cases.rules import calendar_of, rules_of
from audiencia.cases.use_cases.tell import silence_begins
from audiencia.core.deadlines import Urgency, urgency
from audiencia.core.errors import Code, NotFound
from audiencia.core.folio import Folio
from audiencia.core.ids import AttentionId, CaseId
from audiencia.core.texts import text_or_none
from audiencia.db.connection import Connection
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.http.uploads.kinds import MediaType
from audiencia.privacy import unreadable
from audiencia.privacy.small_cells import FEWEST
from audiencia.privacy.unreadable import Reading
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import FilesForCitizen, FoundCase, MessagesForCitizen, WayOfCase

FITS = {"name": 120, "contact": 120, "matter": 300}  # Characters that a form for a number has for each.


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, of the petition or of what was written since. `name`: `None` when it does not open."""

    id: UUID
    name: str | None
    media_type: MediaType
    bytes: int


@dataclass(frozen=True, slots=True)
class Written:
    """One message, newest last. `answer`: it is a document that `officer` of a department signed. `seen`: the citizen had it on
    the screen before. `text`: `None` when it does not open."""

    id: UUID
    at: datetime
    kind: str
    mine: bool
    text: str | None
    officer: str
    department: Text | None
    seen: bool
    files: tuple[Sent, ...] = ()

    @property
    def answer(self) -> bool:
        """Whether it is the answer itself."""
        return self.kind == "answer"


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of its way. `department` is where it was turned to, `reason` the code why."""

    at: datetime
    kind: str
    reason: str | None
    department: Text | None


@dataclass(frozen=True, slots=True)
class CaseFound:
    """The whole of it; `files` came with the petition. `days_left` are working days until the answer is due, `urgency` is `None` when none
    is owed; `topic` is empty for a complaint. `people`: how many reported the same, nought where so few did that they could be known."""

    id: CaseId
    attention_id: AttentionId | None
    folio: Folio
    generation: int
    kind: Kind
    state: CaseState
    version: int
    department: Text
    topic: Text | None
    topic_slugs: tuple[str, str] | None
    matter: str | None
    place: str | None
    contact: str | None
    made_at: datetime
    received_on: date
    due_on: date
    urgency: Urgency | None
    days_left: int
    asked_until: date | None
    silence_until: datetime | None
    conclusion: str | None
    withdrawal: Withdrawal | None
    can_reopen: bool
    can_withdraw: bool
    can_correct: bool
    rating: int | None
    people: int
    way: tuple[Happened, ...]
    written: tuple[Written, ...]
    files: tuple[Sent, ...]

    @property
    def question(self) -> Written | None:
        """What waits for the citizen's answer."""
        asked = [one for one in self.written if one.kind == "clarification"]
        return asked[-1] if asked and self.asked_until is not None else None


async def look(context: AppContext, case_id: CaseId) -> CaseFound:
    """The case, for who has proven its secret; what does not open is noted. Raises `NotFound(folio_unknown)` for a person who was
    erased."""
    async with context.database.read() as conn:
        row = await store.SQL.found_case(conn, id=case_id)
        reading = None if row is None else await unreadable.reading(conn, context.keyring, row.person_id)
        if row is None or reading is None:
            raise NotFound(Code.FOLIO_UNKNOWN)
        found = await _read(context, conn, row, reading)
    if not reading.whole:
        async with context.database.begin() as tx:
            await reading.note(tx.conn)
    return found


async def folio_of(context: AppContext, case_id: CaseId) -> str:
    """The folio of the case."""
    async with context.database.read() as conn:
        return str(await store.SQL.folio_of_case(conn, id=case_id))


async def own_words(context: AppContext, case_id: CaseId) -> dict[str, str]:
    """Name, contact and matter as the person wrote them, for another form of the same person; what does not fit is cut, and what does
    not open left out."""
    words = await _words(context, case_id) or {}
    return {name: text[:longest] for name, longest in FITS.items() if (text := words.get(name))}


async def holds(context: AppContext, case_id: CaseId, typed: Mapping[str, str], files: Sequence[Cleaned]) -> bool:
    """Whether a petition says what a form does, `name`, `contact`, `matter` and `place` but for their spaces, and has its files. Of an
    erased person it does; what does not open says nothing, so that what was typed is not lost."""
    kept = await _words(context, case_id)
    if kept is None:
        return True
    async with context.database.read() as conn:
        digests = {bytes(row.digest) async for row in store.SQL.digests_of_petition(conn, case_id=case_id)}
    has_files = digests.issuperset(attachments.digest_of(context, one) for one in files)
    return has_files and all(
        (own := kept[name]) is not None and own.split() == text.split() for name, text in typed.items()
    )


async def _words(context: AppContext, case_id: CaseId) -> dict[str, str | None] | None:
    """Name, contact, matter and place; `None` for one that does not open, and for all of a person who was erased."""
    async with context.database.read() as conn:
        row = await store.SQL.found_case(conn, id=case_id)
        reading = None if row is None else await unreadable.reading(conn, context.keyring, row.person_id)
    if row is None or reading is None:
        return None
    sealed = {
        "name": row.name_sealed, "contact": row.contact_sealed, "matter": row.matter_sealed, "place": row.place_sealed,
    }  # fmt: skip
    return {name: reading.text(value, f"case.{name}", case_id) for name, value in sealed.items()}


async def has_case(context: AppContext, case_id: CaseId) -> bool:
    """Whether a visit left something to follow."""
    async with context.database.read() as conn:
        return bool(await store.SQL.case_exists(conn, id=case_id))


async def note_seen(context: AppContext, case_id: CaseId) -> datetime | None:
    """The citizen has the answers on the screen: that proves their delivery by page, once. Gives until when their word is waited for."""
    async with context.database.begin() as tx:
        await store.lock_case(tx, case_id)
        await store.SQL.write_seen(tx.conn, case_id=case_id, now=tx.now)
        return await silence_begins(context, tx, case_id)


async def _read(context: AppContext, conn: Connection, row: "FoundCase", reading: Reading) -> CaseFound:
    case, calendar = store.case_of(row), calendar_of(context)
    files = [one async for one in store.SQL.files_for_citizen(conn, case_id=case.id)]
    messages = [one async for one in store.SQL.messages_for_citizen(conn, case_id=case.id)]
    today = calendar.day_of(row.now)
    topic = text_or_none(row.topic_es, row.topic_en)
    return CaseFound(
        id=case.id,
        attention_id=row.attention_id,
        folio=Folio(row.folio),
        generation=row.generation,
        kind=case.kind,
        state=case.state,
        version=case.version,
        department=Text(es=row.department_es, en=row.department_en),
        topic=topic,
        topic_slugs=(row.department_slug, row.topic_slug) if row.department_slug and row.topic_slug else None,
        matter=reading.text(row.matter_sealed, "case.matter", case.id),
        place=reading.text(row.place_sealed, "case.place", case.id),
        contact=reading.text(row.contact_sealed, "case.contact", case.id),
        made_at=row.made_at,
        received_on=row.received_on,
        due_on=case.term.due_on,
        urgency=urgency(calendar, case.term, today, context.municipality.petitions.warn_days)
        if case.state in OPEN
        else None,
        days_left=calendar.between(today, case.term.due_on),
        asked_until=case.asked_until,
        silence_until=case.silence_until,
        conclusion=case.conclusion,
        withdrawal=case.withdrawal,
        can_reopen=may_reopen(case, rules_of(context), row.now),
        can_withdraw=may_withdraw(case),
        can_correct=may_correct(case, anonymous=row.anonymous, has_contact=row.contact_sealed is not None),
        rating=row.rating,
        people=row.people if row.people >= FEWEST else 0,
        way=tuple([_happened(step) async for step in store.SQL.way_of_case(conn, case_id=case.id)]),
        written=tuple(_written(one, reading, files) for one in messages),
        files=tuple(_file(one, reading) for one in files if one.message_id is None),
    )


def _happened(row: "WayOfCase") -> Happened:
    department = text_or_none(row.name_es, row.name_en)
    return Happened(row.at, row.kind, row.reason, department)


def _written(row: "MessagesForCitizen", reading: Reading, files: "Sequence[FilesForCitizen]") -> Written:
    return Written(
        id=row.id,
        at=row.at,
        kind=row.kind,
        mine=row.author == "citizen",
        text=reading.text(row.content_sealed, "case_message.content", row.id),
        officer=row.officer or "",
        department=text_or_none(row.name_es, row.name_en),
        seen=row.seen_at is not None,
        files=tuple(_file(one, reading) for one in files if one.message_id == row.id),
    )


def _file(row: "FilesForCitizen", reading: Reading) -> Sent:
    name = reading.text(row.name_sealed, "attachment.name", row.id)
    return Sent(row.id, name, row.media_type, row.bytes)
