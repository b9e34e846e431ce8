"""When the backup of a night is due."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from audiencia.operations.backup.nightly import due

ZONE = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Three in the morning there."""
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "last", "tried", "wanted"),
    [
        (NOW, None, None, True),
        (NOW, NOW - 24 * HOURS, None, True),
        (NOW, NOW - 0.4 * HOURS, None, False),
        (NOW - HOURS, NOW - 24 * HOURS, None, False),
        (NOW + 20 * HOURS, NOW - 24 * HOURS, NOW, True),
        (NOW, NOW - 24 * HOURS, NOW - 0.3 * HOURS, False),
    ],
    ids=["the first", "after the hour", "taken since", "before the hour", "missed while it was off", "failed just now"],
)
def test_due(now: datetime, last: datetime | None, tried: datetime | None, wanted: bool) -> None:
    assert due(now, last, tried, time(2, 30), ZONE) is wanted
