"""How each client's line to the worker fares, over the last seconds: the words of both sides of the control plane. Pure.
Up is what the client sends and the worker counts itself (RFC 3550, 6.4.1 and A.8); down is what the worker sends and the
client's receiver reports tell. What was lost and then sent again counts as lost: it says how the line is, not what was seen."""

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from audiencia.media.packets.rtcp import ReportBlock

SECONDS = 5  # How far back the figures reach.
LEAST_PACKETS = 20  # Of fewer packets no share is told: one that is late would be five of a hundred.
MOST_BETWEEN = 20_000  # A larger step between two reports of one stream is another stream's beginning.


@dataclass(frozen=True, slots=True)
class LineQuality:
    """Shares from 0 to 1, milliseconds, kbit/s; None where nothing is known."""

    loss_up: float | None = None
    loss_down: float | None = None
    jitter_up: float | None = None
    jitter_down: float | None = None
    round_trip: float | None = None
    rate_up: float | None = None
    rate_down: float | None = None


def quality_from_json(body: object) -> LineQuality:
    """Reads what `quality_to_json` wrote. Raises `ValueError`."""
    names = {field.name for field in fields(LineQuality)}
    if not isinstance(body, dict) or set(body) != names:
        raise ValueError("a line's quality has these fields: " + ", ".join(sorted(names)))
    if not all(value is None or (type(value) in (int, float) and value >= 0) for value in body.values()):
        raise ValueError("figures of a line are numbers from 0")
    return LineQuality(**body)


def quality_to_json(quality: LineQuality) -> Mapping[str, Any]:
    """The form of it in reports."""
    return asdict(quality)


class Direction:
    """One direction, second by second."""

    __slots__ = ("_seconds", "jitter")

    def __init__(self) -> None:
        self._seconds: deque[tuple[int, int, int]] = deque(maxlen=SECONDS)
        self.jitter: float | None = None
        """Jitter of the voice stream in milliseconds; `None` without one."""

    def second(self, expected: int, lost: int, bitrate: int) -> None:
        """What the last second was like: packets that should have come, those that did not, bit/s."""
        self._seconds.append((expected, min(expected, max(0, lost)), bitrate))

    def loss(self) -> float | None:
        """The share that did not come; None of too few."""
        expected = sum(one[0] for one in self._seconds)
        return sum(one[1] for one in self._seconds) / expected if expected >= LEAST_PACKETS else None

    def rate(self) -> float | None:
        """Kbit/s on average."""
        return sum(one[2] for one in self._seconds) / len(self._seconds) / 1000 if self._seconds else None


class LineWatch:
    """Both directions of one client's line. `second` once a second while it takes part in a room, `heard` for each report."""

    __slots__ = ("_expected", "_known", "_lost", "down", "up")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing is shown or sent any more: what comes next is another call."""
        self.up, self.down = Direction(), Direction()
        self._known: dict[int, tuple[int, int]] = {}
        self._expected = self._lost = 0

    def heard(self, block: ReportBlock, clock_rate: int, *, is_voice: bool) -> None:
        """The client reported on one of the streams that it is sent."""
        before = self._known.get(block.ssrc)
        self._known[block.ssrc] = block.highest, block.lost
        if before is not None and 0 < block.highest - before[0] < MOST_BETWEEN:
            self._expected += block.highest - before[0]
            self._lost += max(0, block.lost - before[1])
        if is_voice or self.down.jitter is None:
            self.down.jitter = 1000 * block.jitter / clock_rate

    def second(self, expected: int, lost: int, sent_rate: int, received_rate: int) -> None:
        """A second is over: of the packets `expected` on the way up so many were `lost`; rates in bit/s, as the worker
        sends and receives."""
        self.up.second(expected, lost, received_rate)
        self.down.second(self._expected, self._lost, sent_rate)
        self._expected = self._lost = 0

    def quality(self, round_trip: float | None) -> LineQuality:
        """The figures now. `round_trip` in seconds."""
        up, down = self.up, self.down
        return LineQuality(
            loss_up=_rounded(up.loss(), 4), loss_down=_rounded(down.loss(), 4), jitter_up=_rounded(up.jitter, 1),
            jitter_down=_rounded(down.jitter, 1), round_trip=_rounded(None if round_trip is None else 1000 * round_trip, 1),
            rate_up=_rounded(up.rate(), 1), rate_down=_rounded(down.rate(), 1),
        )  # fmt: skip


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
