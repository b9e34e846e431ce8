"""A scene's connections, which rest until the next scene on the same database: it takes longer to plan a query than to run it."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import asyncpg

from audiencia.db.database import NOT_REACHED, Database

NAME = "resting"
"""As what PostgreSQL knows connections that nobody uses."""
REST = f"SELECT set_config('application_name', '{NAME}', false); SELECT pg_stat_force_next_flush()"
"""With this, all that a connection wrote is counted (`Reused.restore`)."""
WAKE = "SELECT set_config('application_name', '', false)"

_resting: list["Connections"] = []
"""Of one database: tests use the same one again and again."""


@dataclass
class Connections:
    """Those of the flows, and one beside them, in an event loop of their own."""

    url: str
    runner: asyncio.Runner
    pool: "asyncpg.Pool[asyncpg.Record]"
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
        try:
            self.runner.run(self._say(statement))
        except (asyncpg.PostgresError, *NOT_REACHED):
            return False
        return True

    async def _idle(self) -> bool:
        for _ in range(3):  # what was cancelled last comes to its end
            await asyncio.sleep(0)
        alone = asyncio.all_tasks() == {asyncio.current_task()} and not _timers(asyncio.get_running_loop())
        closed = self.beside.is_closed() or self.pool.is_closing()
        return alone and not closed and self.pool.get_idle_size() == self.pool.get_size()

    async def _say(self, statement: str) -> None:
        # Each, whichever the pool would lend first.
        for connection in (self.beside, *(one._con for one in _holders(self.pool) if one.is_connected())):
            await connection.execute(statement)


def connections(url: str) -> Connections:
    """Those of this database that rest, or new ones."""
    if _resting and _resting[0].url == url and _resting[0].wake():
        return _resting.pop()
    end_resting()
    runner = asyncio.Runner()
    beside, pool = runner.run(_opened(url))
    return Connections(url, runner, pool, beside)


async def _opened(url: str) -> "tuple[asyncpg.Connection[asyncpg.Record], asyncpg.Pool[asyncpg.Record]]":
    database = Database(url)
    await database.open()
    assert database._pool is not None
    # Rest is no disuse: a loop that stood still would close them in its first turn, while they are woken.
    for one in _holders(database._pool):
        one._maybe_cancel_inactive_callback()
        one._max_inactive_time = 0
    return await asyncpg.connect(url), database._pool


def _holders(pool: "asyncpg.Pool[asyncpg.Record]") -> list[Any]:
    return cast(Any, pool)._holders  # type: ignore[no-any-return]


def _timers(loop: asyncio.AbstractEventLoop) -> list[asyncio.TimerHandle]:
    """What would happen in the next scene; without the driver's, which forgets plans after a while."""
    pending = [one for one in cast(Any, loop)._scheduled if not one.cancelled()]
    return [one for one in pending if not getattr(one._callback, "__module__", "").startswith("asyncpg.")]


def end_resting() -> None:
    """Nobody will use them again."""
    while _resting:
        _resting.pop().end()
