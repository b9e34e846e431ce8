"""Datagrams that come often but few at a time gather for a moment; nobody waits long, and a single call not at all."""

import pytest

from audiencia.media.worker.gathering import FEW, METERED_SECONDS, MOST_SECONDS, OFTEN, Gathering


def after(rate: float, taken: int, copies: int = 1) -> float:
    """The pause after so many of a steady rate, each of which goes to so many."""
    gathering, step = Gathering(), METERED_SECONDS * 1.01
    for turn in range(3):
        gathering.pause(round(rate * step), round(copies * rate * step) * (turn + 1), (turn + 1) * step)
    return gathering.pause(taken, round(copies * rate * step) * 3, 4 * METERED_SECONDS)


@pytest.mark.parametrize(("rate", "taken", "pause"), [
    (300, 1, 0), (OFTEN * 0.9, 1, 0), (3_000, 3, MOST_SECONDS), (15_000, 3, FEW / 15_000), (15_000, FEW, 0),
    (60_000, 64, 0),
])  # fmt: skip
def test_the_pause_is_the_time_in_which_a_few_come(rate: float, taken: int, pause: float) -> None:
    assert after(rate, taken) == pytest.approx(pause, rel=0.02)


@pytest.mark.parametrize(("people", "pause"), [(2, 0), (3, 0), (4, MOST_SECONDS), (6, MOST_SECONDS)])
def test_what_is_sent_counts_in_a_call_of_several(people: int, pause: float) -> None:
    assert after(150 * people, 1, people - 1) == pause


def test_after_a_silence_nothing_waits() -> None:
    gathering = Gathering()
    for turn in range(3):
        gathering.pause(1_000, 1_000 * turn, turn * 0.11)
    assert gathering.pause(1, 2_001, 5.0) == 0


def test_what_is_sent_by_itself_lets_nothing_wait() -> None:
    gathering = Gathering()
    gathering.pause(0, 0, 1.0)
    assert gathering.pause(0, 5_000, 2.0) == 0
