"""Who gets one of a process's database connections first, when more want one than there are."""

import asyncio
from collections import deque
from collections.abc import Iterator
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

    def __init__(self, size: int) -> None:
        self._free = size
        self._kept = {Precedence.FIRST: 0, Precedence.USUAL: size // 8, Precedence.LATER: size // 3}
        self._waiting = {one: deque["asyncio.Future[None]"]() for one in Precedence}

    async def enter(self) -> None:
        """Returns when it is one's turn; who was let in calls `leave` later."""
        own = _taken.get()
        if self._free > self._kept[own]:  # then nobody waits who comes before
            self._free -= 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[own].append(future)
        try:
            await future
        except asyncio.CancelledError:
            if not future.cancelled():
                self.leave()  # it was its turn at this very moment
            raise

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
