"""The pool and the unit of work: a command is one transaction, and what it changed is told after the commit."""

import asyncio
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from operator import itemgetter
from typing import Any, Protocol, TypeAlias, TypeVar, cast
from uuid import UUID

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from audiencia.core import metrics
from audiencia.core.cli_text import Stop
from audiencia.core.errors import Code, DomainError, Refused, Unavailable
from audiencia.core.ids import CommandId, PartyId, QueueId, RoomId, StaffId
from audiencia.core.logs import failure
from audiencia.db import address
from audiencia.db.hosts import Hosts
from audiencia.db.precedence import Gate
from audiencia.db.queries import load

SQL = load("audiencia.db", "commit.sql")
Ask = TypeVar("Ask", bound=Callable[..., Any])
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"


class AfterCommit(Protocol):
    """What is told after a commit: who is in which slot now, and then which queues are at which version."""

    async def rerouted(self, room_id: RoomId) -> None:
        """The media of this room go other ways now. Never raises because a worker is away."""

    async def cut_off(self, party: PartyId) -> None:
        """Every media connection that this party has by now ends. Never raises because a worker is away."""

    async def published(self, versions: Mapping[QueueId, int], slight: Collection[QueueId]) -> None:
        """These queues are at these versions now; of the `slight` ones tickets alone changed."""

    async def signed_out(self, staff_ids: Collection[StaffId]) -> None:
        """Sessions of these members of staff ended."""


