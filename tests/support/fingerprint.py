"""What every table of an audience holds, in short, read over a connection that is kept: a new one plans it for longer than it runs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg

AT_HOME = """
    SELECT 1 WHERE NOT EXISTS (SELECT FROM queue JOIN session ON session.id = queue.session_id
        JOIN department ON department.id = queue.department_id WHERE session.state <> 'closed' AND media_home IS NULL)
"""
"""Soon after the start every department has its media worker; that is no command's doing."""
PASSING = {
    "node", "connection", "attempt", "estimate", "call_quality", "media_worker", "queue_change", "audit_seal", "audit_checkpoint",
    "audit_comparison", "retention_run", "backup_run",
}  # fmt: skip
"""Tables that change by themselves."""
ASKING = "kind IN ('asked_ready', 'stayed_silent')"
BUT_ASKING = {
    "staff_session": "(to_jsonb(t) - 'last_used_at')::text",
    "ticket": """(to_jsonb(t) - '{asked_at_call,ready_until,state_since}'::text[] || jsonb_build_object(
        'state', CASE t.state WHEN 'ready_check' THEN 'waiting' ELSE t.state END))::text""",
    # Each time that some are asked is a version of their queue.
    "queue": f"""(to_jsonb(t) || jsonb_build_object('version',
        t.version - (SELECT count(DISTINCT at) FROM event WHERE queue_id = t.id AND {ASKING})))::text""",
    "event": f"CASE WHEN {ASKING} THEN NULL ELSE t::text END",
}
"""Rows as text, as if nobody were ever asked."""
SECONDS = 90.0


class Fingerprints:
    """Of the database at this address. The connection is used in a thread of its own: each test has another event loop."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(1, "fingerprints")
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._sums = ""

    async def take(self) -> dict[str, str]:
        """A sum for each table, without `PASSING`."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: self._runner.run(self._take()))

    async def _take(self) -> dict[str, str]:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._url, max_cacheable_statement_size=0)
            tables = await self._connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self._sums = _sums_of({row["tablename"] for row in tables} - PASSING)
        async with asyncio.timeout(SECONDS):
            while not await self._connection.fetch(AT_HOME):
                await asyncio.sleep(0.05)
            return {row["name"]: row["sum"] for row in await self._connection.fetch(self._sums)}

    def close(self) -> None:
        """Ends the connection."""
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._runner.close()


def _sums_of(tables: set[str]) -> str:
    return " UNION ALL ".join(
        f"SELECT '{name}' AS name, md5(string_agg(row, chr(10) ORDER BY row)) AS sum "
        f"FROM (SELECT {BUT_ASKING.get(name, 't::text')} AS row FROM {name} t) AS kept"
        for name in sorted(tables)
    )
