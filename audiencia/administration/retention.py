"""What administrators and the office of personal data see of retention: the next run, and those that were."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from audiencia.db.connection import now_of
from audiencia.privacy.retention import run
from audiencia.privacy.retention.rows import SQL
from audiencia.privacy.retention.run import Done, Preview
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.privacy.retention.runs_sql import LastRuns

SHOWN = 14
LATE = timedelta(days=2)
"""So long after the last run that ended well, or the first one where none did, somebody should know."""


@dataclass(frozen=True, slots=True)
class Look:
    """`next_at`: when the next run begins; `preview`: what it will do then. `runs`: the last ones, each with what it has done. `late`: none
    has ended well for too long."""

    next_at: datetime
    preview: Preview
    runs: "Sequence[tuple[LastRuns, Done]]"
    late: bool


async def look(context: AppContext) -> Look:
    """Changes nothing."""
    rules, zone = context.municipality.retention, context.municipality.timezone
    async with context.database.read() as conn:
        now = await now_of(conn)
        began = run.night_began(rules, zone, now)
        done_tonight: bool = await SQL.last_good(conn, since=began)
        well_since: datetime | None = await SQL.well_since(conn)
        runs = [(row, json.loads(row.done)) async for row in SQL.last_runs(conn, at_most=SHOWN)]
    next_at = run.night_began(rules, zone, now + timedelta(days=1)) if done_tonight else now
    found = await run.preview(context.database, context.keyring, rules, zone, next_at)
    return Look(next_at, found, runs, well_since is not None and now - well_since > LATE)
