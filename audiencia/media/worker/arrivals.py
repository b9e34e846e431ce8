"""Counts what arrives of one stream, for reports to its sender (RFC 3550, A.3 and A.8). Pure; times in seconds."""

from audiencia.media.packets.rtcp import ReportBlock

PAUSE = 0.4  # Seconds without a packet after which a stream counts as having begun again.
SILENT = 3.0  # A stream that has sent nothing for longer is not reported on.


class Arrivals:
    """One incoming stream; `clock_rate` is the one of its timestamps.
    For a packet that is the `expected` one and comes without a pause the forwarder does what `add` would do, without the
    call: it moves `expected` and `latest` on, and now and then calls `measure`. All else is computed from these."""

    __slots__ = (
        "_clock_rate", "_expected_before", "_first", "_highest", "_jitter", "_received_before", "_report_time",
        "_report_token", "_timestamp", "_transit", "absent", "began", "expected", "latest", "lost_lately", "span",
    )  # fmt: skip

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self.reset()

    def reset(self) -> None:
        """The stream begins anew, with another SSRC."""
        self.expected = -1
        """The next sequence number; below 0 before the first packet."""
        self.latest = self.began = 0.0
        self.absent = self._first = self._highest = 0
        """`absent` counts the packets that did not come, less those that came twice."""
        self._timestamp = -1
        self._expected_before = self._received_before = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._report_token = 0
        self._report_time = 0.0
        self.span = self.lost_lately = 0
        """How many packets should have come between the last two reports, and how many of them did not."""

    @property
    def last_packet(self) -> float | None:
        """When the last packet arrived; None before the first."""
        return None if self.expected < 0 else self.latest

    @property
    def highest(self) -> int:
        """The highest sequence number that came, with its wraps."""
        self._highest += (self.expected - 1 - self._highest) & 0xFFFF
        return self._highest

    @property
    def received(self) -> int:
        """How many packets came."""
        return 0 if self.expected < 0 else self.highest - self._first + 1 - self.absent

    def add(self, sequence: int, timestamp: int, now: float) -> int:
        """A packet arrived. Gives how far its number lies ahead of the highest one: 1 for the next, below 1 for a late one."""
        if self.expected < 0:
            self._first = sequence
            self._highest = sequence - 1
            self.expected = sequence
            self.began = now
        elif now - self.latest > PAUSE:
            self.began = now
        step = (sequence - self.highest) & 0xFFFF
        if step < 0x8000:
            self._highest += step
            self.absent += step - 1
            self.expected = (sequence + 1) & 0xFFFF
        else:
            step -= 0x10000
            self.absent -= 1
        self.latest = now
        self.measure(timestamp, now)
        return step

    def measure(self, timestamp: int, now: float) -> None:
        """Measures the jitter by a packet; some of them are enough."""
        transit = now * self._clock_rate - timestamp
        if self._transit is not None and timestamp != self._timestamp:
            # The timestamp wraps and jumps when a camera opens again; such a step is not jitter.
            change = abs(transit - self._transit)
            if change < self._clock_rate:
                self._jitter += (change - self._jitter) / 16
        if timestamp != self._timestamp:
            # Of a frame the first packet counts: the others wait for their turn in the sender.
            self._timestamp, self._transit = timestamp, transit

    @property
    def jitter(self) -> float:
        """In milliseconds."""
        return 1000 * self._jitter / self._clock_rate

    def sender_report(self, ntp: int, now: float) -> None:
        """A sender report arrived; the next receiver report refers to it, by which the sender learns the round trip."""
        self._report_token = (ntp >> 16) & 0xFFFFFFFF
        self._report_time = now

    def report(self, ssrc: int, now: float) -> ReportBlock | None:
        """The report since the last one; None when the stream is silent."""
        self.span = self.lost_lately = 0
        if self.last_packet is None or now - self.last_packet > SILENT:
            return None
        expected = self.highest - self._first + 1
        span = expected - self._expected_before
        lost_now = span - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        self.span, self.lost_lately = span, lost_now
        fraction = min(255, (lost_now << 8) // span) if span > 0 and lost_now > 0 else 0
        since = int((now - self._report_time) * 65536) if self._report_token else 0
        lost = max(-0x800000, min(0x7FFFFF, expected - self.received))
        return ReportBlock(ssrc, fraction, lost, self.highest & 0xFFFFFFFF, int(self._jitter) & 0xFFFFFFFF,
                           self._report_token, since & 0xFFFFFFFF)  # fmt: skip
