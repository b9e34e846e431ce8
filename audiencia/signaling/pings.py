"""Finding out who is gone without a word: one task of a node pings all sockets, those that matter soon more often than others.
python-engineio keeps a task for each socket and checks all of them once in each interval, which for ten thousand who wait takes a whole
processor."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from audiencia.core.logs import failure

OFTEN, SELDOM = 4.0, 25.0
"""Seconds between two pings, while nothing else is heard: of staff, and of whoever is near their call, called or in one; of all others."""
ANSWER_SECONDS = 6.0  # A socket that says nothing for so long after a ping is gone.
TICK_SECONDS = 0.5
LATE_SECONDS = 1.0
"""This process stood still when a tick, or the next turn within one, comes so much too late: what was said meanwhile is read before
anybody is held for gone."""
AT_ONCE = 100  # So many are asked in one turn of the loop.
log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Pulse:
    """When a socket was heard last, by a monotonic clock in seconds; how often it is pinged; what pings and what ends it."""

    heard_at: float
    ask: Callable[[], None]
    end: Callable[[], None]
    interval: float
    asked_at: float | None = None
    held: bool = False
    """Whether it is still to be let in: what it says may be read long afterwards, an answer to a ping too. Clients count on pings
    meanwhile. Who never asks to be let in is ended by `Stay`."""

    def heard(self, now: float) -> None:
        """Notes that the client answered."""
        self.heard_at, self.asked_at = now, None

    def tick(self, now: float) -> bool:
        """Pings or ends it where that is due; whether it did."""
        if self.asked_at is not None and not self.held:
            if now - self.asked_at < ANSWER_SECONDS:
                return False
            self.end()
        elif now - (self.asked_at or self.heard_at) < self.interval:
            return False
        else:
            self.ask()
        self.asked_at = now
        return True


class Pings:
    """The sockets of one node."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pulses: set[Pulse] = set()

    def add(self, ask: Callable[[], None], end: Callable[[], None]) -> Pulse:
        """From now on this socket, which is still to be let in, is pinged."""
        pulse = Pulse(self._clock(), ask, end, OFTEN, held=True)
        self._pulses.add(pulse)
        return pulse

    def remove(self, pulse: Pulse) -> None:
        """Pings this client no longer."""
        self._pulses.discard(pulse)

    async def run(self) -> None:
        """Pings until cancelled."""
        now, skipped = self._clock(), False
        while True:
            # Not twice in a row: a node that is always late has to end sockets too.
            may_skip, skipped = not skipped, False
            before = now
            await asyncio.sleep(TICK_SECONDS)
            now = self._clock()
            if may_skip and now - before > TICK_SECONDS + LATE_SECONDS:
                skipped = True
                continue
            done = 0
            for pulse in list(self._pulses):
                try:
                    done += pulse.tick(now)
                except Exception as error:  # noqa: BLE001 -- a boundary per socket
                    failure(log, "ping_failed", error)
                if done == AT_ONCE:
                    done, before = 0, now
                    await asyncio.sleep(0)
                    now = self._clock()
                    if may_skip and now - before > LATE_SECONDS:
                        skipped = True
                        break
