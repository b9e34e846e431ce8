"""Keeps the numbers of a slot continuous while its sources come and go. Pure; times are in seconds.

A viewer's decoder sees one stream for the whole stay. When another source takes the slot, the sequence goes on by one,
the timestamp advances by the time that passed, and picture ids go on by one (RFC 3550, 5.1; RFC 7741, 4.2).
"""


def ahead(number: int, of: int, bits: int) -> int:
    """How far `number` lies ahead of `of` in a counter of that many bits; negative when it is behind."""
    size = 1 << bits
    distance = (number - of) % size
    return distance - size if distance >= size // 2 else distance


class NumberMap:
    """Sequence numbers and timestamps of one slot. Begin below 32768: an early wrap confuses SRTP receivers."""

    __slots__ = (
        "_clock_rate", "_first", "_highest", "_last_sequence", "_last_time", "_last_timestamp", "_running",
        "_sequence_shift", "timestamp_shift",
    )  # fmt: skip

    def __init__(self, clock_rate: int, sequence: int, timestamp: int) -> None:
        self._clock_rate = clock_rate
        self._last_sequence = (sequence - 1) & 0xFFFF
        self._last_timestamp = timestamp
        self._last_time: float | None = None
        self._running = False
        self._first = self._highest = self._sequence_shift = self.timestamp_shift = 0

    @property
    def running(self) -> bool:
        """Whether the present source has sent its first packet; `timestamp_shift` means something only then."""
        return self._running

    def restart(self) -> None:
        """The next packet comes from another source, or from the same one after a break."""
        self._running = False

    def map(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The viewer's sequence number and timestamp; None for a packet older than the first one passed on.

        Such a packet would get a number that the previous source has used already.
        """
        if not self._running:
            self._begin(sequence, timestamp, now)
        highest = self._highest
        step = (sequence - highest) & 0xFFFF
        mapped = (sequence + self._sequence_shift) & 0xFFFF, (timestamp + self.timestamp_shift) & 0xFFFFFFFF
        if step < 0x8000:
            self._highest = highest + step
            self._last_sequence, self._last_timestamp = mapped
            self._last_time = now
        elif highest + step - 0x10000 < self._first:
            return None
        return mapped

    def source_of(self, sequence: int) -> int | None:
        """The present source's number of the packet that was passed on as `sequence`.

        None for whatever was not passed on from the present source since it took the slot: a viewer may ask for a number
        of the source before, or for one that is still to come.
        """
        if not self._running:
            return None
        extended = self._highest + ahead(sequence, self._last_sequence, 16)
        return extended & 0xFFFF if self._first <= extended <= self._highest else None

    def as_before(self, sequence: int, timestamp: int) -> tuple[int, int]:
        """What `map` gave for a packet of the present source."""
        return (sequence + self._sequence_shift) & 0xFFFF, (timestamp + self.timestamp_shift) & 0xFFFFFFFF

    def _begin(self, sequence: int, timestamp: int, now: float) -> None:
        passed = 0 if self._last_time is None else max(1, round((now - self._last_time) * self._clock_rate))
        self._first = self._highest = sequence
        self._sequence_shift = self._last_sequence + 1 - sequence
        self.timestamp_shift = self._last_timestamp + passed - timestamp
        self._running = True


class PictureMap:
    """VP8's picture ids (15 bits) and base layer indices (8 bits) of one slot."""

    __slots__ = ("_last_picture", "_last_tl0", "_picture_shift", "_running", "_tl0_shift")

    def __init__(self, picture_id: int = 0, tl0: int = 0) -> None:
        self._last_picture = (picture_id - 1) & 0x7FFF
        self._last_tl0 = (tl0 - 1) & 0xFF
        self._picture_shift = self._tl0_shift = 0
        self._running = False

    def restart(self) -> None:
        """The next packet comes from another source."""
        self._running = False

    def map(self, picture_id: int, tl0: int) -> tuple[int, int]:
        """The viewer's picture id and base layer index."""
        if not self._running:
            self._picture_shift = self._last_picture + 1 - picture_id
            self._tl0_shift = self._last_tl0 + 1 - tl0
            self._running = True
        picture, layer = (picture_id + self._picture_shift) & 0x7FFF, (tl0 + self._tl0_shift) & 0xFF
        if ahead(picture, self._last_picture, 15) > 0:
            self._last_picture = picture
        if ahead(layer, self._last_tl0, 8) > 0:
            self._last_tl0 = layer
        return picture, layer
