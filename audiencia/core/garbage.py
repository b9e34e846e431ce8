"""Garbage collection that does not go through all that is alive: with 4,000 who wait a full one kept everybody for half a second.
Python goes through everything again whenever there is a quarter more. Here what survives is left to the count of its references, and
cycles in it are found by a thorough collection, seldom (docs/decisions/089)."""

import asyncio
import gc
import sys
import time
from collections.abc import Callable

EVERY_SECONDS = 5.0
"""What came meanwhile is gone through in some milliseconds; sooner once 50,000 are new, by Python itself."""
YOUNG = 5000
"""New objects before the youngest are gone through: what a request makes is gone by then, instead of being gone through a few times."""
NEVER = 1_000_000  # Collections of the generation before, after which Python would go through the oldest one by itself.
NEW = 1  # The generation of what came since the last turn, with the youngest.
RESTS = 2000  # Pause before a thorough collection, as a multiple of how long it would take: 1,000 s before 0.5 s.
MOST_SECONDS = 3600.0
"""Between two thorough collections, also after one that took long because the machine was short of memory."""


class Collector:
    """Collects for one process. `clock` in seconds; `blocks`: how many blocks of memory Python has given out."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, blocks: Callable[[], int] = sys.getallocatedblocks
    ) -> None:
        self._clock, self._blocks = clock, blocks
        self._began = self._took = self._thorough_at = 0.0
        """When the last thorough collection began, how long it took, and when the next one is due."""
        self._seconds_per_block = 0.0
        self._at_start = 0
        """Blocks that were there when it began."""

    def begin(self) -> None:
        """From now on Python goes through the oldest generation only when told to, and never through what is there now: the modules
        live as long as the process (`gc.freeze`)."""
        gc.set_threshold(YOUNG, gc.get_threshold()[1], NEVER)
        self._thorough()
        gc.freeze()
        self._at_start = max(self._blocks(), 1)  # None is counted where Python was told to use another allocator.
        self._seconds_per_block = self._took / self._at_start

    async def run(self) -> None:
        """Collects until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self.turn()

    def turn(self) -> None:
        """Collects what came since the last turn, or everything since `begin` where that is due."""
        if self._is_due():
            self._thorough()
        else:
            gc.collect(NEW)

    def _is_due(self) -> bool:
        if self._clock() < self._thorough_at:
            return False
        self._rest(max(self._took, self._seconds_per_block * (self._blocks() - self._at_start)))
        return self._clock() >= self._thorough_at

    def _thorough(self) -> None:
        self._began = self._clock()
        gc.collect()
        self._took = self._clock() - self._began
        self._rest(self._took)

    def _rest(self, would_take: float) -> None:
        self._thorough_at = self._began + min(RESTS * would_take, MOST_SECONDS)
