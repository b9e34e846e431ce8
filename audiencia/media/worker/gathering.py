"""How long datagrams are let gather before the socket is read again, as network cards do with interrupts.

Waking up costs as much as forwarding three of them. Pure: the time is an argument, in seconds.
"""

FEW = 24
OFTEN = 1_000
"""Datagrams a second: three calls. With fewer the worker hardly works, and each is passed on as it comes."""
MOST_SECONDS = 0.003
METERED_SECONDS = 0.1


class Gathering:
    """Of one socket."""

    def __init__(self) -> None:
        self._rate = 0.0
        self._counted = 0
        self._since = 0.0

    def pause(self, taken: int, now: float) -> float:
        """How long to wait after `taken` datagrams were read at once: the time in which `FEW` come, or not at all."""
        self._counted += taken
        if now - self._since > METERED_SECONDS:
            self._rate = self._counted / (now - self._since)
            self._counted, self._since = 0, now
        return min(FEW / self._rate, MOST_SECONDS) if taken < FEW and self._rate > OFTEN else 0.0
