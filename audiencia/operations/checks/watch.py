"""What a web node finds out by itself each minute, for `/salud` and the metrics: what somebody must mend who is not there."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence

from prometheus_client import Gauge

from audiencia.core import metrics
from audiencia.notifications.kinds import CHANNELS
from audiencia.operations.checks.result import Check, State

SECONDS = 60.0
ORDER = tuple(State)
MEASURED: Mapping[str, Gauge] = {
    "backup": metrics.backup_age_seconds,
    "certificate": metrics.certificate_seconds,
    "clock": metrics.clock_offset_seconds,
    **{channel: metrics.notices_late.labels(channel) for channel in CHANNELS},
}
"""Gauges of what is measured, by the code of the check."""


class Watch:
    """`found`: of the last turn. What could not be asked then is in neither it nor the metrics."""

    def __init__(self, examine: Callable[[], Awaitable[Sequence[Check]]]) -> None:
        self._examine = examine
        self.found: Sequence[Check] = ()

    async def turn(self) -> None:
        """Looks, and sets the metrics."""
        found = await self._examine()
        for gone in {one.code for one in self.found} - {one.code for one in found}:
            metrics.check_state.remove(gone)
        self.found = found
        values = {one.code: one.value for one in found}
        for one in found:
            metrics.check_state.labels(one.code).set(ORDER.index(one.state))
        for code, gauge in MEASURED.items():
            value = values.get(code)
            gauge.set(math.nan if value is None else value)
