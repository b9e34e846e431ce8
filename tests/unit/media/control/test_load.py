"""What a worker says of its load follows the last seconds alone."""

import pytest

from audiencia.media.control.capacity import MEASURED_PACKETS, NOT_MEASURED, Cost
from audiencia.media.control.load import COST_SECONDS, WINDOW_SECONDS, Load, Meter


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


class Running:
    """A worker that is asked each second."""

    def __init__(self) -> None:
        self.meter = Meter(0.0, 0.0)
        self.now, self.used, self.packets = 0.0, 0.0, 0

    def go(self, seconds: int, packets: int, busy: float) -> Cost:
        """So many packets a second for that share of the core; gives the cost after it."""
        for _ in range(seconds):
            self.now, self.used, self.packets = self.now + 1, self.used + busy / 100, self.packets + packets
            self.meter.note(self.now, self.used, self.packets)
        return self.meter.cost


def test_the_lowest_cost_of_a_packet_is_kept_while_handshakes_make_it_dear() -> None:
    worker = Running()
    assert worker.go(60, 12_000, 30) == Cost(12_000, 30)
    assert worker.go(60, 12_000, 70) == Cost(12_000, 30)
    assert worker.go(60, 18_000, 36) == Cost(18_000, 36)


def test_the_cost_of_a_packet_is_not_known_while_few_are_sent() -> None:
    worker = Running()
    assert worker.go(60, MEASURED_PACKETS - 1, 74) == NOT_MEASURED
    assert worker.go(60, 3_600, 60) == NOT_MEASURED
    assert worker.go(60, MEASURED_PACKETS, 40) == Cost(MEASURED_PACKETS, 40)


def test_a_cost_is_of_the_last_minutes() -> None:
    worker = Running()
    worker.go(60, 12_000, 30)
    worker.go(60, 12_000, 50)
    # A dearer one that lasts counts once the lower one is long past, and none once nothing is sent.
    assert worker.go(int(COST_SECONDS) - 70, 12_000, 60) == Cost(12_000, 30)
    assert worker.go(60, 12_000, 60).busy_pct > 30
    assert worker.go(60, 12_000, 60) == Cost(12_000, 60)
    assert worker.go(int(COST_SECONDS) + int(WINDOW_SECONDS), 0, 1) == NOT_MEASURED
