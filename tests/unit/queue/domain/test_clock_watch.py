"""Which jump of the database's clock is one."""

from datetime import UTC, datetime, timedelta

import pytest

from audiencia.queue.domain.clock_watch import STEP_SECONDS, ClockWatch

NOON = datetime(2026, 12, 8, 18, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("step", [-3600.0, -STEP_SECONDS - 1, STEP_SECONDS + 1, 86_400.0])
def test_a_step_is_seen_until_it_is_noted_and_the_clock_is_followed_from_there(step: float) -> None:
    watch = ClockWatch()
    assert watch.step(NOON, 100) is None
    assert watch.step(later(5 + step), 105) == pytest.approx(step)
    assert watch.step(later(10 + step), 110) == pytest.approx(step)
    watch.noted(step)
    assert watch.step(later(15 + step), 115) is None
    assert watch.step(later(20), 120) == pytest.approx(-step)


@pytest.mark.parametrize("pause", [5, 600, 86_400])
def test_time_that_passed_is_no_step_nor_is_a_clock_that_is_corrected_slowly(pause: int) -> None:
    watch = ClockWatch()
    watch.step(NOON, 100)
    assert watch.step(later(pause), 100 + pause) is None
    assert watch.step(later(pause + 5 + STEP_SECONDS), 105 + pause) is None
    assert watch.step(later(pause + 10 + 2 * STEP_SECONDS), 110 + pause) is None
