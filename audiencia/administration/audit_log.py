"""For the auditor: the record of who saw or did what. It is read and never changed; that it was read is on record too."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from audiencia.core.actor import staff_actor
from audiencia.core.ids import StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy import audit, audit_seal
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.administration.audit_log_sql import Entries, Everybody

SQL = load("audiencia.administration", "audit_log.sql")
SHOWN = 25  # Entries of one page.
COUNTED_FURTHER = 10_000
"""Behind the page that is shown, so many are counted: a record of years is not counted through for each page."""
READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of this action, by this member of staff, of this day in the municipality. `None` is any."""

    action: Action | None = None
    staff_id: StaffId | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, and how many there are. `capped`: or more. `upto`: the newest entry that the pages know of."""

    entries: "tuple[Entries, ...]"
    total: int
    capped: bool
    upto: int
    staff: "tuple[Everybody, ...]"
    seals: audit_seal.State


async def page(
    context: AppContext,
    auditor: StaffId,
    wanted: Wanted,
    *,
    upto: int | None = None,
    oldest_first: bool = False,
    skip: int = 0,
) -> Page:
    """One page of entries after the first `skip`; the last page when `skip` is past the end. Reading it is recorded as an entry.
    `upto`: the newest entry to count, by default the newest of all; with the same one, pages neither overlap nor shift."""
    async with context.database.begin() as tx:
        await _note(tx.conn, auditor, "audit_page")
        upto = upto or await SQL.newest(tx.conn)
        query = _query(context, wanted, upto + 1)
        most = skip + COUNTED_FURTHER
        total: int = await SQL.counted(tx.conn, **query, most=most)
        skip = max(0, min(skip, (total - 1) // SHOWN * SHOWN))
        read = SQL.oldest_entries if oldest_first else SQL.entries
        entries = tuple([row async for row in read(tx.conn, **query, at_most=SHOWN, skip=skip)])
        staff = tuple([row async for row in SQL.everybody(tx.conn)])
        seals = await audit_seal.state(tx.conn)
    return Page(entries, total, total == most, upto, staff, seals)


async def of_day(context: AppContext, auditor: StaffId, day: date | None) -> "tuple[date, list[Entries]]":
    """A day, today without one, and all its entries, the newest first."""
    before: int | None = None
    all_of_them: list[Entries] = []
    async with context.database.begin() as tx:
        await _note(tx.conn, auditor, "audit_day")
        day = day or context.municipality.day_of(tx.now)
        wanted = Wanted(day=day)
        while found := await _before(context, tx.conn, wanted, before):
            all_of_them += found
            before = found[-1].id
    return day, all_of_them


async def _before(context: AppContext, conn: Connection, wanted: Wanted, before: int | None) -> "list[Entries]":
    query = _query(context, wanted, before)
    rows = SQL.entries(conn, **query, at_most=READ_AT_ONCE, skip=0)
    return [row async for row in rows]


def _query(context: AppContext, wanted: Wanted, before: int | None) -> dict[str, Any]:
    """What entries and their count are asked by."""
    zone, day = context.municipality.zone, wanted.day
    return {
        "before": before,
        "action": None if wanted.action is None else wanted.action.value,
        "staff_id": wanted.staff_id,
        "from_at": None if day is None else datetime.combine(day, time(), zone),
        "until_at": None if day is None else datetime.combine(day + timedelta(days=1), time(), zone),
    }


async def _note(conn: Connection, auditor: StaffId, why: str) -> None:
    await audit.record(conn, staff_actor(auditor), Action.AUDIT_READ, ("audit", "log"), why=why)
