"""What a call costs its media worker, and how much a worker carries. Pure. The unit is a call of two.

Each packet goes to everybody else in the call: of n people n(n - 1) streams of sound and picture are sent, of two people 2.
"""

PACKETS_PER_SECOND = 300
"""Packets sent in a call of two: 50 of sound and about 100 of pictures each way."""
BUSY_PCT = 75
"""Of its core; a worker that has used more takes nothing further, however little it has. At 90 some packets begin to wait."""
MEASURED_PCT, MEASURED_PACKETS = 20, 10 * PACKETS_PER_SECOND
"""Below either the cost of a packet is not known: handshakes and wake-ups are counted in it."""


def weight(people: int) -> int:
    """How many calls of two a call of so many costs. An open room counts as one: a call can begin in it at any time."""
    return max(1, people * (people - 1) // 2)


def growth(guests: int) -> int:
    """What so many guests, beside citizen and director, add to an open room."""
    return weight(2 + guests) - 1


def carries(capacity: int, busy_pct: int, packets_per_second: int) -> int:
    """How many calls of two a worker takes: its `capacity`, or fewer where its measured cost for each packet would need more
    than `BUSY_PCT` of its core for that."""
    if busy_pct < MEASURED_PCT or packets_per_second < MEASURED_PACKETS:
        return capacity
    return min(capacity, packets_per_second * BUSY_PCT // (PACKETS_PER_SECOND * busy_pct))
