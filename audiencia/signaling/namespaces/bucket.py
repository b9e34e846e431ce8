"""How many events one person may send, over all sockets, and what may be believed of them. Pure; the time is an argument."""

from audiencia.core.errors import TooMany

BURST = 30
PER_SECOND = 6.0
KEYS_BURST, KEYS_PER_SECOND = 120, 20.0
"""Of what pages say about keys: a page says 22 things for one agreement of six, and who comes or goes begins another one."""
FREEZES_SECONDS = 20.0  # Pages say twice a minute at most that pictures stood still; what is said earlier is refused.
FREEZES_MOST_SECONDS = 120.0
SHORTEST_FREEZE_MS = 150  # W3C webrtc-stats: no shorter gap between two pictures is a freeze.


class Bucket:
    """A token bucket: `burst` at once, `per_second` in the long run."""

    __slots__ = ("_at", "_burst", "_per_second", "_tokens", "keys")

    def __init__(self, now: float, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._burst, self._per_second = float(burst), per_second
        self._tokens = self._burst
        self._at = now
        self.keys: Bucket | None = None
        """Of the same person, for what pages say about keys by themselves. Made with the first word about them: most wait, and never say
        one."""

    def take(self, now: float) -> bool:
        """Whether one more event is within the limit at `now`, in seconds of any steady clock."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class FreezeLimit:
    """What a page says of pictures that stood still: now and then, and no more than can have been."""

    __slots__ = ("_told",)

    def __init__(self) -> None:
        self._told: float | None = None

    def take(self, count: int, milliseconds: int, now: float) -> tuple[int, int]:
        """What of it is believed. Raises `TooMany` when it comes too soon after the last."""
        passed = FREEZES_MOST_SECONDS if self._told is None else now - self._told
        if passed < FREEZES_SECONDS:
            raise TooMany()
        self._told = now
        milliseconds = min(milliseconds, int(1000 * min(passed, FREEZES_MOST_SECONDS)))
        return min(count, max(1, milliseconds // SHORTEST_FREEZE_MS)), milliseconds
