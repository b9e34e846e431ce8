"""What a past of 200,000 visits adds to reading a queue and all that its estimate needs, beside the same day without a past."""

import logging
import statistics
import time
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import structlog

from audiencia.core.ids import QueueId, TicketId
from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.operations.context import open_context
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.setup import seed
from audiencia.queue.joining import outlook
from audiencia.queue.sessions import sessions
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from tests.browser.installation import ROOT
from tests.support.memory import in_memory

HISTORY = ROOT / "tests" / "integration" / "db" / "history.sql"
VISITS_A_WEEK = 18
"""Of each department, in history.sql."""
WARM = 20


async def ratio(visits: int, readings: int) -> float:
    """Time of a reading with so many past visits over that with none: medians of `readings`, taken in turn."""
    # Names of history.sql were never sealed, and each reading says so.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    async with AsyncExitStack() as stack:
        places = [await _place(stack, past) for past in (0, visits)]
        times: tuple[list[float], list[float]] = ([], [])
        for nth in range(WARM + readings):
            for place, spent in zip(places, times, strict=True):
                began = time.perf_counter()
                await _read(*place)
                if nth >= WARM:
                    spent.append(time.perf_counter() - began)
    empty, full = (statistics.median(one) for one in times)
    return full / empty


Place = tuple[AppContext, QueueId, list[TicketId]]


async def _place(stack: AsyncExitStack, visits: int) -> Place:
    """A database with that past, and the busiest line of its day."""
    folder = stack.enter_context(TemporaryDirectory(prefix="audiencia-history-", dir=in_memory()))
    Path(folder).chmod(0o711)  # the server's own account must get through
    data = DataFolder(Path(folder) / "data")
    postgres, _, _ = await stack.enter_async_context(embedded(data, fsync=False))
    await migrate(postgres.url)
    settings = Settings(profile="demo", data=data.root, config=ROOT / "config", database_url=postgres.url)
    context = await stack.enter_async_context(open_context(settings))
    await seed.seed(context.database, context.municipality)
    await sessions.open_demo(context)
    return context, *await _fill(postgres, visits)


async def _fill(postgres: Postgres, visits: int) -> tuple[QueueId, list[TicketId]]:
    connection = await asyncpg.connect(postgres.admin_url.replace("/postgres?", "/audiencia?"))
    try:
        departments = await connection.fetchval("SELECT count(*) FROM department")
        weeks = -(-visits // (departments * VISITS_A_WEEK))
        await connection.execute("SELECT set_config('history.weeks', $1, false)", str(weeks))
        await connection.execute(HISTORY.read_text("utf-8"))
        await connection.execute("ANALYZE")
        rows = await connection.fetch(
            "SELECT queue.id AS queue_id, ticket.id FROM ticket JOIN queue ON queue.id = queue_id JOIN session"
            " ON session.id = queue.session_id JOIN department ON department.id = department_id"
            " WHERE session.state <> 'closed' AND slug = 'agua' AND ticket.state = 'waiting'"
        )
    finally:
        await connection.close()
    return rows[0]["queue_id"], [row["id"] for row in rows]


async def _read(context: AppContext, queue_id: QueueId, tickets: list[TicketId]) -> None:
    await load_snapshot.snapshot(context, Opened(), queue_id, tickets)
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        assert await outlook.read(context, conn, queue_id) is not None
