"""Whom an incident concerns: chosen by folio or by day and department, counted, added, and told by the ways that they allowed.
What they are told leads to the page of their folio, where they read the notice: a message holds nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core import folio as folios
from audiencia.core.errors import BadInput, Code, Refused, Stale
from audiencia.core.ids import PersonId, StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.notifications.kinds import Kind as NoticeKind
from audiencia.rights.domain import incident as domain
from audiencia.rights.domain.incident import Entry, Facts, Kind
from audiencia.rights.store import incidents as store
from audiencia.rights.use_cases.incidents import note
from audiencia.rights.use_cases.telling import tell_person
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.rights.store.incident_people_sql import Listed, Reach

SQL = load("audiencia.rights.store", "incident_people.sql")
FOLIOS_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Either these folios, or who had a number or sent a petition from `since` to `until`, without simulated people of a practice;
    `department`: of this one alone."""

    folios: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    department: str | None = None


async def preview(context: AppContext, incident_id: UUID, chosen: Chosen) -> "Reach":
    """How many people would be added, and how many of them allowed a way to be told.
    Raises `BadInput(folio_unknown)` naming a folio under which there is nothing."""
    async with context.database.read() as conn:
        return await _reach(conn, context, incident_id, await _people(conn, context, chosen))


async def add(
    context: AppContext, staff_id: StaffId, incident_id: UUID, chosen: Chosen, expected: int, text: str
) -> None:
    """Adds those who were counted: `expected` people. Raises `Stale` when they are others by now, `Refused(not_allowed_now)` for nobody and
    once it is closed, `BadInput`."""
    async with context.database.begin() as tx:
        head = await store.lock(tx, incident_id)
        people = await _people(tx.conn, context, chosen)
        if (await _reach(tx.conn, context, incident_id, people)).new != expected:
            raise Stale(Code.STALE_VERSION)
        if not expected:
            raise Refused(Code.NOT_ALLOWED_NOW)
        entry = Entry(Kind.PEOPLE_ADDED, text=text)
        await store.write(tx, incident_id, domain.after(head, entry, context.municipality.incidents, tx.now))
        await SQL.add(tx.conn, incident_id=incident_id, people=people, now=tx.now)
        await note(tx, incident_id, staff_id, entry)


async def progress(context: AppContext, incident_id: UUID) -> "Listed":
    """How far telling has come, in people: on the list, not asked to be told yet and how many of them can be, on the way, told, and
    without a way. `everybody`: each of the list was told or can be."""
    async with context.database.read() as conn:
        return await _progress(conn, context, incident_id)


async def send(
    context: AppContext, staff_id: StaffId, incident_id: UUID, expected: int, reachable: int, text: str
) -> None:
    """Orders the notice to everybody on the list who was not told: `expected` people, `reachable` of them by a way; any node sends it,
    and the people count as told once it is on its way to each of the list (`turn`). Raises `Stale` when they are others by now,
    `Refused(not_allowed_now)` for nobody and once it is closed."""
    async with context.database.begin() as tx:
        head = await store.lock(tx, incident_id)
        now = await _progress(tx.conn, context, incident_id)
        if (now.to_ask, now.reachable) != (expected, reachable):
            raise Stale(Code.STALE_VERSION)
        if not expected or not domain.may(head, Kind.PEOPLE_TOLD):
            raise Refused(Code.NOT_ALLOWED_NOW)
        entry = Entry(Kind.NOTED, text=text)
        await store.write(tx, incident_id, domain.after(head, entry, context.municipality.incidents, tx.now))
        await SQL.send(tx.conn, incident_id=incident_id, now=tx.now)
        await note(tx, incident_id, staff_id, entry)


async def turn(context: AppContext) -> int:
    """Puts the notices that were ordered on their way, each person in a transaction; gives to how many people."""
    told = 0
    while await _next(context):
        told += 1
    return told


async def _next(context: AppContext) -> bool:
    async with context.database.begin() as tx:
        one = await SQL.claim(tx.conn)
        if one is None:
            return False
        person_id = PersonId(one.person_id)
        ways = await tell_person(tx, context, person_id, NoticeKind.DATA_INCIDENT, f"incident-{one.incident_id}")
        await SQL.write_told(tx.conn, incident_id=one.incident_id, person_id=person_id, now=tx.now, ways=ways)
        await _note_told(tx, context, one.incident_id)
    return True


async def _note_told(tx: Tx, context: AppContext, incident_id: UUID) -> None:
    """Once everybody on the list was reached, records that the people were told, in the name of who ordered the last notice."""
    head = await store.lock(tx, incident_id)  # before the list is read: two nodes may tell the last two at once
    by = await SQL.told_by(tx.conn, incident_id=incident_id)
    if by is not None and head.people_told_at is None and domain.may(head, Kind.PEOPLE_TOLD):
        entry = Entry(Kind.PEOPLE_TOLD, told_at=tx.now)
        await store.write(tx, incident_id, domain.after(head, entry, context.municipality.incidents, tx.now))
        await note(tx, incident_id, StaffId(by), entry)


async def notices_of(context: AppContext, person_id: PersonId) -> Sequence[tuple[datetime, Facts]]:
    """What a person reads of incidents, with when the notice was ordered; the newest first."""
    async with context.database.read() as conn:
        return [(row.send_at, store.facts_of(row.facts)) async for row in SQL.notices_of(conn, person_id=person_id)]


async def _people(conn: Connection, context: AppContext, chosen: Chosen) -> list[PersonId]:
    if chosen.folios:
        wanted = {_folio(one) for one in chosen.folios}
        found = {row.folio: row.person_id async for row in SQL.of_folios(conn, folios=list(wanted))}
        if wanted - found.keys():
            raise BadInput(fields={"folios": "unknown"})
        return sorted(set(found.values()))
    since, until = chosen.since or date.min, chosen.until or chosen.since or date.min
    zone = context.municipality.zone
    rows = SQL.of_days(
        conn, since=since, until=until, department=chosen.department,
        starts_at=datetime.combine(since, time(), zone), ends_at=datetime.combine(until + timedelta(days=1), time(), zone),
        practice=context.demo,
    )  # fmt: skip
    return sorted([row.person_id async for row in rows])


async def _reach(conn: Connection, context: AppContext, incident_id: UUID, people: Sequence[PersonId]) -> "Reach":
    purposes = list(context.municipality.notice.contact_purposes)
    return await SQL.reach(conn, people=list(people), incident_id=incident_id, purposes=purposes)


async def _progress(conn: Connection, context: AppContext, incident_id: UUID) -> "Listed":
    purposes = list(context.municipality.notice.contact_purposes)
    return await SQL.listed(conn, incident_id=incident_id, purposes=purposes)


def _folio(typed: str) -> str:
    try:
        return folios.parse(typed)
    except BadInput as error:
        raise BadInput(fields={"folios": "unknown"}) from error
