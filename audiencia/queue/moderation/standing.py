"""Announcements of administration: the catalogue's log is their truth, and the rows of `announcement` are where people's views and
pages read them, beside those of moderators (`queue.moderation.announce`)."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from audiencia.core.errors import Code, NotFound, Refused
from audiencia.core.ids import StaffId
from audiencia.db.connection import now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.booking.calling_off import Decision
from audiencia.runtime.context import AppContext
from audiencia.settings.announcement import AT_ONCE, announcement_of, too_many
from audiencia.settings.catalogue import RETIRED, Entries, Key, Kind, Value
from audiencia.settings.config import Municipality, Text

if TYPE_CHECKING:
    from audiencia.queue.moderation.standing_sql import StandingFeed

SQL = load("audiencia.queue.moderation", "standing.sql")
CATALOGUE = load("audiencia.administration", "catalogue.sql")


async def follow(
    tx: Tx, municipality: Municipality, after: Entries, changed: Collection[Key], decision: Decision | None
) -> None:
    """Writes the announcements that were changed where people's views read them, in the same transaction.
    Raises `Refused(too_many_announcements)`, `NotFound(unknown_department)`."""
    mine = sorted(key for key in changed if key.kind is Kind.ANNOUNCEMENT)
    if not mine or decision is None:
        return
    zone = municipality.zone
    if too_many(after, tx.now.astimezone(zone).replace(tzinfo=None)):
        raise Refused(Code.TOO_MANY_ANNOUNCEMENTS, limit=AT_ONCE)
    for key in mine:
        value = after[key]
        if value is None:
            await SQL.withdraw_standing(tx.conn, key=key.name, now=tx.now)
        else:
            await _write(tx, zone, key, value, decision.by)


async def _write(tx: Tx, zone: ZoneInfo, key: Key, value: Value, by: StaffId) -> None:
    one = announcement_of(value)
    made = await SQL.write_standing(
        tx.conn,
        key=key.name,
        text=one.text.es,
        text_en=one.text.en,
        department=one.department,
        made_by=by,
        begins=None if one.begins is None else _moment(one.begins, zone),
        until=_moment(one.until, zone),
        now=tx.now,
        shown=not value.get(RETIRED),
    )
    if made is None:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)


def _moment(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


async def begin(context: AppContext) -> int:
    """Those whose time has come are a change of the catalogue, which every process follows. Any node may say it.
    Gives how many."""
    async with context.database.read() as conn:
        if not await SQL.anything_begins(conn):
            return 0
    async with context.database.begin() as tx:
        await CATALOGUE.lock(tx.conn)
        begun = [row.id async for row in SQL.begin(tx.conn)]
        if begun:
            await CATALOGUE.advance(tx.conn)
    return len(begun)


async def shown(context: AppContext, department: str | None = None) -> list[Text]:
    """What everybody is shown now, with what is for those of this department, the newest first."""
    async with context.database.read() as conn:
        rows = SQL.standing_now(conn, department=department)
        return [Text(es=row.text, en=row.text_en) async for row in rows]


async def feed(context: AppContext, department: str | None) -> "list[StandingFeed]":
    """What is shown now, of all departments or of everybody's and this one's, what changed last first. `slug` and `name_es`: whom it is
    for, `None` for everybody."""
    async with context.database.read() as conn:
        return [row async for row in SQL.standing_feed(conn, department=department)]


async def changed(context: AppContext) -> datetime | None:
    """When something that everybody or a department is shown began, was changed, ended or was taken back last; `None`: never."""
    async with context.database.read() as conn:
        return await SQL.standing_changed(conn)


async def clock(context: AppContext) -> datetime:
    """What the municipality's clocks say."""
    async with context.database.read() as conn:
        now = await now_of(conn)
    return now.astimezone(context.municipality.zone).replace(tzinfo=None)
