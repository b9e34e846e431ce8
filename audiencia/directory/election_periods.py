"""Election periods: set and lifted by an administrator, looked at by every public page that would tell of achievements."""

from dataclasses import dataclass
from datetime import date, datetime

from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import StaffId
from audiencia.db.commands import Result, staff_command
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.directory.election_rules import Period, check, in_force
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.runtime.context import AppContext

SQL = load("audiencia.directory", "election.sql")
WHY = "administration"


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the list. `state`: planned, now, over or lifted. `set_by`, `lifted_by`: names, for administrators alone."""

    id: int
    period: Period
    state: str
    set_by: str
    set_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None


async def in_force_now(context: AppContext) -> Period | None:
    """The period that is in force, by the database's clock and the municipality's midnight."""
    async with context.database.read() as conn:
        today = context.municipality.day_of(await SQL.election_clock(conn))
        periods = [Period(row.begins_on, row.ends_on) async for row in SQL.live_periods(conn, today=today)]
    return in_force(periods, today)


async def entries(context: AppContext) -> list[Entry]:
    """All that were ever set, the newest first."""
    async with context.database.read() as conn:
        today = context.municipality.day_of(await SQL.election_clock(conn))
        rows = [row async for row in SQL.periods(conn)]
    found = []
    for row in rows:
        period = Period(row.begins_on, row.ends_on)
        state = "lifted" if row.lifted_at else _state(period, today)
        found.append(Entry(row.id, period, state, row.set_by, row.set_at, row.lifted_by, row.lifted_at))
    return found


@staff_command
async def set_period(context: AppContext, by: StaffId, tx: Tx, begins_on: date, ends_on: date) -> Result:
    """From when until when, both days included. Raises `BadInput`."""
    period = check(begins_on, ends_on, context.municipality.day_of(tx.now))
    made = await SQL.insert_period(tx.conn, begins_on=period.begins_on, ends_on=period.ends_on, set_by=by, now=tx.now)
    await _record(tx, by, Action.ELECTION_SET, made)
    return {"period": made}


@staff_command
async def lift(context: AppContext, by: StaffId, tx: Tx, period_id: int) -> None:
    """Ends an election period, or cancels a planned one. Raises `NotFound` for one that is not there or was lifted before."""
    if await SQL.lift_period(tx.conn, id=period_id, lifted_by=by, now=tx.now) is None:
        raise NotFound(Code.NOT_FOUND)
    await _record(tx, by, Action.ELECTION_LIFTED, period_id)


async def _record(tx: Tx, by: StaffId, action: Action, period_id: int) -> None:
    await audit.record(tx.conn, staff_actor(by), action, ("election_period", period_id), why=WHY)


def _state(period: Period, today: date) -> str:
    if period.covers(today):
        return "now"
    return "planned" if today < period.begins_on else "over"
