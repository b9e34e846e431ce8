"""A database that tests use one after the other: the rows of its template are put back, unless somebody changed its schema."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TypeAlias

import asyncpg

from tests.support.resting import NAME as RESTING

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NO_ROWS = 21
"""How long a table without rows is as COPY writes it: header (19 bytes) and trailer (2)."""
TIMES = 50
"""How often one is used: dead rows of all its users stay in it."""
SCHEMA = " UNION ALL ".join(
    f"SELECT '{table}' AS name, count(*) AS rows, sum(xmin::text::bigint) AS written FROM {table}"
    for table in (
        "pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_namespace", "pg_proc", "pg_statistic", "pg_trigger", "pg_type",
    )
)  # fmt: skip
"""What each catalogue was last changed by; statistics too, as plans depend on them."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
WRITTEN = """
    SELECT relname::text, n_tup_ins + n_tup_upd + n_tup_del AS rows FROM pg_stat_user_tables
    WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0
"""
"""Complete once whoever wrote is gone."""
SEQUENCES = "SELECT sequencename::text AS name, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
OTHERS_END = f"""
    SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> '{RESTING}'
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """Of a template: its schema, its rows by table as COPY writes them, and where sequences go on."""

    schema: list[tuple[object, ...]]
    tables: dict[str, bytes]
    sequences: tuple[tuple[str, int, bool], ...]

    @classmethod
    async def of(cls, url: str) -> "Contents":
        """Of the database at this address."""
        async with connected(url) as connection:
            names = [row["tablename"] for row in await connection.fetch(TABLES)]
            tables = {name: await _rows(connection, name) for name in names}
            found = [(row["name"], row["start_value"], row["last_value"]) for row in await connection.fetch(SEQUENCES)]
            schema = await _schema(connection)
        sequences = tuple((name, first if last is None else last, last is not None) for name, first, last in found)
        return cls(schema, {name: rows for name, rows in tables.items() if len(rows) > NO_ROWS}, sequences)


@dataclass(slots=True)
class Reused:
    """A copy of a template, how often it was used, and how many rows were written to each table until it was restored last."""

    name: str
    times: int = 1
    written: dict[str, int] = field(default_factory=dict)
    connection: "Connection | None" = None
    """A superuser's, from its first restoring on: a new one would read the catalogues anew each time."""

    async def restore(self, url: str, contents: Contents, clock: datetime) -> bool:
        """Puts the contents back, when nobody uses it any more; `False` when it cannot be used again. `url`: of a superuser."""
        if self.times == TIMES:
            return False
        connection = self.connection = await self._alone(url)
        if await _schema(connection) != contents.schema:
            return False
        changed = [name for name, rows in (await _written(connection)).items() if rows != self.written.get(name)]
        async with connection.transaction():
            # Without triggers and foreign keys.
            await connection.execute("SET LOCAL session_replication_role = replica")
            for name in changed:
                await connection.execute(f"DELETE FROM {name}")
            for name in changed:
                if rows := contents.tables.get(name):
                    await connection.copy_to_table(name, source=BytesIO(rows), format="binary")
            await connection.executemany("SELECT setval($1::text::regclass, $2, $3)", contents.sequences)
            await connection.execute("UPDATE app_clock SET shift = $1 - now(), since = now(), rate = 1", clock)
        await connection.execute("SELECT pg_stat_force_next_flush()")
        self.written, self.times = await _written(connection), self.times + 1
        return True

    async def _alone(self, url: str) -> Connection:
        """The connection, once all others have ended. A test may have ended it."""
        if self.connection is not None:
            with suppress(asyncpg.InterfaceError, asyncpg.PostgresConnectionError, OSError):
                await self.connection.execute(OTHERS_END)
                return self.connection
        opened = await asyncpg.connect(url)
        await opened.execute(OTHERS_END)
        return opened

    def end(self) -> None:
        """Nobody restores it any more."""
        if self.connection is not None:
            self.connection.terminate()


async def _rows(connection: Connection, table: str) -> bytes:
    written = BytesIO()
    await connection.copy_from_table(table, output=written, format="binary")
    return written.getvalue()


async def _written(connection: Connection) -> dict[str, int]:
    return {row["relname"]: row["rows"] for row in await connection.fetch(WRITTEN)}


async def _schema(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await connection.fetch(SCHEMA)]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
