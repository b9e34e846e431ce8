"""What time alone brings about with cases. Any node may do it: each due case is looked at again under its lock, and done once."""

from audiencia.cases.domain import case as cases
from audiencia.cases.domain.case import CaseState
from audiencia.cases.store import store
from audiencia.cases.use_cases import oversight, warn
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.core.actor import SYSTEM
from audiencia.core.ids import CaseId
from audiencia.db.commands import each, each_due
from audiencia.db.connection import now_of
from audiencia.db.unit_of_work import Tx
from audiencia.runtime.context import AppContext


@each_due(lambda _, conn: (row.id async for row in store.SQL.silent_cases(conn)))
async def conclude_silent(context: AppContext, tx: Tx, case_id: CaseId) -> None:
    """What was answered, and nobody said anything against it for the whole term: `answered > concluded`. Gives how many were
    due."""
    held = await store.lock_case(tx, case_id)
    if held.state is CaseState.ANSWERED and held.silence_until is not None and held.silence_until <= tx.now:
        after = cases.conclude(held, "silence", tx.now)
        await store.write_case(tx, held, after, "concluded", SYSTEM, reason="silence")


async def end_waiting(context: AppContext) -> int:
    """Who was asked to clarify, and did not within the time for it: the clock goes on. Gives how many were due."""
    calendar = calendar_of(context)
    async with context.database.read() as conn:
        now = await now_of(conn)
        today = calendar.day_of(now)
        due = [CaseId(row.id) async for row in store.SQL.unclarified_cases(conn, today=today)]
    return await each(due, lambda case_id: _go_on(context, case_id))


async def _go_on(context: AppContext, case_id: CaseId) -> None:
    calendar = calendar_of(context)
    async with context.database.begin() as tx:
        held = await store.lock_case(tx, case_id)
        today = calendar.day_of(tx.now)
        if held.asked_until is not None and held.asked_until < today:
            after = cases.clarify(held, calendar, today)
            await store.write_case(tx, held, after, "not_clarified", SYSTEM, reason="no_answer")


async def follow_cases(context: AppContext) -> None:
    """Everything of this file."""
    await conclude_silent(context)
    await end_waiting(context)
    await warn.warn_staff(context)
    await oversight.tell_weekly(context)
