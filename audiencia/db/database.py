"""The connection pool; publishes after the commit what a transaction changed."""

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from audiencia.core import metrics
from audiencia.core.cli_text import Stop
from audiencia.core.errors import DomainError, Unavailable
from audiencia.db import address
from audiencia.db.connection import (
    ACQUIRE_SECONDS,
    AWAY,
    COLLIDED,
    DEADLOCKS,
    LIVENESS,
    NOT_REACHED,
    PLANNING,
    STATEMENT_SECONDS,
    TURN_SECONDS,
    Collided,
    Connection,
    NoAnswer,
    PooledConnection,
    Record,
    now_of,
)
from audiencia.db.hosts import Hosts
from audiencia.db.precedence import Gate
from audiencia.db.unit_of_work import AfterCommit, Tx, finish

POOL_SIZE = 10  # Connections of one process at most.
OPENED_AT_ONCE = 2  # Connections of one process before it is asked anything.
QUERIES_PER_CONNECTION = 10_000_000
"""A connection is made anew after so many: signing in to the database takes longer than a hundred queries."""
log = structlog.get_logger()


class Database:
    """The pool of connections of one process."""

    def __init__(self, url: str, *, size: int = POOL_SIZE) -> None:
        self._url = url
        self._hosts = Hosts(url)
        self._expired_at = -math.inf
        self._size = size
        self._gate = Gate(size)
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self.after_commit: AfterCommit | None = None

    async def open(self) -> None:
        """Connects. Errors: `Unavailable` when no server answers, `Stop` for an address, a role or a version that cannot be used."""
        address.check(self._url)
        with _unavailable_on(*NOT_REACHED), address.mistakes_are_told():
            self._pool = await asyncpg.create_pool(
                self._url,
                connect=self._hosts.connect,
                min_size=OPENED_AT_ONCE,
                max_size=self._size,
                max_queries=QUERIES_PER_CONNECTION,
                connection_class=PooledConnection,
                record_class=Record,
                server_settings=PLANNING | LIVENESS,
                command_timeout=STATEMENT_SECONDS,
                timeout=ACQUIRE_SECONDS,
            )
            async with self._pool.acquire() as conn:
                version = conn.get_server_version().major
        try:
            address.refuse_old(version)
        except Stop:
            await self.close()
            raise

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator["Database"]:
        """For a moment, with few connections. Raises as `open`."""
        database = cls(url, size=2)
        try:
            await database.open()
            yield database
        finally:
            await database.close()

    async def close(self) -> None:
        """Gives connections back, or drops them when somebody holds one for more than 5 s."""
        if self._pool is None:
            return
        try:
            async with asyncio.timeout(5):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection for reading, outside any transaction. Raises `Unavailable` when its connection fails, and `Collided`."""
        pool = self._needed()
        with _unavailable_on(*NOT_REACHED):
            conn = await self._acquire(pool)
        try:
            with _unavailable_on(*AWAY), _collided():
                yield conn
            self._gate.answered()
        except Unavailable as error:
            if self._hosts.several and isinstance(error.__cause__, NoAnswer):
                conn.terminate()  # else it is waited for once more, until what it was asked is taken back
                await self._look_elsewhere(pool)
            raise
        except asyncpg.InterfaceError as error:
            if not _is_gone(conn):
                raise
            raise _unavailable(error) from error
        finally:
            try:
                with _unavailable_on(*NOT_REACHED):
                    await _give_back(conn)
            finally:
                self._gate.leave()

    async def _look_elsewhere(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        """Expires all connections once a statement got no answer in time, at most once in `STATEMENT_SECONDS`."""
        now = asyncio.get_running_loop().time()
        if now - self._expired_at > STATEMENT_SECONDS:
            self._expired_at = now
            await pool.expire_connections()

    async def _acquire(self, pool: "asyncpg.Pool[asyncpg.Record]") -> "PoolConnectionProxy[asyncpg.Record]":
        """Acquires by precedence; asyncpg's own pool knows only first come, first served."""
        await self._gate.enter(ACQUIRE_SECONDS, TURN_SECONDS)
        try:
            # Not the pool's own `timeout`, for which each acquisition would be a task.
            async with asyncio.timeout(ACQUIRE_SECONDS):
                return await pool.acquire()
        except BaseException:
            self._gate.leave()
            raise

    @asynccontextmanager
    async def begin(self, *, clock: bool = True, alone: bool = False) -> AsyncIterator[Tx]:
        """One transaction; committed at the end, rolled back on any error. What it touched is published after it.
        Without `clock`, `now` is not read yet: the time comes with the locks that are taken first. `alone`: a single statement, which
        does all that `finish` would do."""
        async with self.read() as conn:
            tx = Tx(conn)
            try:
                async with nullcontext() if alone else conn.transaction():
                    if clock:
                        tx.now = await now_of(conn)
                    yield tx
                    versions = await (tx.ending() if tx.ending else finish(tx))
            except DomainError:
                await tx.write_last()
                raise
            await tx.write_last()
        if self.after_commit is None:
            return
        # Media first: when the browsers learn of the change, the way between them is open already.
        for party in tx.parties:
            await self.after_commit.cut_off(party)
        for room_id in tx.rooms:
            await self.after_commit.rerouted(room_id)
        if versions:
            await self.after_commit.published(versions, tx.in_tickets - tx.touched)
        if tx.left:
            await self.after_commit.signed_out(tx.left)

    def _needed(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise Unavailable
        return self._pool


async def _give_back(conn: Any) -> None:
    """As asyncpg's `Pool.release`, without a task for each connection that is given back. Nothing is waited for unless a statement was
    cancelled or the connection is to be made anew; a caller that is cancelled then has it closed."""
    if conn._con is not None:
        conn._con._on_release()
        await conn._holder.release(ACQUIRE_SECONDS)


@contextmanager
def _unavailable_on(*kinds: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kinds as error:
        raise _unavailable(error) from error


@contextmanager
def _collided() -> Iterator[None]:
    try:
        yield
    except COLLIDED as error:
        if isinstance(error, DEADLOCKS):
            metrics.deadlock_retries.inc()
        raise Collided from error


def _unavailable(error: Exception) -> Unavailable:
    cause = error.__cause__ if isinstance(error, NoAnswer) else error
    log.warning("database_away", kind=type(cause).__name__)
    return Unavailable()


def _is_gone(conn: Connection) -> bool:
    """Whether the connection ended while it was in use: the pool has taken it back by then, or is about to."""
    try:
        return conn.is_closed()
    except asyncpg.InterfaceError:
        return True
