"""Who gets one of a process's database connections first, when more want one than there are."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Precedence(IntEnum):
    """Lower values come first."""

    FIRST = 0  # Staff, whoever is called or in a call, readings of queues that all share, the node's lease.
    USUAL = 1  # All else, whoever waits and comes back too.
    LATER = 2  # Whoever has no number yet: what has begun ends before more begins.


_taken: ContextVar[Precedence] = ContextVar("precedence", default=Precedence.USUAL)


@contextmanager
def taking(precedence: Precedence) -> Iterator[None]:
    """What is asked of the database in here, and in tasks that begin here, comes with this precedence."""
    before = _taken.set(precedence)
    try:
        yield
    finally:
        _taken.reset(before)


class Gate:
    """Lets in as many as there are connections: by precedence, then in the order in which they came. What is left of the last
    few connections is kept for those who come first."""

    def __init__(self, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free, self._clock = size, clock
        self._kept = {Precedence.FIRST: 0, Precedence.USUAL: size // 8, Precedence.LATER: size // 3}
        self._answered_at = -math.inf
        self._waiting = {one: deque["asyncio.Future[None]"]() for one in Precedence}

    async def enter(self, silence: float, most: float) -> None:
        """Returns when it is one's turn; who was let in calls `leave` later. Raises `TimeoutError` after `silence` seconds in which
        nobody who was let in got an answer, and after `most` seconds in any case."""
        own = _taken.get()
        if self._free > self._kept[own]:  # then nobody waits who comes before
            self._free -= 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[own].append(future)
        try:
            await self._turn(future, silence, most)
        except (TimeoutError, asyncio.CancelledError):
            if not future.cancel():
                self.leave()  # it was its turn at this very moment
            raise

    async def _turn(self, future: "asyncio.Future[None]", silence: float, most: float) -> None:
        began = self._clock()
        while not future.done():
            left = min(max(began, self._answered_at) + silence, began + most) - self._clock()
            if left <= 0:
                raise TimeoutError
            await asyncio.wait([future], timeout=left)

    def answered(self) -> None:
        """Somebody who was let in got an answer: a database that is busy is not away."""
        self._answered_at = self._clock()

    def leave(self) -> None:
        """One connection is free again."""
        self._free += 1
        self._let_in()

    def _let_in(self) -> None:
        for precedence, waiting in self._waiting.items():
            while waiting and self._free > self._kept[precedence]:
                future = waiting.popleft()
                if not future.done():
                    self._free -= 1
                    future.set_result(None)
            if waiting:
                return
