"""How much a worker has to do, and how much it takes. Pure; times in seconds."""

from collections import deque
from dataclasses import dataclass

from audiencia.media.control.capacity import MEASURED_PACKETS, NOT_MEASURED, Cost

WINDOW_SECONDS = 5.0
"""Long enough that one late turn is no alarm, short enough that a room is refused before people hear it."""
COST_SECONDS = 600.0  # Longer than the crowd of a morning connects, whose handshakes make every packet seem dear.


@dataclass(frozen=True, slots=True)
class Load:
    """What a worker does now: rooms in which somebody is in a slot, packets passed on, and how much of its core that takes."""

    calls: int = 0
    packets_per_second: int = 0
    busy_pct: int = 0


class Meter:
    """Rates over the last `WINDOW_SECONDS`, of counters that only grow, and the lowest cost of a packet in the last `COST_SECONDS`."""

    def __init__(self, now: float, used: float) -> None:
        self._marks: deque[tuple[float, float, int]] = deque([(now, used, 0)])
        self._costs: deque[tuple[float, Cost]] = deque()
        """When each was measured: the lowest first, then the lowest of those after it."""

    def note(self, now: float, used: float, packets: int) -> None:
        """At `now`, `used` seconds of processor time have been used and `packets` were passed on since the beginning."""
        self._marks.append((now, used, packets))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW_SECONDS:
            self._marks.popleft()
        while self._costs and now - self._costs[0][0] >= COST_SECONDS:
            self._costs.popleft()
        load = self.load(0)
        if load.packets_per_second >= MEASURED_PACKETS:
            cost = Cost(load.packets_per_second, load.busy_pct)
            while self._costs and self._costs[-1][1].of_each >= cost.of_each:
                self._costs.pop()
            self._costs.append((now, cost))

    @property
    def cost(self) -> Cost:
        """The lowest cost of a packet, of times when enough of them were sent to tell."""
        return self._costs[0][1] if self._costs else NOT_MEASURED

    def load(self, calls: int) -> Load:
        """The rates, beside the number of calls."""
        (began, used_before, packets_before), (now, used, packets) = self._marks[0], self._marks[-1]
        if now <= began:
            return Load(calls)
        seconds = now - began
        busy = min(100, round(100 * (used - used_before) / seconds))
        return Load(calls, round((packets - packets_before) / seconds), busy)
