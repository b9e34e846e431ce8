"""What a call costs its media worker, and how much a worker carries. Pure. The unit is a call of two.
Each packet goes to everybody else in the call: of n people n(n - 1) streams of sound and picture are sent, of two people 2."""

from dataclasses import dataclass

PACKETS_PER_SECOND = 300  # Packets sent in a call of two: 50 of sound and about 100 of pictures each way.
BUSY_PCT = 75  # Share of its core from which a worker takes no further rooms. At 90 some packets begin to wait.
MEASURED_PACKETS = 30 * PACKETS_PER_SECOND
"""Below that the cost of a packet is not known: handshakes and wake-ups are counted in it, and the more is sent the less each costs.
More than any one call sends, so that a slow machine never refuses guests of the only call it has."""


@dataclass(frozen=True, slots=True)
class Cost:
    """So many packets sent a second took that share of a worker's core. Zeros: it is not known what they cost."""

    packets_per_second: int = 0
    busy_pct: int = 0

    @property
    def of_each(self) -> float:
        """The share that one packet a second takes."""
        return self.busy_pct / self.packets_per_second if self.packets_per_second else 0.0


NOT_MEASURED = Cost()


def weight(people: int) -> int:
    """How many calls of two a call of so many costs. An open room counts as one: a call can begin in it at any time."""
    return max(1, people * (people - 1) // 2)


def growth(guests: int) -> int:
    """What so many guests, beside citizen and director, add to an open room."""
    return weight(2 + guests) - 1


def carries(capacity: int, cost: Cost) -> int:
    """How many calls of two a worker bears with guests: its `capacity`, or fewer where so many would need more than `BUSY_PCT` of
    its core at this cost."""
    if not cost.of_each:
        return capacity
    return min(capacity, cost.packets_per_second * BUSY_PCT // (PACKETS_PER_SECOND * cost.busy_pct))
