"""Whether the database's clock goes on as time does. Pure; the clocks are arguments."""

from datetime import datetime

STEP_SECONDS = 60.0  # What a clock that follows a time server never jumps by.


class ClockWatch:
    """Holds the database's clock against one that nobody sets."""

    def __init__(self) -> None:
        self._offset: float | None = None

    def step(self, clock: datetime, ticks: float) -> float | None:
        """By how many seconds `clock` was set since it was looked at last; `None` while that is a minute or less. A step is seen
        again until it is `noted`. `ticks` are seconds of a clock that only ever goes on."""
        offset = clock.timestamp() - ticks
        if self._offset is not None and abs(offset - self._offset) > STEP_SECONDS:
            return offset - self._offset
        self._offset = offset
        return None

    def noted(self, step: float) -> None:
        """The clock is followed from there."""
        if self._offset is not None:
            self._offset += step
