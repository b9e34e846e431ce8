"""Connections of a test, which rest until the next test on the same database: it takes longer to plan a query than to run it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import asyncpg

from audiencia.db.connection import NOT_REACHED
from audiencia.db.database import Database
from tests.support.kept_loops import KeptLoop, timers

NAME = "resting"
"""As what PostgreSQL knows connections that nobody uses."""
REST = f"""
    SELECT pg_advisory_unlock_all(); RESET ALL;
    SELECT set_config('application_name', '{NAME}', false); SELECT pg_stat_force_next_flush()
"""
"""With the last, all that a connection wrote is counted (`Reused.restore`)."""
WAKE = "SELECT set_config('application_name', '', false)"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

_resting: list["Connections"] = []
"""Of one database: tests use the same one again and again."""


@dataclass
class Connections:
    """Those of a scene's flows, and one beside them, in an event loop of their own."""

    url: str
    runner: asyncio.Runner
    pool: Pool
    beside: "asyncpg.Connection[asyncpg.Record]"

    def database(self) -> Database:
        """For the flows of one scene."""
        database = Database(self.url)
        database._pool = self.pool
        return database

    def let_go(self, database: Database) -> None:
        """The scene whose database this was is over. They rest, unless something of it still goes on or it closed them."""
        if database._pool is self.pool and self.runner.run(self._idle()) and self._said(REST):
            end_resting()
            _resting.append(self)
            return
        try:
            self.runner.run(database.close())
        finally:
            self.end()

    def end(self) -> None:
        """Whoever dropped the database may have ended them already."""
        self.beside.terminate()
        self.pool.terminate()
        self.runner.close()

    def wake(self) -> bool:
        """Whether all can be used again: the server may have ended some."""
        return self._said(WAKE)

    def _said(self, statement: str) -> bool:
        return self.runner.run(_say(statement, (self.beside, *_connected(self.pool))))

    async def _idle(self) -> bool:
        for _ in range(3):  # what was cancelled last comes to its end
            await asyncio.sleep(0)
        alone = asyncio.all_tasks() == {asyncio.current_task()} and not timers(asyncio.get_running_loop())
        closed = self.beside.is_closed() or self.pool.is_closing()
        return alone and not closed and self.pool.get_idle_size() == self.pool.get_size()


def connections(url: str) -> Connections:
    """Those of this database that rest, or new ones."""
    if _resting and _resting[0].url == url and _resting[0].wake():
        return _resting.pop()
    end_resting()
    runner = asyncio.Runner()
    beside, pool = runner.run(_opened(url))
    return Connections(url, runner, pool, beside)


async def _opened(url: str) -> "tuple[asyncpg.Connection[asyncpg.Record], Pool]":
    return await asyncpg.connect(url), await _pool(url)


async def _pool(url: str) -> Pool:
    database = Database(url)
    await database.open()
    assert database._pool is not None
    # Rest is no disuse: a loop that stood still would close them in its first turn, while they are woken.
    for one in _holders(database._pool):
        one._maybe_cancel_inactive_callback()
        one._max_inactive_time = 0
    # Those of a database that was dropped would be opened anew, again and again, in the event loop that the next test runs in.
    cast(Any, database._pool)._minsize = 0
    return database._pool


@asynccontextmanager
async def rested(url: str) -> AsyncIterator[Database]:
    """A database whose connections are those of the last test in this event loop, if it used the same one; they rest afterwards."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, KeptLoop):
        async with Database.opened(url) as database:
            yield database
        return
    pool = await _woken(loop, url) or await _pool(url)
    database = Database(url)
    database._pool = pool
    try:
        yield database
    finally:
        same = database._pool is pool and not pool.is_closing() and pool.get_idle_size() == pool.get_size()
        if same and await _say(REST, _connected(pool)):
            loop.url, loop.pool, loop.resting = url, pool, _connected(pool)
        else:
            await database.close()


async def _woken(loop: KeptLoop, url: str) -> "asyncpg.Pool[asyncpg.Record] | None":
    """The pool that rests in this loop; it is ended when it is another database's, or the server ended some of it."""
    pool, loop.pool, loop.resting = loop.pool, None, []
    if pool is None or (loop.url == url and await _say(WAKE, _connected(pool))):
        return pool
    pool.terminate()
    return None


async def _say(statement: str, to: "Iterable[asyncpg.Connection[asyncpg.Record]]") -> bool:
    """To each, whichever the pool would lend first. Whether all could hear it."""
    try:
        for connection in to:
            await connection.execute(statement)
    except (asyncpg.PostgresError, *NOT_REACHED):
        return False
    return True


def _connected(pool: Pool) -> "list[asyncpg.Connection[asyncpg.Record]]":
    return [one._con for one in _holders(pool) if one.is_connected()]


def _holders(pool: Pool) -> list[Any]:
    return cast(Any, pool)._holders  # type: ignore[no-any-return]


def end_resting() -> None:
    """Nobody will use them again."""
    while _resting:
        _resting.pop().end()
