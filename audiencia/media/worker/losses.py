"""What of an incoming stream is missing, and when to ask for it (RFC 4585, 6.2.1). Pure; times in seconds.
Pictures that only overtook each other are not asked for: one is missed when it is 20 ms or two packets late. Sound comes
every 20 ms and is missed at once. What is missing is asked for some times, a round trip apart, and given up."""

from dataclasses import dataclass

ROUND_SECONDS = 0.02
LATE_PACKETS = 2
ASKED_SHARE = 0.3  # What is sent again may take so much of what the line carries: the voice goes over it too.
ASKED_LEAST = 2  # Packets that may be asked for in each second of any line.
PACKET = 1000  # Octets of a picture's packet, about.


@dataclass(frozen=True, slots=True)
class Patience:
    """`late`: seconds after which one is missed. `most`: more missing at once is no loss to repair but a line that was away,
    or a worker with too much to do. `tries`: how often one is asked for."""

    late: float
    most: int
    tries: int


PICTURE = Patience(late=0.02, most=100, tries=10)  # Beyond it only a keyframe helps.
SOUND = Patience(late=0.0, most=25, tries=6)  # Half a second: what comes later than that is played by nobody.
SOUND_ASKED = 25  # Packets of sound that may be asked for in each second: they are small, and there are 50.


def asked_at_most(carried: int) -> int:
    """How many packets a client may be asked for in a second, given the bit/s that its line carried in the one before."""
    return max(ASKED_LEAST, int(ASKED_SHARE * carried / 8 / PACKET))


class Losses:
    """The missing packets of one stream, by sequence number."""

    __slots__ = ("_patience", "asked", "given_up", "late")

    def __init__(self, patience: Patience = PICTURE) -> None:
        self._patience = patience
        self.late: dict[int, float] = {}
        """Those not asked for yet, and since when they are missing."""
        self.asked: dict[int, tuple[float, int]] = {}
        """When the others were asked for last, and how often."""
        self.given_up = 0

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return bool(self.late or self.asked)

    def clear(self) -> None:
        """Misses nothing any more."""
        self.late.clear()
        self.asked.clear()

    def gap(self, first: int, count: int, now: float) -> bool:
        """`count` packets from sequence number `first` on were passed over; False when that is too much to repair."""
        missing = count + len(self.late) + len(self.asked)
        if missing > self._patience.most:
            self.given_up += missing
            self.clear()
            return False
        for number in range(first, first + count):
            self.late[number & 0xFFFF] = now
        return True

    def came(self, sequence: int) -> bool:
        """A packet came out of order; whether it was missing."""
        return self.late.pop(sequence, None) is not None or self.asked.pop(sequence, None) is not None

    def overdue(self, highest: int, now: float, most: int = PICTURE.most) -> list[int]:
        """Those to ask for the first time now, `most` at most; the caller does. `highest` is the latest one that came."""
        found = [
            number
            for number, since in self.late.items()
            if now - since >= self._patience.late or (highest - number) & 0xFFFF >= LATE_PACKETS
        ][:most]
        for number in found:
            del self.late[number]
            self.asked[number] = (now, 1)
        return found

    def again(self, now: float, round_trip: float, most: int = PICTURE.most) -> list[int]:
        """Those to ask for once more now, `most` at most; the caller does."""
        pause = max(ROUND_SECONDS, round_trip)
        due = [(number, tries) for number, (since, tries) in self.asked.items() if now - since >= pause]
        for number, _ in [one for one in due if one[1] == self._patience.tries]:
            del self.asked[number]
            self.given_up += 1
        repeated = [one for one in due if one[1] < self._patience.tries][:most]
        for number, tries in repeated:
            self.asked[number] = (now, tries + 1)
        return [number for number, _ in repeated]
