"""What follows from a change of the catalogue in the tables that everything else reads, in the same transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

from audiencia.core.actor import SYSTEM
from audiencia.core.errors import Code, NotFound, Refused
from audiencia.core.ids import QueueId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx, as_json
from audiencia.directory.api import Listed, write_services
from audiencia.queue.api import (
    Decision,
    append_event,
    cap_queue,
    fill_roster,
    follow_standing,
    insert_queues,
    plan_again,
    queue_of_department,
)
from audiencia.settings.announcement import announcement_of
from audiencia.settings.catalogue import DAYS, ORDINAL, RETIRED, Entries, Key, Kind, service_of
from audiencia.settings.config import Municipality
from audiencia.settings.document import document_of

SQL = load("audiencia.administration", "catalogue.sql")


async def follow(
    tx: Tx,
    municipality: Municipality,
    before: Entries,
    after: Entries,
    changed: Collection[Key],
    decision: Decision | None,
) -> None:
    """Brings departments, topics, services, queues and planned jornadas to what is in force now.
    `decision`: of an administrator in pages, about days on which people have places. Raises `Refused` (DEPARTMENT_IN_USE) and
    what `sessions.plan_again` and `standing.follow` raise."""
    for key in changed:
        goes = key.kind is Kind.DEPARTMENT and _there(before, key) and not _there(after, key)
        if goes and await SQL.in_use(tx.conn, slug=key.name):
            raise Refused(Code.DEPARTMENT_IN_USE)
    if any(key.kind in (Kind.DEPARTMENT, Kind.TOPIC) for key in changed):
        await _project_areas(tx.conn, after)
        await SQL.drop_lines(tx.conn)
        await _open_queues(tx, municipality)
        await _follow_caps(tx, before, after, changed)
    touched = {key: after[key] for key in changed if key.kind is Kind.SERVICE}
    gone = {key: {**(before.get(key) or {}), RETIRED: True} for key, value in touched.items() if value is None}
    await _project_services(tx.conn, touched | gone)
    await follow_standing(tx, municipality, after, changed, decision)
    days = {date.fromisoformat(key.name) for key in changed if key.kind in DAYS}
    if days:
        await plan_again(tx, municipality, days, decision)


def check(key: Key, entries: Entries) -> None:
    """Checks an object that the configuration in force is not made of.
    Raises `pydantic.ValidationError`, `NotFound(unknown_department)` for a document of a department that never was."""
    value = entries[key]
    if value is None:
        return
    if key.kind is Kind.SERVICE:
        service_of(key, value)
    elif key.kind is Kind.ANNOUNCEMENT:
        announcement_of(value)
    elif key.kind is Kind.DOCUMENT:
        department = document_of(value).department
        if department is not None and Key(Kind.DEPARTMENT, department) not in entries:
            raise NotFound(Code.UNKNOWN_DEPARTMENT)


def _there(entries: Entries, key: Key) -> bool:
    """Whether it can be chosen."""
    value = entries.get(key)
    return value is not None and not value.get(RETIRED)


async def project(conn: Connection, entries: Entries) -> None:
    """Writes departments, topics and services where they are read. What is there no more only cannot be chosen."""
    if any(key.kind is Kind.DEPARTMENT for key in entries):
        await _project_areas(conn, entries)
    await _project_services(conn, entries)


async def _project_services(conn: Connection, entries: Entries) -> None:
    listed = [
        Listed(service_of(key, value), value.get(ORDINAL, 0), not value.get(RETIRED), key.name)
        for key, value in entries.items()
        if key.kind is Kind.SERVICE and value is not None
    ]
    if listed:
        await write_services(conn, listed)


async def _project_areas(conn: Connection, entries: Entries) -> None:
    """Departments and topics, to which other tables point."""
    departments, topics = [], []
    for key, value in entries.items():
        if value is None:
            continue
        named = {"name_es": value["name"]["es"], "name_en": value["name"]["en"]} if key.kind in _NAMED else {}
        placed: dict[str, Any] = {**named, "ordinal": value.get(ORDINAL, 0), "active": not value.get(RETIRED)}
        if key.kind is Kind.DEPARTMENT:
            summary = value["summary"]
            placed |= {"summary_es": summary["es"], "summary_en": summary["en"], "prefix": value["prefix"]}
            departments.append({"slug": key.name, **placed})
        elif key.kind is Kind.TOPIC:
            topics.append({"department": key.department, "slug": key.slug, "leads_to": value.get("to"), **placed})
    await SQL.project_departments(conn, departments=as_json(departments))
    await SQL.project_topics(conn, topics=as_json(topics))


_NAMED = (Kind.DEPARTMENT, Kind.TOPIC)


async def _follow_caps(tx: Tx, before: Entries, after: Entries, changed: Collection[Key]) -> None:
    """How many may wait in the queues of departments that say another number now."""
    for key in changed:
        was, now = ((entries.get(key) or {}).get("cap") for entries in (before, after))
        if key.kind is not Kind.DEPARTMENT or was == now or not _there(after, key):
            continue
        async for row in SQL.follow_cap(tx.conn, slug=key.name, before=was, after=now):
            tx.changed(QueueId(row.id))


async def _open_queues(tx: Tx, municipality: Municipality) -> None:
    """A department that is new, or back, has a queue in the jornada that goes on and in those to come."""
    coming = [row.id async for row in SQL.coming_sessions(tx.conn)]
    missing = [row async for row in SQL.queues_without(tx.conn, session_ids=coming)]
    for session_id in sorted({row.session_id for row in missing}):
        await insert_queues(tx.conn, session_id=session_id)
        await fill_roster(tx.conn, session_id=session_id)
    for row in missing:
        own = municipality.department(row.slug)
        if own is not None and own.cap is not None:
            await cap_queue(tx.conn, session_id=row.session_id, slug=own.slug, cap=own.cap)
        queue = await queue_of_department(tx.conn, session_id=row.session_id, slug=row.slug)
        await append_event(tx, "queue_opened", SYSTEM, session_id=row.session_id, queue_id=queue.id, to_state="open")
        tx.changed(queue.id)
