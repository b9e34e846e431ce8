"""Keeps the numbers of a slot continuous while its sources come and go. Pure; times are in seconds.
A viewer's decoder sees one stream for the whole stay. When another source takes the slot, the sequence goes on by one,
the timestamp advances by the time that passed, and picture ids go on by one (RFC 3550, 5.1; RFC 7741, 4.2)."""

LEAD = 0.25  # Seconds: more is another clock's speed, and no delay.


def ahead(number: int, of: int, bits: int) -> int:
    """How far `number` lies ahead of `of` in a counter of that many bits; negative when it is behind."""
    size = 1 << bits
    distance = (number - of) % size
    return distance - size if distance >= size // 2 else distance


class NumberMap:
    """Sequence numbers and timestamps of one slot. Begin below 32768: an early wrap confuses SRTP receivers.
    For a packet that is the `expected` one the forwarder does what `map` would do, without the call: it adds the shifts and
    moves `expected`, `timestamp` and `time` on."""

    __slots__ = (
        "_before", "_clock_rate", "_first", "_first_time", "_first_timestamp", "_highest", "_last_sequence", "_last_time",
        "_last_timestamp", "absent", "expected", "sequence_shift", "time", "timestamp", "timestamp_shift",
    )  # fmt: skip

    def __init__(self, clock_rate: int, sequence: int, timestamp: int) -> None:
        self._clock_rate = clock_rate
        self._last_sequence = (sequence - 1) & 0xFFFF
        self._last_timestamp = timestamp
        self._last_time: float | None = None
        self._first_timestamp, self._first_time = 0, 0.0
        self._first = self._highest = self._before = self.sequence_shift = self.timestamp_shift = 0
        self.absent = 0
        """Numbers of the present source that were not passed on."""
        self.expected = -1
        """The source's next sequence number; below 0 before its first packet."""
        self.timestamp = 0
        """The source's timestamp of the latest packet, which arrived at `time`."""
        self.time = 0.0

    @property
    def running(self) -> bool:
        """Whether the present source has sent its first packet; the shifts mean something only then."""
        return self.expected >= 0

    @property
    def passed(self) -> int:
        """How many packets were passed on, of all sources."""
        if self.expected < 0:
            return self._before
        return self._before + self._catch_up() - self._first + 1 - self.absent

    def restart(self) -> None:
        """The next packet comes from another source, or from the same one after a break."""
        if self.expected >= 0:
            self._before = self.passed
            self._last_sequence = (self.expected - 1 + self.sequence_shift) & 0xFFFF
            self._last_timestamp = (self.timestamp + self.timestamp_shift) & 0xFFFFFFFF
            # A first frame takes longer than those after it: its encoder begins. Theirs are ahead of the clock by so much, and
            # would be by as much again with each source; the viewer's decoder would hold back every picture for the sum.
            lead = ahead(self.timestamp, self._first_timestamp, 32) / self._clock_rate - (self.time - self._first_time)
            self._last_time = self.time + max(-LEAD, min(LEAD, lead))
        self.expected = -1

    def map(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The viewer's sequence number and timestamp; None for a packet older than the first one passed on.
        Such a packet would get a number that the previous source has used already."""
        if self.expected < 0:
            self._begin(sequence, timestamp, now)
        highest = self._catch_up()
        step = (sequence - highest) & 0xFFFF
        if step < 0x8000:
            self._highest = highest + step
            self.absent += step - 1
            self.expected = (sequence + 1) & 0xFFFF
            self.timestamp, self.time = timestamp, now
        elif highest + step - 0x10000 < self._first:
            return None
        else:
            self.absent -= 1
        return self.as_before(sequence, timestamp)

    def source_of(self, sequence: int) -> int | None:
        """The present source's number of the packet that was passed on as `sequence`.
        None for whatever was not passed on from the present source since it took the slot: a viewer may ask for a number
        of the source before, or for one that is still to come."""
        if self.expected < 0:
            return None
        highest = self._catch_up()
        extended = highest + ahead(sequence, (highest + self.sequence_shift) & 0xFFFF, 16)
        return extended & 0xFFFF if self._first <= extended <= highest else None

    def as_before(self, sequence: int, timestamp: int) -> tuple[int, int]:
        """Maps a packet of the present source as `map` did."""
        return (sequence + self.sequence_shift) & 0xFFFF, (timestamp + self.timestamp_shift) & 0xFFFFFFFF

    def _catch_up(self) -> int:
        """The highest number with its wraps. `expected` alone moves with each packet."""
        self._highest += (self.expected - 1 - self._highest) & 0xFFFF
        return self._highest

    def _begin(self, sequence: int, timestamp: int, now: float) -> None:
        passed = 0 if self._last_time is None else max(1, round((now - self._last_time) * self._clock_rate))
        # `map` goes on by one from here.
        self._first, self._highest, self.absent = sequence, sequence - 1, 0
        self.sequence_shift = self._last_sequence + 1 - sequence
        self.timestamp_shift = self._last_timestamp + passed - timestamp
        self._first_timestamp, self._first_time = timestamp, now
        self.expected = sequence


class PictureMap:
    """VP8's picture ids (15 bits) and base layer indices (8 bits) of one slot."""

    __slots__ = ("_last_picture", "_last_tl0", "_running", "_tl0_shift", "shift")

    def __init__(self, picture_id: int = 0, tl0: int = 0) -> None:
        self._last_picture = (picture_id - 1) & 0x7FFF
        self._last_tl0 = (tl0 - 1) & 0xFF
        self._tl0_shift = 0
        self._running = False
        self.shift = 0
        """How far the viewer's picture ids are ahead of the present source's, once `map` has seen one of them."""

    def restart(self) -> None:
        """The next packet comes from another source."""
        self._running = False

    def map(self, picture_id: int, tl0: int) -> tuple[int, int]:
        """The viewer's picture id and base layer index."""
        if not self._running:
            self.shift = self._last_picture + 1 - picture_id
            self._tl0_shift = self._last_tl0 + 1 - tl0
            self._running = True
        picture, layer = (picture_id + self.shift) & 0x7FFF, (tl0 + self._tl0_shift) & 0xFF
        if ahead(picture, self._last_picture, 15) > 0:
            self._last_picture = picture
        if ahead(layer, self._last_tl0, 8) > 0:
            self._last_tl0 = layer
        return picture, layer
