"""Counts that all web nodes share, in Valkey. Nothing personal is there: who is counted is a keyed hash."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import redis.asyncio as redis
import structlog

from audiencia.core import redis_names
from audiencia.core.redis_trouble import FAILURES, trouble

TIMEOUT_SECONDS = 0.5
RETRY_SECONDS = 1.0  # So long nothing is asked after it did not answer: a Valkey that hangs must not delay every form.
log = structlog.get_logger()
KeyedHash = Callable[[str, str], bytes]
COUNT = """
for place = 1, #KEYS do
    local seconds, most = ARGV[2 * place - 1], tonumber(ARGV[2 * place])
    redis.call('SET', KEYS[place], 0, 'EX', seconds, 'NX')
    if redis.call('INCR', KEYS[place]) > most then
        return math.max(1, redis.call('TTL', KEYS[place]))
    end
end
return 0
"""
"""Counts each key once more, and stops at the first that is over its limit: gives the seconds until that is forgotten, else 0."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How often somebody may do something of this kind within so many seconds."""

    kind: str
    who: str
    seconds: int
    most: int


class SharedCounts:
    """Counts in fixed windows. Never raises because Valkey is away."""

    def __init__(self, url: str, installation: str, keyed_hash: KeyedHash) -> None:
        self._installation, self._keyed_hash, self._tls = installation, keyed_hash, url.startswith("rediss:")
        self._redis: redis.Redis = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self._count = self._redis.register_script(COUNT)
        self._away_until: float | None = None

    async def count(self, limits: Sequence[Limit]) -> int | None:
        """Counts once more for each in turn, in the window that goes on, or one that begins. Gives the seconds to wait for the first that
        is over its limit, behind which none is counted; `None` when none is, and while Valkey is away."""
        if self._away_until is not None and time.monotonic() < self._away_until:
            return None
        try:
            left = await self._ask(limits)
        except FAILURES as error:
            if self._away_until is None:
                log.warning("shared_counts_away", reason=trouble(error, tls=self._tls))
            self._away_until = time.monotonic() + RETRY_SECONDS
            return None
        if self._away_until is not None:
            log.warning("shared_counts_reachable")
        self._away_until = None
        return left or None

    async def try_out(self) -> None:
        """Counts once, over a limit that is forgotten after a second. Raises one of `FAILURES`."""
        await self._ask([Limit("try", "", 1, 0)])

    async def _ask(self, limits: Sequence[Limit]) -> int:
        keys = [self._key(one) for one in limits]
        left: int = await self._count(keys, [value for one in limits for value in (one.seconds, one.most)])
        return left

    def _key(self, limit: Limit) -> str:
        return redis_names.count(self._installation, self._keyed_hash("rate", f"{limit.kind}\n{limit.who}"))

    async def close(self) -> None:
        """Closes connections."""
        await self._redis.aclose()
