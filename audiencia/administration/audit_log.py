"""For the auditor: the record of who saw or did what. It is read and never changed; that it was read is on record too."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from audiencia.core.actor import staff_actor
from audiencia.core.ids import StaffId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.administration.audit_log_sql import Entries, Everybody

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
class Page:
    """Some entries, the newest first. `older`: the id before which the next page begins, if there is one."""

    entries: "tuple[Entries, ...]"
    older: int | None
    staff: "tuple[Everybody, ...]"


async def page(context: AppContext, auditor: StaffId, wanted: Wanted, before: int | None = None) -> Page:
    """Those before the entry `before`, or the newest. That they were read is one of them."""
    async with context.database.begin() as tx:
        await _note(tx.conn, auditor, "audit_page")
        found = await _entries(context, tx.conn, wanted, before, SHOWN + 1)
        staff = tuple([row async for row in SQL.everybody(tx.conn)])
    older = found[SHOWN - 1].id if len(found) > SHOWN else None
    return Page(tuple(found[:SHOWN]), older, staff)


async def of_day(context: AppContext, auditor: StaffId, day: date | None) -> "tuple[date, list[Entries]]":
    """A day, today without one, and all its entries, the newest first."""
    before: int | None = None
    all_of_them: list[Entries] = []
    async with context.database.begin() as tx:
        await _note(tx.conn, auditor, "audit_day")
        day = day or context.municipality.day_of(tx.now)
        wanted = Wanted(day=day)
        while found := await _entries(context, tx.conn, wanted, before, READ_AT_ONCE):
            all_of_them += found
            before = found[-1].id
    return day, all_of_them


async def _entries(
    context: AppContext, conn: Connection, wanted: Wanted, before: int | None, at_most: int
) -> "list[Entries]":
    zone, day = context.municipality.zone, wanted.day
    rows = SQL.entries(
        conn,
        before=before,
        action=None if wanted.action is None else wanted.action.value,
        staff_id=wanted.staff_id,
        from_at=None if day is None else datetime.combine(day, time(), zone),
        until_at=None if day is None else datetime.combine(day + timedelta(days=1), time(), zone),
        at_most=at_most,
    )
    return [row async for row in rows]


async def _note(conn: Connection, auditor: StaffId, why: str) -> None:
    await audit.record(conn, staff_actor(auditor), Action.AUDIT_READ, ("audit", "log"), why=why)
