"""For the auditor: the record of who saw or did what. It is read and never changed; that it was read is on record too."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from audiencia.core.actor import staff_actor
from audiencia.core.ids import StaffId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext

SQL = load("audiencia.administration", "audit_log.sql")
SHOWN = 50
"""Entries of one page."""
READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of this action, by this member of staff, of this day in the municipality. `None` is any."""

    action: Action | None = None
    staff_id: StaffId | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `name` and `role` are of the member of staff, when it was one."""

    id: int
    at: datetime
    actor_kind: Literal["citizen", "staff", "system"]
    actor_id: int | None
    action: str
    object_kind: str
    object_id: str
    why: str
    name: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may stand in the record."""

    id: StaffId
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the newest first. `older`: the id before which the next page begins, if there is one."""

    entries: tuple[Entry, ...]
    older: int | None
    staff: tuple[Member, ...]


async def page(context: AppContext, auditor: StaffId, wanted: Wanted, before: int | None = None) -> Page:
    """Those before the entry `before`, or the newest. That they were read is one of them."""
    async with context.database.begin() as tx:
        await _note(tx.conn, auditor, "audit_page")
        found = [one async for one in _entries(context, tx.conn, wanted, before, SHOWN + 1)]
        staff = tuple([Member(**dict(row.items())) async for row in SQL.everybody(tx.conn)])
    older = found[SHOWN - 1].id if len(found) > SHOWN else None
    return Page(tuple(found[:SHOWN]), older, staff)


async def of_day(context: AppContext, auditor: StaffId, day: date | None) -> tuple[date, list[Entry]]:
    """A day, today without one, and all its entries, the newest first."""
    before, all_of_them = None, list[Entry]()
    async with context.database.begin() as tx:
        await _note(tx.conn, auditor, "audit_day")
        day = day or context.municipality.day_of(tx.now)
        wanted = Wanted(day=day)
        while found := [one async for one in _entries(context, tx.conn, wanted, before, READ_AT_ONCE)]:
            all_of_them += found
            before = found[-1].id
    return day, all_of_them


async def _entries(
    context: AppContext, conn: Connection, wanted: Wanted, before: int | None, at_most: int
) -> AsyncIterator[Entry]:
    zone = context.municipality.zone
    from_at = None if wanted.day is None else datetime.combine(wanted.day, time(), zone)
    until_at = None if wanted.day is None else datetime.combine(wanted.day + timedelta(days=1), time(), zone)
    rows = SQL.entries(
        conn,
        before=before,
        action=None if wanted.action is None else wanted.action.value,
        staff_id=wanted.staff_id,
        from_at=from_at,
        until_at=until_at,
        at_most=at_most,
    )
    async for row in rows:
        yield Entry(**dict(row.items()))


async def _note(conn: Connection, auditor: StaffId, why: str) -> None:
    await audit.record(conn, staff_actor(auditor), Action.AUDIT_READ, ("audit", "log"), why=why)
