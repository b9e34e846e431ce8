"""Counts what arrives of one stream, for reports to its sender (RFC 3550, A.3 and A.8). Pure; times in seconds."""

from audiencia.media.rtcp import ReportBlock

PAUSE = 0.4
"""Seconds without a packet after which a stream counts as having begun again."""
SILENT = 3.0
"""A stream that has sent nothing for longer is not reported on."""


class Arrivals:
    """One incoming stream; `clock_rate` is the one of its timestamps."""

    __slots__ = (
        "_clock_rate", "_expected_before", "_first", "_jitter", "_received", "_received_before", "_report_time",
        "_report_token", "_timestamp", "_transit", "began", "highest", "last_packet",
    )  # fmt: skip

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self.reset()

    def reset(self) -> None:
        """The stream begins anew, with another SSRC."""
        self.last_packet: float | None = None
        self.began = 0.0
        self._first = self.highest = self._received = 0
        """`highest` is the highest sequence number that came, with its wraps."""
        self._timestamp = -1
        self._expected_before = self._received_before = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._report_token = 0
        self._report_time = 0.0

    def add(self, sequence: int, timestamp: int, now: float) -> int:
        """A packet arrived. Gives how far its number lies ahead of the highest one: 1 for the next, below 1 for a late one."""
        last = self.last_packet
        if last is None:
            self._first = sequence
            self.highest = sequence - 1
        step = (sequence - self.highest) & 0xFFFF
        if step < 0x8000:
            self.highest += step
        else:
            step -= 0x10000
        if last is None or now - last > PAUSE:
            self.began = now
        self._received += 1
        self.last_packet = now
        if timestamp != self._timestamp:
            self._timestamp = timestamp
            self._measure(now * self._clock_rate - timestamp)
        return step

    def _measure(self, transit: float) -> None:
        """The jitter, from the first packet of each frame: the others wait for their turn in the sender."""
        if self._transit is not None:
            # The timestamp wraps and jumps when a camera opens again; such a step is not jitter.
            change = abs(transit - self._transit)
            if change < self._clock_rate:
                self._jitter += (change - self._jitter) / 16
        self._transit = transit

    def sender_report(self, ntp: int, now: float) -> None:
        """A sender report arrived; the next receiver report refers to it, by which the sender learns the round trip."""
        self._report_token = (ntp >> 16) & 0xFFFFFFFF
        self._report_time = now

    def report(self, ssrc: int, now: float) -> ReportBlock | None:
        """The report since the last one; None when the stream is silent."""
        if self.last_packet is None or now - self.last_packet > SILENT:
            return None
        expected = self.highest - self._first + 1
        span = expected - self._expected_before
        lost_now = span - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        fraction = min(255, (lost_now << 8) // span) if span > 0 and lost_now > 0 else 0
        since = int((now - self._report_time) * 65536) if self._report_token else 0
        lost = max(-0x800000, min(0x7FFFFF, expected - self._received))
        return ReportBlock(ssrc, fraction, lost, self.highest & 0xFFFFFFFF, int(self._jitter) & 0xFFFFFFFF,
                           self._report_token, since & 0xFFFFFFFF)  # fmt: skip