POOL_SIZE = 10  # Connections of one process at most.
OPENED_AT_ONCE = 2  # Connections of one process before it is asked anything.
ACQUIRE_SECONDS = 5.0
STATEMENT_SECONDS = 10.0
QUERIES_PER_CONNECTION = 10_000_000
"""A connection is made anew after so many: signing in to the database takes longer than a hundred queries."""
PLANNING = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off"}
"""Each named query is planned once per connection. Planned anew for each set of values, the queries of a command take longer
to plan than to run, and no plan here depends on a value; nor on how little a table holds when a connection plans: what has
an index is looked for by it. The second matters to the queries of views and of due work most (docs/decisions/013). Before
PostgreSQL 18 it makes plans look so dear that each one would be compiled (`jit`), which takes longer than any of them runs."""
IDLE_SECONDS = 20
"""How long an open transaction may ask nothing: longer than any command takes, so that only a client that fell silent does."""
LIVENESS = {
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "client_connection_check_interval": "5s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20s",
}
"""How the server finds out that a client is gone without a word: stopped, or on a host without power or network. Otherwise its
locks would be held until the system gives the connection up, which takes hours."""
AWAY = (
    asyncpg.InternalClientError,  # a connection that broke in the midst of an operation, and was used once more
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.PostgresIOError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""What a database looks like from here that is starting, stopping, dead, without disk or memory, or a copy that takes no writing
until the pool has found the primary."""
NOT_REACHED = (OSError, TimeoutError, asyncpg.InterfaceError, *AWAY)
"""`AWAY`, and what else says so while a connection is taken from the pool or given back, where errors are the connection's own."""
DEADLOCKS = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
COLLIDED = (
    *DEADLOCKS,
    asyncpg.InvalidCachedStatementError,  # the tables were just upgraded
    asyncpg.OutdatedSchemaCacheError,  # the same, where a column holds a whole row of one; also an `InternalClientError`
)
PASSING = (*AWAY, *COLLIDED, asyncpg.InterfaceError)
"""What says nothing of the row at which it came: the whole transaction is at fault."""
log = structlog.get_logger()


class Collided(Refused):
    """Two transactions waited for each other, and this one gave way: nothing was done, and it can begin afresh at once."""

    def __init__(self) -> None:
        super().__init__(Code.STALE_VERSION)


class NoAnswer(asyncpg.PostgresConnectionError):
    """The server did not answer a statement in time, or the connection broke."""


def _answered(ask: Ask) -> Ask:
    """Names what a connection fails with by a type of the driver: use cases have an `OSError` or `TimeoutError` of their own."""

    @wraps(ask)
    async def asking(*args: Any, **options: Any) -> Any:
        try:
            return await ask(*args, **options)
        except (OSError, TimeoutError) as error:
            raise NoAnswer(type(error).__name__) from error

    return cast(Ask, asking)


class Record(asyncpg.Record):
    """A row whose columns are attributes too, as the stubs beside the `.sql` files declare them."""

    def __getattr__(self, name: str) -> Any:
        value = self[name]
        # From now on found at once: an attribute that is missed first takes ten times as long as a key.
        setattr(Record, name, property(itemgetter(name)))
        return value


class PooledConnection(asyncpg.Connection):
    """A connection of the pool. Nothing of a session's state is ever set in one, so there is nothing to reset between two uses."""

    execute = _answered(asyncpg.Connection.execute)
    fetch = _answered(asyncpg.Connection.fetch)
    fetchrow = _answered(asyncpg.Connection.fetchrow)
    fetchval = _answered(asyncpg.Connection.fetchval)

    def get_reset_query(self) -> str:
        """Nothing: a round trip less. A transaction that was left open is still rolled back."""
        return ""

    async def reset(self, *, timeout: float | None = None) -> None:
        """Between two uses, without the driver's timer where no transaction was left open."""
        if self.is_in_transaction():
            await super().reset(timeout=timeout)

    async def close(self, *, timeout: float | None = None) -> None:
        """The server is told; one that says nothing for some seconds is not waited for. The pool asks for it with nobody to hear errors."""
        with suppress(TimeoutError):
            await super().close(timeout=timeout or ACQUIRE_SECONDS)


@dataclass
class Tx:
    """One transaction. `now` is the database's clock at its beginning, or when its locks were had.
    The log's entries and the command's result are written with the versions, at the end: by `ending` when a flow sets one,
    which does what `finish` in commit.sql does together with its own last writes, and gives the versions."""

    conn: Connection
    now: datetime = field(init=False)
    touched: set[QueueId] = field(default_factory=set)
    in_tickets: set[QueueId] = field(default_factory=set)
    """Queues of which tickets changed, and unless they are `touched` too nothing else."""
    rooms: set[RoomId] = field(default_factory=set)
    parties: set[PartyId] = field(default_factory=set)
    left: set[StaffId] = field(default_factory=set)
    log: list[Mapping[str, Any]] = field(default_factory=list)
    command: tuple[str, CommandId] | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    versions: dict[QueueId, int] = field(default_factory=dict)
    """Of queues that a flow's own statement has advanced as far as they changed (`advanced`)."""
    answered: bool = False  # Whether a flow's own statement has kept the command's result.
    ending: Callable[[], Awaitable[dict[QueueId, int]]] | None = None
    last: list[Callable[[Connection], Awaitable[None]]] = field(default_factory=list)

    def append(self, entry: Mapping[str, Any]) -> None:
        """One more entry of the log, at `now`; keys are the columns of `event`."""
        self.log.append({"at": self.now, **entry})

    def carried_out(self, actor: str, command_id: CommandId, result: Mapping[str, Any]) -> None:
        """This actor's command, noted at the beginning, gave `result`: a repetition gets it too."""
        if not self.answered:
            self.command, self.result = (actor, command_id), result

    def changed(self, *queues: QueueId) -> None:
        """These queues look different after the commit: their versions advance and their watchers are told."""
        for queue_id in set(queues) - self.touched:
            self.versions.pop(queue_id, None)  # advanced for its tickets alone, it advances once more
        self.touched.update(queues)

    def changed_tickets(self, *queues: QueueId) -> None:
        """As `changed`, where nothing but rows that belong to tickets is another than before, nobody's place included."""
        self.in_tickets.update(queues)

    def advanced(self, queue_id: QueueId, version: int, *, whole: bool) -> None:
        """A flow's own statement advanced this queue to `version`: as `changed`, or unless `whole` as `changed_tickets`."""
        (self.changed if whole else self.changed_tickets)(queue_id)
        if whole or queue_id not in self.touched:
            self.versions[queue_id] = version

    def done(self, versions: dict[QueueId, int]) -> None:
        """Nothing is left to be written at the end: of these queues tickets alone changed, and they are at these versions."""

        async def ending() -> dict[QueueId, int]:
            return versions

        self.changed_tickets(*versions)
        self.ending = ending

    @property
    def all_changed(self) -> list[QueueId]:
        """Queues whose versions are to advance, by ascending id."""
        return sorted((self.touched | self.in_tickets) - self.versions.keys())

    def rerouted(self, room_id: RoomId) -> None:
        """The media of this room go other ways after the commit."""
        self.rooms.add(room_id)

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        """A part that is undone alone when it fails; the rest of the transaction goes on."""
        said, answered = len(self.log), self.answered
        queues = set(self.touched), set(self.in_tickets), dict(self.versions)
        try:
            async with self.conn.transaction():
                yield
        except BaseException:
            del self.log[said:]
            self.touched, self.in_tickets, self.versions = queues
            self.answered = answered
            raise

    def cut_off(self, party: PartyId) -> None:
        """The media connections that this party has by now end after the commit: it goes on from another device."""
        self.parties.add(party)

    def afterwards(self, write: Callable[[Connection], Awaitable[None]]) -> None:
        """Is written by itself once the transaction is over, also where a `DomainError` undid it."""
        self.last.append(write)

    async def write_last(self) -> None:
        """Writes it, each by itself. What fails is logged: the transaction is over, and its result or refusal stands."""
        for write in self.last:
            try:
                await write(self.conn)
            except Exception as error:  # noqa: BLE001 -- as promised above
                failure(log, "write_afterwards_failed", error)
                if isinstance(error, NoAnswer):
                    self.conn.terminate()  # else it is waited for once more when it is given back

    def signed_out(self, staff_id: StaffId) -> None:
        """A session of this member of staff ends with the commit: so do its sockets."""
        self.left.add(staff_id)

    def last_words(self) -> dict[str, Any]:
        """The parameters of `finish`."""
        actor, command_id = self.command or (None, None)
        return {
            "queues": self.all_changed,
            "tickets_alone": sorted(self.in_tickets - self.touched),
            "events": as_json(self.log),
            "actor": actor,
            "command_id": command_id,
            "result": json.dumps(self.result),
        }


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
            # Not the pool's own `timeout`, for which each acquisition would be a task.
            async with asyncio.timeout(ACQUIRE_SECONDS):
                conn = await self._acquire(pool)
        try:
            with _unavailable_on(*AWAY), _collided():
                yield conn
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
        """To a server that fell silent the other connections wait in vain too: all are made anew, once however many find it out."""
        now = asyncio.get_running_loop().time()
        if now - self._expired_at > STATEMENT_SECONDS:
            self._expired_at = now
            await pool.expire_connections()

    async def _acquire(self, pool: "asyncpg.Pool[asyncpg.Record]") -> "PoolConnectionProxy[asyncpg.Record]":
        """A connection, when it is this one's turn: in the pool itself everybody would be equal."""
        await self._gate.enter()
        try:
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
                    versions = await (tx.ending() if tx.ending else _finish(tx))
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


async def now_of(conn: Connection) -> datetime:
    """The moment by the database's clock, which is everybody's; in a transaction that waited for locks it is the present one."""
    now: datetime = await conn.fetchval("SELECT app_now()")
    return now


async def _finish(tx: Tx) -> dict[QueueId, int]:
    """Writes what comes at the end, and is not written yet; gives the versions of the queues that changed."""
    if not (tx.all_changed or tx.log or tx.command):
        return tx.versions
    rows = SQL.finish(tx.conn, **tx.last_words())
    return tx.versions | {QueueId(row.id): row.version async for row in rows}


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a parameter for `json_to_recordset`."""
    return json.dumps(rows, default=_plain)


def _plain(value: UUID | datetime) -> str:
    """What JSON has no form for."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


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
