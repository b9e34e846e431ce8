"""What of an incoming stream is missing, and when to ask for it (RFC 4585, 6.2.1). Pure; times in seconds.

Packets that only overtook each other are not asked for: one is missed when it is 20 ms or two packets late. It is then
asked for up to ten times, a round trip apart, and given up.
"""

LATE_SECONDS = 0.02
LATE_PACKETS = 2
TRIES = 10
MOST = 256
"""More missing at once is no loss to repair but a line that was away; only a keyframe helps then."""


class Losses:
    """The missing packets of one stream, by sequence number."""

    __slots__ = ("given_up", "missing")

    def __init__(self) -> None:
        self.missing: dict[int, tuple[float, int]] = {}
        """When a packet was missed or last asked for, and how often it was."""
        self.given_up = 0

    def gap(self, first: int, count: int, now: float) -> bool:
        """`count` packets from sequence number `first` on were passed over; False when that is too much to repair."""
        if count + len(self.missing) > MOST:
            self.given_up += count + len(self.missing)
            self.missing.clear()
            return False
        for number in range(first, first + count):
            self.missing[number & 0xFFFF] = (now, 0)
        return True

    def due(self, highest: int, now: float, round_trip: float) -> list[int]:
        """The sequence numbers to ask for now; the caller does. `highest` is the latest one that came."""
        asked, over = [], []
        again = max(LATE_SECONDS, round_trip)
        for number, (since, tries) in self.missing.items():
            if tries:
                if now - since < again:
                    continue
            elif now - since < LATE_SECONDS and (highest - number) & 0xFFFF < LATE_PACKETS:
                continue
            if tries == TRIES:
                over.append(number)
            else:
                asked.append(number)
        for number in over:
            del self.missing[number]
        self.given_up += len(over)
        for number in asked:
            self.missing[number] = (now, self.missing[number][1] + 1)
        return asked
