"""One case as those read it who answer: everything opened, in one transaction with the record of this reading."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from audiencia.cases.domain import seen as marks
from audiencia.cases.domain.case import OPEN, Case, CaseState
from audiencia.cases.domain.contact import Allowed
from audiencia.cases.store import inbox as lists
from audiencia.cases.store import store
from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases import access, inbox
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.audience import of_audience
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.cases.use_cases.view import Alike, CaseView, Clock, Event, File, Message, OtherChanged, Personal
from audiencia.core import deadlines
from audiencia.core.actor import staff_actor
from audiencia.core.errors import NotFound
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.core.texts import text_or_none
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.unreadable import Reading
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.cases.use_cases.alike.joining_sql import JoinedWith
    from audiencia.cases.use_cases.read_sql import Events, LastEvents, WholeCase

SQL = load("audiencia.cases.use_cases", "read.sql")
WHY = "case"  # As what it is on record that a case was read.


async def open_case(context: AppContext, desk: Desk, folio: Folio, seen: str | None = None) -> CaseView:
    """The case with this folio; each reading is on record, and what does not open is noted. `seen`: what the desk saw of those that
    are joined with it (`seen.token`), to tell which changed since.
    Raises `NotFound(unknown_case)` alike for none and for one of another department."""
    async with context.database.begin() as tx:
        case_id = await access.find(tx.conn, desk, folio)
        await audit.record(tx.conn, staff_actor(desk.staff_id), Action.CASE_READ, ("case", case_id), why=WHY)
        return await _view(context, tx.conn, desk, case_id, seen)


async def _view(context: AppContext, conn: Connection, desk: Desk, case_id: CaseId, seen: str | None) -> CaseView:
    row = await SQL.whole_case(conn, id=case_id, purposes=list(context.municipality.notice.contact_purposes))
    reading = await unreadable.reading(conn, context.keyring, row.person_id)
    case = store.case_of(row)
    files = await _files(conn, case_id, reading)
    messages = await _messages(conn, case_id, reading, files)
    personal = _personal(row, reading)
    allowed, channels = Allowed(row.answer_by, row.agreed, personal.contact or ""), context.channels.on
    audience = await of_audience(conn, row.attention_id, reading)
    if reading is not None:
        await reading.note(conn)
    joined = [one async for one in joining.SQL.joined_with(conn, id=case_id)]
    alike = tuple(_alike(one) for one in joined if one.id != case_id)
    return CaseView(
        case=case,
        folio=Folio(row.folio),
        source=row.source,
        topic=text_or_none(row.topic_es, row.topic_en),
        department=Text(es=row.department_es, en=row.department_en),
        department_slug=row.department_slug,
        about=text_or_none(row.about_es, row.about_en),
        made_at=row.made_at,
        received_on=row.received_on,
        language=row.language,
        allowed=allowed,
        told=allowed.is_told(channels),
        browsers=row.browsers and "push" in channels,
        behalf=row.behalf,
        anonymous=row.anonymous,
        authorised=row.authorised,
        subject=row.subject,
        rating=row.rating,
        officer=row.officer,
        maker=row.maker,
        personal=personal,
        files=files,
        messages=messages,
        events=await _events(conn, case_id),
        officers=await inbox.officers(conn, desk),
        audience=audience,
        clock=clock_of(context, case, row.received_on, row.now),
        next=_next(case, messages),
        alike=alike,
        others_changed=() if seen is None else await _others_changed(conn, desk, seen, alike),
        people=len({one.who for one in joined}),
        whole=reading is None or reading.whole,
        now=row.now,
    )


def _alike(row: "JoinedWith") -> Alike:
    return Alike(
        folio=Folio(row.folio),
        happened=row.happened,
        waits=row.unread or row.asked_until is not None or CaseState(row.state) is CaseState.REOPENED,
        state=CaseState(row.state),
        subject=row.subject,
        received_on=row.received_on,
    )


async def _others_changed(
    conn: Connection, desk: Desk, before: str, alike: Sequence[Alike]
) -> tuple[OtherChanged, ...]:
    found = marks.changes(before, marks.token((one.folio, one.happened) for one in alike if one.open))
    if not found:
        return ()
    rows = [one async for one in SQL.last_events(conn, folios=list(found), department_id=desk.department_id)]
    last = dict(zip((row.folio for row in rows), await _named(conn, rows), strict=True))
    return tuple(OtherChanged(folio, how, last.get(folio)) for folio, how in found.items())


def clock_of(context: AppContext, case: Case, received_on: date, now: datetime) -> Clock:
    """The case's term as it stands at this moment."""
    calendar = calendar_of(context)
    today, term = calendar.day_of(now), case.term
    owed = case.state in OPEN
    holidays = sorted(
        (day, name) for day, name in calendar.holidays.items()
        if received_on < day <= term.due_on and day.isoweekday() in calendar.weekdays
    )  # fmt: skip
    return Clock(
        urgency=deadlines.urgency(calendar, term, today, context.municipality.petitions.warn_days) if owed else None,
        total=calendar.between(received_on, term.due_on),
        passed=calendar.between(received_on, min(term.stopped_on or today, today)),
        left=deadlines.days_left(calendar, term, today),
        holidays=tuple(holidays),
    )


