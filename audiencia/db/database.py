"""The pool and the unit of work: a command is one transaction, and what it changed is told after the commit."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from audiencia.errors import Code, Refused, Unavailable
from audiencia.ids import QueueId, RoomId

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"


class AfterCommit(Protocol):
    """What is told after a commit: who is in which slot now, and then which queues are at which version."""

    async def rerouted(self, room_id: RoomId) -> None:
        """The media of this room go other ways now. Never raises because a worker is away."""

    async def published(self, versions: Mapping[QueueId, int]) -> None:
        """These queues are at these versions now."""


ACQUIRE_SECONDS = 5.0
STATEMENT_SECONDS = 10.0
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that broke in the midst of an operation, and was used once more
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)
"""What a database that is starting, stopping or dead looks like from here."""
COLLIDED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

log = structlog.get_logger()


@dataclass
class Tx:
    """One transaction. `now` is the database's clock at its beginning."""

    conn: Connection
    now: datetime
    touched: set[QueueId] = field(default_factory=set)
    rooms: set[RoomId] = field(default_factory=set)

    def changed(self, *queues: QueueId) -> None:
        """These queues look different after the commit: their versions advance and their watchers are told."""
        self.touched.update(queues)

    def rerouted(self, room_id: RoomId) -> None:
        """The media of this room go other ways after the commit."""
        self.rooms.add(room_id)


class Database:
    """The pool of connections of one process."""

    def __init__(self, url: str, *, size: int = 10) -> None:
        self._url = url
        self._size = size
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self.after_commit: AfterCommit | None = None

    async def open(self) -> None:
        """Connects. Errors: `Unavailable` when no server answers."""
        with away_is_unavailable():
            self._pool = await asyncpg.create_pool(
                self._url, min_size=2, max_size=self._size, command_timeout=STATEMENT_SECONDS, timeout=ACQUIRE_SECONDS
            )

    async def close(self) -> None:
        """Gives connections back, or drops them when somebody holds one for more than 5 s."""
        if self._pool is None:
            return
        try:
            await asyncio.wait_for(self._pool.close(), 5)
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection for reading, outside any transaction."""
        with away_is_unavailable():
            async with self._needed().acquire(timeout=ACQUIRE_SECONDS) as conn:
                yield conn

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """One transaction; committed at the end, rolled back on any error. What it touched is published after it."""
        with away_is_unavailable():
            async with self._needed().acquire(timeout=ACQUIRE_SECONDS) as conn, conn.transaction():
                tx = Tx(conn, await conn.fetchval("SELECT app_now()"))
                yield tx
                versions = await advance_versions(conn, tx.touched)
        if self.after_commit is None:
            return
        # Media first: when the browsers learn of the change, the way between them is open already.
        for room_id in tx.rooms:
            await self.after_commit.rerouted(room_id)
        if versions:
            await self.after_commit.published(versions)

    def _needed(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise Unavailable
        return self._pool


async def advance_versions(conn: Connection, queues: set[QueueId]) -> dict[QueueId, int]:
    """Raises the version of each queue, by ascending id as all locks are taken."""
    if not queues:
        return {}
    rows = await conn.fetch(
        """WITH locked AS (SELECT id FROM queue WHERE id = ANY($1::integer[]) ORDER BY id FOR UPDATE)
           UPDATE queue SET version = version + 1 FROM locked WHERE queue.id = locked.id
           RETURNING queue.id, queue.version""",
        sorted(queues),
    )
    return {QueueId(row["id"]): row["version"] for row in rows}


@contextmanager
def away_is_unavailable() -> Iterator[None]:
    """Turns the driver's connection errors into `Unavailable`, and collisions of locks into a refusal to repeat."""
    try:
        yield
    except COLLIDED as error:
        raise Refused(Code.STALE_VERSION) from error
    except AWAY as error:
        log.warning("database away", kind=type(error).__name__)
        raise Unavailable from error
