"""Pauses after wrong guesses grow from seconds to a quarter of an hour."""

from audiencia.privacy.attempts import FREE, FREE_IN_ALL, pause_after


def test_the_first_ones_are_free_and_then_each_pause_is_twice_as_long() -> None:
    assert [pause_after(wrong, FREE) for wrong in range(FREE)] == [None] * FREE
    pauses = [pause_after(FREE + more, FREE) for more in range(9)]
    assert [pause and pause.seconds for pause in pauses] == [15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_however_many_there_were() -> None:
    longest = pause_after(10**6, FREE_IN_ALL)
    assert longest is not None and longest.seconds == 900
