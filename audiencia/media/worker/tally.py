"""The figures of a line over a whole call, as they are kept: median, 95th percentile, highest. Pure."""

from collections.abc import Sequence
from dataclasses import fields

from audiencia.media.worker.line_quality import LineQuality

MOST = 720
"""Looks that are held: an hour of them. Of a longer call every second one is let go, and from then on half as many are taken."""
NAMES = tuple(field.name for field in fields(LineQuality))
Summary = tuple[float, float, float]


class Tally:
    """One participant's line in one call."""

    def __init__(self) -> None:
        self.looks = 0
        self._every = 1
        self._kept: list[LineQuality] = []

    def add(self, quality: LineQuality) -> None:
        """One look more."""
        self.looks += 1
        if self.looks % self._every:
            return
        self._kept.append(quality)
        if len(self._kept) >= MOST:
            self._kept, self._every = self._kept[1::2], 2 * self._every

    def summary(self) -> dict[str, Summary | None]:
        """For each figure its summary; None where it was never known."""
        return {name: summary([getattr(one, name) for one in self._kept]) for name in NAMES}


def summary(values: Sequence[float | None]) -> Summary | None:
    """Median, 95th percentile (the nearest rank) and highest of those that are known."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return known[(len(known) - 1) // 2], known[-(-95 * len(known) // 100) - 1], known[-1]
