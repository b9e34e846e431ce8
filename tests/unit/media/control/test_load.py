"""What a worker says of its load follows the last seconds alone."""

import pytest

from audiencia.media.control.load import WINDOW_SECONDS, Load, Meter


def test_before_anything_was_measured_there_is_no_rate() -> None:
    assert Meter(10.0, 3.0).load(2) == Load(2)


def test_rates_are_of_the_last_seconds() -> None:
    meter = Meter(0.0, 0.0)
    for second in range(1, 11):
        meter.note(float(second), 0.5 * second, 1000 * second)
    assert meter.load(4) == Load(4, 1000, 50)
    # Idle from now on: after a window nothing of the load before is left.
    for second in range(11, 11 + int(WINDOW_SECONDS) + 1):
        meter.note(float(second), 5.0, 10_000)
    assert meter.load(0) == Load()


@pytest.mark.parametrize(("used", "busy"), [(0.2, 20), (0.756, 76), (1.4, 100)])
def test_of_a_core_no_more_than_all_is_used(used: float, busy: int) -> None:
    meter = Meter(0.0, 0.0)
    meter.note(1.0, used, 0)
    assert meter.load(0).busy_pct == busy
