"""How many events one person may send, over all sockets. Pure; the time is an argument."""

BURST = 30
PER_SECOND = 6.0


class Bucket:
    """A token bucket: `BURST` events at once, `PER_SECOND` in the long run."""

    def __init__(self, now: float) -> None:
        self._tokens = float(BURST)
        self._at = now

    def take(self, now: float) -> bool:
        """Whether one more event is within the limit at `now`, in seconds of any steady clock."""
        self._tokens = min(float(BURST), self._tokens + (now - self._at) * PER_SECOND)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
