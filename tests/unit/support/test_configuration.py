"""A configuration whose jornada begins in no run of the tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiencia.settings.config import load_municipality
from tests.support.configuration import configured, days_away

MOMENTS = [datetime(2026, 12, day, hour, 50, tzinfo=UTC) for day, hour in ((1, 5), (1, 14), (2, 5), (3, 14), (6, 14))]
"""Before a Tuesday begins in Mexico, before its lobby opens (15:00 UTC), before it ends, and on other weekdays."""


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_no_jornada_begins_within_two_days(tmp_path: Path, now: datetime) -> None:
    changed = load_municipality(days_away(tmp_path / "config", now))
    day, hours = next(changed.audiences_from(changed.day_of(now)))
    assert datetime.combine(day, hours.lobby, changed.zone) - now > timedelta(days=2)


def test_the_configured_one_begins_on_a_tuesday_at_fifteen_hours() -> None:
    usual, now = configured(), datetime(2026, 12, 1, 14, 50, tzinfo=UTC)
    day, hours = next(usual.audiences_from(usual.day_of(now)))
    assert datetime.combine(day, hours.lobby, usual.zone) - now == timedelta(minutes=10)
