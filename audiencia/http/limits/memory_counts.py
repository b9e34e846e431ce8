"""Counts of windows in this process's memory, for limits."""

import time

from limits.aio.storage import MemoryStorage

SWEEP_SECONDS = 60.0
"""How often counts of windows that are over are dropped: by a walk over all of them, so not with each count."""


class MemoryCounts(MemoryStorage):
    """The library's storage looks through all that it keeps each time something is counted: with ten thousand people 10 ms."""

    def __init__(self) -> None:
        super().__init__()
        self._swept_at = time.time()

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Counts `amount` in the window of this key, which begins with its first count and lasts `expiry` seconds."""
        now = time.time()
        if now - self._swept_at >= SWEEP_SECONDS:
            self._sweep(now)
        if self.expirations.get(key, 0.0) <= now:
            self.expirations[key], self.storage[key] = now + expiry, 0
        self.storage[key] += amount
        return self.storage[key]

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        for key in [one for one, ends in self.expirations.items() if ends <= now]:
            del self.expirations[key]
            self.storage.pop(key, None)
