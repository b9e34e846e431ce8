"""What was counted last for everybody, and the texts made of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from audiencia.core.errors import DomainError
from audiencia.core.logs import failure
from audiencia.reporting.public_periods import Kept
from audiencia.runtime.context import AppContext

log = structlog.get_logger()
KEPT_SECONDS = 60.0
PATIENCE_SECONDS = 1.0
"""Counting takes longer after a restart, and after a jornada where many departments attend few people."""
Found = TypeVar("Found")


@dataclass(slots=True)
class Shelf(Generic[Found]):
    """However many ask, it is counted once in `KEPT_SECONDS`, one count at a time.
    Who asks while it is counted anew waits for `patience` seconds, and then gets what was counted before."""

    count: Callable[[AppContext, Kept], Awaitable[Found]]
    clock: Callable[[], float] = time.monotonic
    patience: float = PATIENCE_SECONDS
    _found: Found | None = None
    _at: float = 0.0
    _texts: dict[object, str] = field(default_factory=dict)
    _kept: Kept = field(default_factory=dict)
    _counting: asyncio.Task[Found] | None = None

    async def published(self, context: AppContext) -> Found:
        """The figures: a minute old at most, or older while they are counted anew."""
        found = self._found
        if found is None or self.clock() - self._at >= KEPT_SECONDS:
            counting = self._counting or self._begin(context)
            await asyncio.wait([counting], timeout=None if found is None else self.patience)
            if found is None or counting.done():
                return counting.result()
        return found

    def _begin(self, context: AppContext) -> asyncio.Task[Found]:
        """A task of its own: who asked may go."""
        counting = self._counting = asyncio.create_task(self._count(context), name="public_figures")
        counting.add_done_callback(self._counted)
        return counting

    async def _count(self, context: AppContext) -> Found:
        found = await self.count(context, self._kept)
        self._found, self._at = found, self.clock()
        self._texts.clear()
        return found

    def _counted(self, counting: asyncio.Task[Found]) -> None:
        self._counting = None
        error = None if counting.cancelled() else counting.exception()
        if error is not None and not isinstance(error, DomainError):
            failure(log, "public_figures_failed", error)

    def text(self, found: Found, key: object, make: Callable[[], str]) -> str:
        """What was made of these figures under this key, made once."""
        if found is not self._found:
            return make()
        if key not in self._texts:
            self._texts[key] = make()
        return self._texts[key]
