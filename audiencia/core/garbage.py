"""Garbage collection that does not go through all that is alive: with 4,000 who wait a full one kept everybody for half a second.
Python goes through everything again whenever there is a quarter more. Here what survives a collection is set aside (`gc.freeze`): from
then on only the count of its references frees it, and cycles in it are found by a thorough collection (docs/decisions/089)."""

import asyncio
import gc
import time
from collections.abc import Callable

EVERY_SECONDS, LOOK_SECONDS = 5.0, 0.5
"""What came meanwhile is gone through in some milliseconds, and set aside; sooner once so many are new:"""
MANY_NEW = 200_000
"""Some 20 ms. While ten thousand come back 5 s bring ten times as many, nearly all of them to stay: then only what came last is gone
through, and a cycle among the others is found by the next thorough collection."""
EVERYTHING, YOUNGER = 2, 1  # Generations.
RESTS = 2000  # Pause before a thorough collection, as a multiple of how long it would take: 1,000 s before 0.5 s.
MOST_SECONDS = 3600.0
"""Between two thorough collections, also after one that took long because the machine was short of memory."""
YOUNG = 5000
"""New objects before the youngest are gone through: what a request makes is gone by then, instead of being gone through a few times."""
NEVER = 1_000_000  # Collections of the youngest but one, after which Python would go through everything by itself.


class Collector:
    """Collects for one process. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._took = self._thorough_at = 0.0
        """When the last thorough collection began, how long it took, and when the next one is due."""
        self._left = 1
        """How many objects it went through and left."""

    def begin(self) -> None:
        """From now on Python goes through everything only when told to. What was made until now lives as long as the process; what was
        set aside before it was forked is not gone through now."""
        gc.set_threshold(YOUNG, gc.get_threshold()[1], NEVER)
        self._measured()

    async def run(self) -> None:
        """Collects until cancelled."""
        while True:
            for _ in range(round(EVERY_SECONDS / LOOK_SECONDS)):
                await asyncio.sleep(LOOK_SECONDS)
                if new_objects() > MANY_NEW:
                    break
            self.turn()

    def turn(self) -> None:
        """Collects what came since the last time, or everything where that is due."""
        if self._is_due():
            self._thorough()
        else:
            _collect(YOUNGER if new_objects() > MANY_NEW else EVERYTHING)

    def _is_due(self) -> bool:
        if self._clock() < self._thorough_at:
            return False
        would_take = self._took * gc.get_freeze_count() / self._left
        self._thorough_at = self._began + min(RESTS * would_take, MOST_SECONDS)
        return self._clock() >= self._thorough_at

    def _thorough(self) -> None:
        gc.unfreeze()
        self._measured()

    def _measured(self) -> None:
        aside = gc.get_freeze_count()
        self._began = self._clock()
        _collect()
        self._took = self._clock() - self._began
        self._left = max(gc.get_freeze_count() - aside, 1)
        self._thorough_at = self._began + min(RESTS * self._took, MOST_SECONDS)


def new_objects() -> int:
    """About how many objects came since the last turn and are still there."""
    newest, young, older = gc.get_count()
    return newest + YOUNG * (young + older * (gc.get_threshold()[1] + 1))


def _collect(generation: int = EVERYTHING) -> None:
    gc.collect(generation)
    gc.freeze()
