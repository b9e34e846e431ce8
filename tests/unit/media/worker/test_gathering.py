"""Datagrams that come often but few at a time gather for a moment; nobody waits long, and a single call not at all."""

import pytest

from audiencia.media.worker.gathering import FEW, METERED_SECONDS, MOST_SECONDS, OFTEN, Gathering


def after(rate: float, taken: int) -> float:
    """The pause after so many of a steady rate."""
    gathering = Gathering()
    for turn in range(3):
        gathering.pause(round(rate * METERED_SECONDS * 1.01), turn * METERED_SECONDS * 1.01)
    return gathering.pause(taken, 3 * METERED_SECONDS)


@pytest.mark.parametrize(("rate", "taken", "pause"), [
    (300, 1, 0), (OFTEN * 0.9, 1, 0), (3_000, 3, MOST_SECONDS), (15_000, 3, FEW / 15_000), (15_000, FEW, 0),
    (60_000, 64, 0),
])  # fmt: skip
def test_the_pause_is_the_time_in_which_a_few_come(rate: float, taken: int, pause: float) -> None:
    assert after(rate, taken) == pytest.approx(pause, rel=0.02)


def test_after_a_silence_nothing_waits() -> None:
    gathering = Gathering()
    for turn in range(3):
        gathering.pause(1_000, turn * 0.11)
    assert gathering.pause(1, 5.0) == 0
