"""What happened last in a jornada, for those who look after all of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from audiencia.core.ids import SessionId
from audiencia.core.texts import text_or_none
from audiencia.db.queries import load
from audiencia.queue.domain.kinds import Medium
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

SQL = load("audiencia.queue.moderation", "activity.sql")
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. `number` and `director`: whom it is about; `staff`: who did it, when it was one of them.
    `medium`: how that person is attended now."""

    id: int
    at: datetime
    kind: str
    number: str | None
    department: Text | None
    director: str | None
    staff: str | None
    medium: Medium | None = None


async def latest(context: AppContext, session_id: SessionId, kinds: Collection[str]) -> list[Entry]:
    """The last ones of these kinds, the newest first."""
    async with context.database.read() as conn:
        rows = [
            row async for row in SQL.latest(conn, session_id=session_id, kinds=sorted(kinds), at_most=SHOWN)
        ]  # fmt: skip
    return [
        Entry(
            row.id,
            row.at,
            row.kind,
            row.number,
            text_or_none(row.name_es, row.name_en),
            row.director,
            row.staff,
            row.medium,
        )
        for row in rows
    ]
