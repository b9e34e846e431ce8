"""Connections to the database: how a server is to treat them, their rows, and what their failures say."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from audiencia.core.errors import Code, Refused

Ask = TypeVar("Ask", bound=Callable[..., Any])
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
ACQUIRE_SECONDS = 5.0
TURN_SECONDS = 20.0
"""So long somebody waits for a connection while others get theirs and are answered: the database is there, and many came at once."""
STATEMENT_SECONDS = 10.0
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

    async def close(self, *, timeout: float | None = None) -> None:
        """The server is told; one that says nothing for some seconds is not waited for. The pool asks for it with nobody to hear errors."""
        with suppress(TimeoutError):
            await super().close(timeout=timeout or ACQUIRE_SECONDS)


async def now_of(conn: Connection) -> datetime:
    """The moment by the database's clock, which is everybody's; in a transaction that waited for locks it is the present one."""
    now: datetime = await conn.fetchval("SELECT app_now()")
    return now
