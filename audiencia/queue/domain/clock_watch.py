"""Whether the database's clock goes on as time does. Pure; the clocks are arguments."""

from datetime import datetime

STEP_SECONDS = 60.0  # What a clock that follows a time server never jumps by.


class ClockWatch:
    """Holds the database's clock against one that nobody sets."""

    def __init__(self) -> None:
        self._offset: float | None = None

    def step(self, clock: datetime, ticks: float) -> float | None:
        """By how many seconds `clock` was set since it was looked at last; `None` while that is a minute or less. `ticks` are
        seconds of a clock that only ever goes on."""
        offset = clock.timestamp() - ticks
        before, self._offset = self._offset, offset
        if before is None or abs(offset - before) <= STEP_SECONDS:
            return None
        return offset - before