def _next(case: Case, messages: Sequence[Message]) -> Next:
    told = [one for one in messages if one.kind != "note"]
    answers = [one for one in messages if one.kind == "answer"]
    undelivered = bool(answers) and answers[-1].delivered_at is None
    by_hand = bool(answers) and answers[-1].delivery in ("telephone", "counter")
    return lists.what_next(case, unread=bool(told) and told[-1].by_citizen, undelivered=undelivered and by_hand)


def _personal(row: "WholeCase", reading: Reading | None) -> Personal:
    if reading is None:
        return Personal(erased=True)

    def said(name: str, sealed: bytes | None) -> str | None:
        return reading.text(sealed, f"case.{name}", row.id)

    return Personal(
        said("name", row.name_sealed),
        said("matter", row.matter_sealed),
        said("place", row.place_sealed),
        said("contact", row.contact_sealed),
        said("behalf", row.behalf_sealed),
        said("guardian", row.guardian_sealed),
    )


async def _files(conn: Connection, case_id: CaseId, reading: Reading | None) -> tuple[File, ...]:
    if reading is None:
        return ()
    rows = [row async for row in SQL.files(conn, case_id=case_id)]
    return tuple(
        File(
            row.id, reading.text(row.name_sealed, "attachment.name", row.id), row.bytes, row.at, row.writer,
            row.message_id,
        )
        for row in rows
    )  # fmt: skip


async def _messages(
    conn: Connection, case_id: CaseId, reading: Reading | None, files: Sequence[File]
) -> tuple[Message, ...]:
    if reading is None:
        return ()
    rows = [row async for row in SQL.messages(conn, case_id=case_id)]
    return tuple(
        Message(
            id=row.id,
            at=row.at,
            by_citizen=row.author == "citizen",
            kind=row.kind,
            text=reading.text(row.content_sealed, "case_message.content", row.id),
            writer=row.officer or row.writer,
            department=text_or_none(row.department_es, row.department_en),
            delivery=row.delivery,
            delivered_at=row.delivered_at,
            proof=row.proof,
            seen_at=row.seen_at,
            files=tuple(one for one in files if one.message_id == row.id),
        )
        for row in rows
    )


async def _events(conn: Connection, case_id: CaseId) -> tuple[Event, ...]:
    return await _named(conn, [row async for row in SQL.events(conn, case_id=case_id)])


async def last_event(context: AppContext, desk: Desk, folio: Folio) -> tuple[Event, datetime] | None:
    """Who did what to it last, for whoever came second, and what time it is now; `None` when the desk may not know of it (any more)."""
    async with context.database.read() as conn:
        try:
            case_id = await access.find(conn, desk, folio)
        except NotFound:
            return None
        row = await SQL.last_event(conn, case_id=case_id)
        return None if row is None else ((await _named(conn, [row]))[0], await now_of(conn))


async def _named(conn: Connection, rows: "Sequence[Events | LastEvents]") -> tuple[Event, ...]:
    """With the names of the people and departments that they speak of."""
    details = [json.loads(row.detail) for row in rows]
    people = {one["to"] for one in details if "to" in one}
    areas = {one["to_department"] for one in details if "to_department" in one}
    names = {row.id: row.display_name async for row in SQL.names_of_staff(conn, ids=list(people))}
    found = SQL.names_of_departments(conn, ids=list(areas))
    departments = {row.id: Text(es=row.name_es, en=row.name_en) async for row in found}
    return tuple(
        Event(
            row.at, row.kind, row.reason, row.actor_kind, row.actor, detail,
            names.get(detail.get("to")), departments.get(detail.get("to_department")),
        )
        for row, detail in zip(rows, details, strict=True)
    )  # fmt: skip
