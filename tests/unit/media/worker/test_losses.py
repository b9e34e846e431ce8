"""What is missing is asked for when it is late, a round trip apart, and given up after some times."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.worker.losses import ASKED_LEAST, PICTURE, ROUND_SECONDS, SOUND, Losses, asked_at_most

sequence = st.integers(0, 0xFFFF)


@given(sequence)
def test_a_packet_that_is_only_overtaken_is_not_asked_for(number: int) -> None:
    losses = Losses()
    assert losses.gap(number, 1, 10.0)
    assert losses.overdue((number + 1) & 0xFFFF, 10.0) == []
    assert losses.overdue((number + 1) & 0xFFFF, 10.0 + 0.9 * PICTURE.late) == []
    assert losses.came(number)
    assert not losses.came(number)
    assert not losses
    assert losses.overdue((number + 9) & 0xFFFF, 11.0) == []


@given(sequence)
def test_two_packets_late_or_twenty_milliseconds(number: int) -> None:
    by_packets, by_time = Losses(), Losses()
    for losses in (by_packets, by_time):
        losses.gap(number, 1, 10.0)
    assert by_packets.overdue((number + 2) & 0xFFFF, 10.001) == [number]
    assert by_time.overdue((number + 1) & 0xFFFF, 10.0 + 1.01 * PICTURE.late) == [number]
    assert by_time.overdue((number + 1) & 0xFFFF, 20.0) == []


@given(sequence, st.floats(0.001, 0.5))
def test_asked_again_a_round_trip_later_then_given_up(number: int, round_trip: float) -> None:
    losses, now, asked = Losses(), 50.0, []
    losses.gap(number, 1, now)
    while losses:
        now += 0.001
        if losses.overdue((number + 40) & 0xFFFF, now) + losses.again(now, round_trip):
            asked.append(now)
    assert len(asked) == PICTURE.tries
    assert losses.given_up == 1
    apart = max(ROUND_SECONDS, round_trip)
    assert all(apart - 1e-6 <= later - earlier <= apart + 0.0021 for earlier, later in pairwise(asked))


@given(sequence)
def test_what_came_late_is_not_asked_for_again(number: int) -> None:
    losses = Losses()
    losses.gap(number, 2, 10.0)
    assert losses.overdue((number + 5) & 0xFFFF, 10.0) == [number, (number + 1) & 0xFFFF]
    assert losses.came(number)
    assert losses.again(11.0, 0.1) == [(number + 1) & 0xFFFF]


@given(sequence, st.integers(1, 2 * PICTURE.most), st.integers(1, 2 * PICTURE.most))
def test_what_is_too_much_is_not_repaired(first: int, one: int, other: int) -> None:
    losses = Losses()
    fits = losses.gap(first, one, 0.0)
    assert fits == (one <= PICTURE.most)
    both = losses.gap(first + one, other, 0.0)
    assert both == ((one if fits else 0) + other <= PICTURE.most)
    assert len(losses.late) <= PICTURE.most
    assert all(0 <= number <= 0xFFFF for number in losses.late)


@given(sequence)
def test_sound_is_missed_at_once_and_given_up_sooner(number: int) -> None:
    losses, asked = Losses(SOUND), 0
    assert losses.gap(number, 1, 10.0)
    assert losses.overdue((number + 1) & 0xFFFF, 10.0) == [number]
    for step in range(1, 100):
        asked += len(losses.again(10.0 + 0.1 * step, 0.05))
    assert asked == SOUND.tries - 1
    assert not losses.gap(number, SOUND.most + 1, 30.0)


def test_no_more_is_asked_for_than_the_line_carries_beside_the_voice() -> None:
    assert asked_at_most(0) == ASKED_LEAST
    assert asked_at_most(300_000) == 11
    losses = Losses()
    losses.gap(100, 20, 10.0)
    first = losses.overdue(200, 10.1, 3)
    assert first == [100, 101, 102]
    # What is not asked for yet waits for its turn, and what was, for an answer: a try that was not made is not counted.
    assert losses.again(10.2, 0.05, 0) == []
    assert losses.overdue(200, 10.2, 2) == [103, 104]
    assert losses.again(10.2, 0.05, 2) == [100, 101]
    assert losses.asked[102][1] == 1
