"""What happened last in a jornada, for those who look after all of it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from audiencia.core.ids import SessionId
from audiencia.db.queries import load
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.moderation.activity_sql import Latest

SQL = load("audiencia.queue.moderation", "activity.sql")
SHOWN = 25


async def latest(context: AppContext, session_id: SessionId, kinds: Collection[str]) -> "list[Latest]":
    """The last entries of these kinds, the newest first. `number` and `director`: whom one is about; `staff`: who did it, when it was one
    of them; `medium`: how that person is attended now."""
    async with context.database.read() as conn:
        rows = SQL.latest(conn, session_id=session_id, kinds=sorted(kinds), at_most=SHOWN)
        return [row async for row in rows]
