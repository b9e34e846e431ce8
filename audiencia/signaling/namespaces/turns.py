"""In which order citizens' sockets are let in when more come at once than a node can take, as after the end of a web process."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from audiencia.core.errors import Unavailable
from audiencia.core.ids import AttentionId

AT_ONCE = 100
"""Let in together they share transactions and readings. Many more would wait for each other until all of them had waited too long."""
LOOKED_AT_AGAIN = 1.0  # Seconds after which it is read anew whom a room holds.


class Turns:
    """A few at a time, in the order in which they came. Whoever a room holds, called or in a call, waits for nobody."""

    def __init__(
        self,
        read_held: Callable[[], Awaitable[frozenset[AttentionId]]],
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_held, self._clock = read_held, clock
        self._free = asyncio.Semaphore(at_once)
        self._reading = asyncio.Lock()
        self._held: frozenset[AttentionId] = frozenset()
        self._read_at = -LOOKED_AT_AGAIN

    @asynccontextmanager
    async def take(self, attention_id: AttentionId | None) -> AsyncIterator[None]:
        """Begins when it is the turn of this attention's socket. `None`: of one whose cookie opens nothing."""
        if self._free.locked() and attention_id in await self._held_now():
            yield
            return
        async with self._free:
            yield

    async def _held_now(self) -> frozenset[AttentionId]:
        async with self._reading:
            if self._clock() - self._read_at >= LOOKED_AT_AGAIN:
                with suppress(Unavailable):  # then those of the last reading
                    self._held = await self._read_held()
                self._read_at = self._clock()
            return self._held
