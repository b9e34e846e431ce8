"""How long datagrams are let gather before the socket is read again, as network cards do with interrupts.
Waking up costs as much as forwarding three of them. Pure: the time is an argument, in seconds."""

FEW = 24
OFTEN = 1_000
"""Datagrams sent in a second: three calls of two, or one of four. With fewer the worker hardly works, and each is passed on as it
comes."""
MOST_SECONDS = 0.003
METERED_SECONDS = 0.1


class Gathering:
    """Of one socket."""

    def __init__(self) -> None:
        self._arrived = self._sent = 0.0
        self._counted = self._sent_before = 0
        self._since = 0.0

    def pause(self, taken: int, sent: int, now: float) -> float:
        """How long to wait after `taken` datagrams were read at once: the time in which `FEW` come, or not at all. `sent`: all that
        were sent so far."""
        self._counted += taken
        if now - self._since > METERED_SECONDS:
            seconds = now - self._since
            self._arrived, self._sent = self._counted / seconds, (sent - self._sent_before) / seconds
            self._counted, self._sent_before, self._since = 0, sent, now
        if taken >= FEW or self._sent <= OFTEN:
            return 0.0
        return min(FEW / self._arrived, MOST_SECONDS) if self._arrived else 0.0
