"""Jornadas that were lived through and are over, of one department."""

from datetime import timedelta

from audiencia.core.ids import SessionId, StaffId
from audiencia.followup import feedback
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext
from tests.support.contexts import attend, join

IMMEDIATE = Outcome("resolved_immediately", "information_given", "", "")
IN_PROCESS = Outcome("in_process", "inspection", "", "")
APART = timedelta(minutes=3)


async def execute(context: AppContext, statement: str, *values: object) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute(statement, *values)


async def lived_through(
    context: AppContext, director: StaffId, immediate: int, in_process: int, *, yes: int = 0, no: int = 0, waiting: int = 0,
    weeks_ago: int | None = None,
) -> SessionId:  # fmt: skip
    """So many with each result, called three minutes apart; some say whether it was resolved; some are still waiting at the end.

    With `weeks_ago` it is a real one, on that week's day; else it stays a demonstration.
    """
    await sessions.open_demo(context)
    async with context.database.read() as conn:
        session_id = SessionId(await conn.fetchval("SELECT max(id) FROM session WHERE demo"))
    people = [await join(context) for _ in range(immediate + in_process)]
    for at in range(len(people)):
        await execute(context, "UPDATE app_clock SET shift = shift + $1", APART)
        await execute(
            context, "UPDATE staff_session SET last_used_at = last_used_at + $1", APART
        )  # who looks on is not idle
        await attend(context, director, IMMEDIATE if at < immediate else IN_PROCESS)
    for at, one in enumerate(people[: yes + no]):
        await feedback.say_resolved_of(context, one, at < yes)
    for _ in range(waiting):
        await join(context)
    await sessions.end_demo(context)
    if weeks_ago is not None:
        await execute(
            context, "UPDATE session SET demo = false, day = day - $2::int WHERE id = $1", session_id, 7 * weeks_ago
        )
    return session_id
