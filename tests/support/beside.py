"""Connections to a database beside the application, which are kept: making one takes longer than what it is asked."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import cache
from typing import TypeAlias, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
T = TypeVar("T")


class Beside:
    """Those to the database at this address. They live in an event loop of their own: each test has another one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def do(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Does something over a connection that nobody else uses meanwhile; it keeps no setting of its user."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._do(work), _loop()))

    async def _do(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        if self._pool is None:
            self._pool = asyncpg.create_pool(self._url, min_size=0)
        await self._pool
        async with self._pool.acquire() as conn:
            return await work(conn)

    def close(self) -> None:
        """Ends them, whoever still waits for an answer."""
        if self._pool is not None:
            _loop().call_soon_threadsafe(self._pool.terminate)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="beside", daemon=True).start()
    return loop
