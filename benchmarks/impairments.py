"""What a line does to datagrams. Pure: the time, the size and the seed are arguments, and nothing is sent here.

One `Lane` is one direction of one client's line. As on a radio link, what is not lost arrives in its order: a datagram that
is held up holds up those behind it. Rates count the headers of IPv4 and UDP too.
"""

from dataclasses import dataclass, field
from random import Random

HEADERS = 28
"""Octets of IPv4 and UDP before each payload."""


@dataclass(frozen=True, slots=True)
class Line:
    """One direction: the part of datagrams that is `lost` (0 to 1), in runs of `burst` on average (Gilbert's model: while the
    line is bad nothing passes), seconds of `delay`, up to so many more of `jitter`, drawn anew for each, `rate` in bit/s
    (None: no limit), and the seconds that its `queue` holds at that rate; what finds it full is dropped. `cut`: nothing
    passes."""

    lost: float = 0.0
    burst: float = 1.0
    delay: float = 0.0
    jitter: float = 0.0
    rate: float | None = None
    queue: float = 1.0
    cut: bool = False


@dataclass(slots=True)
class Lane:
    """A line with what has passed it. Times are in seconds of any clock that never goes back."""

    line: Line
    seed: int
    passed: int = 0
    octets: int = 0
    """Of what was given to the line, lost or not, with `HEADERS`: the sender's operator counts all of it."""
    lost: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds in the queue, of each datagram that passed a line with a rate."""
    _chance: Random = field(init=False)
    _free_at: float = 0.0
    _last: float = 0.0
    _bad: bool = False

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)

    def change(self, line: Line) -> None:
        """From now on the line is like this; what is under way is not touched, and the counters begin anew."""
        self.line = line
        self._free_at = 0.0
        self._bad = False
        self.begin()

    def begin(self) -> None:
        """The counters begin anew."""
        self.passed = self.octets = self.lost = 0
        self.waits.clear()

    def _loses(self) -> bool:
        line = self.line
        if line.burst <= 1:
            return self._chance.random() < line.lost
        leaves, enters = 1 / line.burst, line.lost / (1 - line.lost) / line.burst
        self._bad = self._chance.random() < (1 - leaves if self._bad else enters)
        return self._bad

    def arrival(self, size: int, now: float) -> float | None:
        """When a datagram of `size` octets that is sent `now` arrives; None when it never does."""
        line = self.line
        self.octets += size + HEADERS
        wait = max(0.0, self._free_at - now) if line.rate else 0.0
        if line.cut or wait > line.queue or self._loses():
            self.lost += 1
            return None
        self.passed += 1
        if line.rate:
            self.waits.append(wait)
            self._free_at = now + wait + (size + HEADERS) * 8 / line.rate
            wait = self._free_at - now
        at = now + wait + line.delay + line.jitter * self._chance.random()
        self._last = max(self._last, at)
        return self._last
