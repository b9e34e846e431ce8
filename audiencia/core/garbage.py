"""Garbage collection that does not go through all that is alive: with 4,000 who wait a full one kept everybody for half a second.

Python goes through everything again whenever there is a quarter more. Here what survives a collection is set aside (`gc.freeze`): from then
on only the count of its references frees it, and cycles in it are found by a thorough collection
(docs/decisions/089).
"""

import asyncio
import gc
import time
from collections.abc import Callable

EVERY_SECONDS = 5.0
"""What came meanwhile is gone through in some milliseconds, and set aside."""
RESTS = 2000
"""Pause after a thorough collection, as a multiple of how long it took: 1,000 s after 0.5 s."""
MOST_SECONDS = 3600.0
"""Between two thorough collections, also after one that took long because the machine was short of memory."""
YOUNG = 5000
"""New objects before the youngest are gone through: what a request makes is gone by then, instead of being gone through a few times."""
NEVER = 1_000_000
"""Collections of the youngest but one, after which Python would go through everything by itself."""


class Collector:
    """Collects for one process. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._thorough_at = 0.0

    def begin(self) -> None:
        """From now on Python goes through everything only when told to. What was made until now lives as long as the process."""
        gc.set_threshold(YOUNG, gc.get_threshold()[1], NEVER)
        self._thorough()

    async def run(self) -> None:
        """Collects until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self.turn()

    def turn(self) -> None:
        """Collects what came since the last time, or everything where that is due."""
        if self._clock() >= self._thorough_at:
            self._thorough()
        else:
            _collect()

    def _thorough(self) -> None:
        began = self._clock()
        gc.unfreeze()
        _collect()
        took = self._clock() - began
        self._thorough_at = self._clock() + min(RESTS * took, MOST_SECONDS)


def _collect() -> None:
    gc.collect()
    gc.freeze()
