"""Ties sound and picture together while their sources change (RFC 3550, 6.4.1). Pure; times in seconds.
A sender report says which timestamp a stream had at which moment of its sender's clock. A viewer plays sound and picture
of one slot in step by such reports alone. They are passed on with the slot's timestamps, and with the sender's clock
moved to ours, by one amount for all that this sender sends. When a source takes a slot, a report is made at once from
the last one of that source: otherwise its first seconds would be played by the clock of the one before."""

from audiencia.media.packets.seqmap import ahead

NTP_SECOND = 1 << 32
NTP_EPOCH = 2_208_988_800  # Seconds from 1900 to 1970.
OFF = 0.2
"""Seconds by which a packet may be late by its sender's clock: more than from its capture to us on most lines. On a worse one
a viewer goes by the reports that it has, until the sender's next one."""


def ntp_of(unix: float) -> int:
    """Unix time as 32.32 bits from 1900."""
    return int((unix + NTP_EPOCH) * NTP_SECOND)


class SenderClock:
    """Which timestamp a stream has at which moment of its sender's clock."""

    __slots__ = ("_clock_rate", "_known")

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._known: tuple[int, int, float] | None = None

    def forget(self) -> None:
        """The stream begins anew, with other timestamps."""
        self._known = None

    def note(self, ntp: int, timestamp: int, now: float) -> None:
        """A sender report arrived."""
        self._known = (ntp, timestamp, now)

    def compare(self, timestamp: int, now: float) -> None:
        """A packet came after a pause, or is the first that a slot shows. Browsers do not count the time in which nobody spoke: a
        report from before it is off by that time, and viewers would hold pictures back to wait for the sound."""
        known = self.at(now)
        if known is not None and abs(ahead(timestamp, known[1], 32)) > OFF * self._clock_rate:
            self.forget()

    def at(self, now: float) -> tuple[int, int] | None:
        """The sender's clock and the stream's timestamp now; None before the first report."""
        if self._known is None:
            return None
        ntp, timestamp, then = self._known
        passed = now - then
        return ntp + int(passed * NTP_SECOND), (timestamp + round(passed * self._clock_rate)) & 0xFFFFFFFF


class RoundTrip:
    """The round trip to a viewer, from its reports on what we send (RFC 3550, A.8)."""

    __slots__ = ("_sent", "measured", "seconds")

    FIRST_GUESS = 0.1
    KEPT = 8

    def __init__(self) -> None:
        self.seconds = self.FIRST_GUESS
        self.measured = False
        """Whether `seconds` is more than a guess."""
        self._sent: dict[int, float] = {}

    def sent(self, ntp: int, now: float) -> None:
        """A sender report went out."""
        self._sent[ntp >> 16 & 0xFFFFFFFF] = now
        if len(self._sent) > self.KEPT:
            del self._sent[next(iter(self._sent))]

    def heard(self, last_report: int, delay: int, now: float) -> None:
        """A report came back that names ours, and for how long (in 1/65536 s) it had been there."""
        then = self._sent.get(last_report)
        if then is not None:
            measured = min(5.0, max(0.0, now - then - delay / 65536))
            self.seconds += (measured - self.seconds) / 2
            self.measured = True
