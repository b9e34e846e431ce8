"""Counts that all web nodes share, in Redis. Nothing personal is there: who is counted is a keyed hash."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

from audiencia.core import redis_names

TIMEOUT_SECONDS = 0.5
RETRY_SECONDS = 1.0
"""So long nothing is asked after it did not answer: a Redis that hangs must not delay every form."""

log = structlog.get_logger()
KeyedHash = Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often, this time included, and the seconds until it is forgotten."""

    times: int
    seconds_left: int


class SharedCounts:
    """Counts in fixed windows. Never raises because Redis is away."""

    def __init__(self, url: str, installation: str, keyed_hash: KeyedHash) -> None:
        self._installation, self._keyed_hash = installation, keyed_hash
        self._redis: redis.Redis = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self._away_until: float | None = None

    async def count(self, kind: str, who: str, seconds: int) -> Counted | None:
        """Counts once more in the window that goes on, or one that begins; `None` while Redis is away."""
        if self._away_until is not None and time.monotonic() < self._away_until:
            return None
        key = redis_names.count(self._installation, self._keyed_hash("rate", f"{kind}\n{who}"))
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(key, 0, ex=seconds, nx=True)
                pipe.incr(key)
                pipe.ttl(key)
                _, times, left = await pipe.execute()
        except (RedisError, OSError, TimeoutError):
            self._note(away=True)
            return None
        self._note(away=False)
        return Counted(times, max(1, left))

    async def close(self) -> None:
        """Closes connections."""
        await self._redis.aclose()

    def _note(self, *, away: bool) -> None:
        if away == (self._away_until is None):
            log.warning("shared_counts_away" if away else "shared_counts_reachable")
        self._away_until = time.monotonic() + RETRY_SECONDS if away else None
