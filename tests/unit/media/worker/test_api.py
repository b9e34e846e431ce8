"""What a worker counts of itself."""

from audiencia.media.control.load import Meter
from audiencia.media.worker.api import Status


def test_the_longest_turn_is_between_ticks_of_a_worker_with_clients() -> None:
    status = Status("boot", 1, Meter(0.0, 0.0))
    status.ticked(5.0, True)
    status.ticked(6.0, False)
    assert status.longest_turn == 0.0
    status.ticked(6.25, False)
    status.ticked(6.375, True)
    status.ticked(9.0, True)
    assert status.longest_turn == 0.25
