"""The line played forward: exact where nothing is left to chance, and beside closed forms where something is."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, inf, isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.queue.domain import wait
from audiencia.queue.domain.handling import Draws, Law, Observations, Prior, begin, draw, learn
from audiencia.queue.domain.wait import (
    Estimate,
    Forecast,
    Given,
    QueueNow,
    Range,
    RoomNow,
    Waiting,
    draws_for,
    estimate,
    forecast,
    score,
    shown,
)

FREE = RoomNow("free")
MANY = 20_000
POSTERIOR = begin(Prior())


def certain(handle: float = 600.0, gap: float = 0.0, wrap_up: float = 60.0, no_show: float = 0.0, leaving: float = 0.0,
            draws: int = 1) -> Draws:  # fmt: skip
    """Futures in which every duration is known; a gap of 0 means none."""

    def law(seconds: float) -> Law:
        return Law(np.full(draws, np.log(seconds) if seconds else -inf), np.zeros(draws))

    return Draws(law(handle), law(wrap_up), law(gap), np.full(draws, no_show), np.full(draws, leaving))


def play(waiting: Sequence[Waiting] | int, *rooms: RoomNow, draws: Draws | None = None, **line: float) -> Forecast:
    """The forecast of a line; a number stands for so many ordinary people."""
    people = [Waiting()] * waiting if isinstance(waiting, int) else waiting
    found = forecast(QueueNow(people, rooms or [FREE], **line), draws or certain(), np.random.default_rng(1))
    assert found is not None
    return found


def calls(found: Forecast) -> list[float]:
    """When each is called, and one who joins now last; for certain futures."""
    return [round(one.p50_s, 2) for one in (*found.waiting, found.joiner)]


def test_a_free_room_calls_at_once() -> None:
    found = play(0)
    assert calls(found) == [0]
    assert found.waiting == ()
    assert (found.line_done_p80_s, found.joiner_done_p80_s) == pytest.approx((0, 600))


def test_one_room_takes_the_line_one_after_the_other() -> None:
    found = play(3, draws=certain(gap=10))
    assert calls(found) == [10, 620, 1230, 1840]
    assert (found.line_done_p80_s, found.joiner_done_p80_s) == pytest.approx((1830, 2440))


def test_each_is_called_by_the_room_that_is_free_first() -> None:
    rooms = [RoomNow("talking", 500), FREE, RoomNow("talking", 350)]
    assert calls(play(4, *rooms)) == [0, 100, 250, 600, 700]
    assert play(2, *rooms).line_done_p80_s == pytest.approx(700)
    assert play(0, *rooms).line_done_p80_s == pytest.approx(250)


@pytest.mark.parametrize(
    ("room", "free_in"),
    [
        (FREE, 0),
        (RoomNow("talking"), 600),
        (RoomNow("talking", 200), 400),
        (RoomNow("talking", 4000), 0),
        (RoomNow("wrapping_up", 20), 40),
        (RoomNow("calling", 5), 615),
        (RoomNow("calling", 60), 600),
    ],
)
def test_what_a_room_does_says_when_it_calls_again(room: RoomNow, free_in: float) -> None:
    found = play(1, room, draws=certain(gap=20))
    assert calls(found) == [free_in + 20, free_in + 640]
    assert play(0, room, draws=certain(gap=20)).line_done_p80_s == pytest.approx(free_in, abs=1e-3)


@pytest.mark.parametrize(("rings_since", "free_in"), [(5, 85), (90, 0), (200, 0)])
def test_a_call_without_answer_ends_with_the_window(rings_since: float, free_in: float) -> None:
    assert calls(play(0, RoomNow("calling", rings_since), draws=certain(gap=20, no_show=1))) == [free_in + 20]


def test_people_who_do_not_answer_take_a_room_for_the_window() -> None:
    found = play(3, draws=certain(gap=10, no_show=1))
    assert calls(found) == [10, 100, 190, 280]
    assert (found.line_done_p80_s, found.joiner_done_p80_s) == pytest.approx((270, 880))
    assert calls(play(1, draws=certain(no_show=1), answer_window_s=40)) == [0, 40]


@pytest.mark.parametrize("promised", [300.0, 0.0, -500.0])
def test_a_break_ends_a_little_later_than_promised(promised: float) -> None:
    back = max(promised, 0)
    found = play(0, RoomNow("on_break", promised), draws=certain(draws=10 * MANY)).joiner
    # An exponential delay of 120 s on average: its marks are -120 log(share left).
    assert (found.p10_s - back, found.p50_s - back, found.p90_s - back) == pytest.approx(
        (12.643, 83.178, 276.31), rel=0.006
    )
    assert play(0, RoomNow("on_break", promised)).line_done_p80_s == 0


@pytest.mark.parametrize(
    "rooms",
    [
        (),
        [RoomNow("away")],
        [RoomNow("talking", 60, draining=True)],
        [RoomNow("free", draining=True), RoomNow("away", 60)],
    ],
)
def test_no_room_no_estimate(rooms: Sequence[RoomNow]) -> None:
    line = QueueNow([Waiting()], rooms)
    assert forecast(line, certain(), np.random.default_rng(1)) is None
    assert estimate(line, POSTERIOR, np.random.default_rng(1)) is None


def test_who_is_away_or_drains_takes_nobody_but_whom_it_has_is_finished() -> None:
    found = play(1, RoomNow("away"), FREE, RoomNow("talking", 550, draining=True))
    assert calls(found) == [0, 600]
    assert found.line_done_p80_s == pytest.approx(600)
    long = RoomNow("wrapping_up", 0, draining=True)
    assert play(1, long, FREE, draws=certain(wrap_up=5000)).line_done_p80_s == pytest.approx(5000)


def test_nobody_is_called_before_the_opening() -> None:
    assert calls(play(2, FREE, RoomNow("talking", 0), opens_in_s=500)) == [500, 600, 1100]


def test_who_postponed_is_called_in_the_own_place_from_then_on() -> None:
    now = Waiting()
    assert calls(play([Waiting(not_before_s=500), now, now])) == [600, 0, 1200, 1800]
    assert calls(play([Waiting(not_before_s=600), now, now])) == [600, 0, 1200, 1800]
    assert calls(play([Waiting(not_before_s=601), now, now])) == [1200, 0, 600, 1800]
    assert calls(play([now, Waiting(not_before_s=1), now, Waiting(not_before_s=700)])) == [0, 600, 1200, 1800, 2400]


def test_a_room_waits_for_those_who_come_later_when_nobody_else_is_left() -> None:
    later = [Waiting(not_before_s=3000), Waiting(not_before_s=1000), Waiting(not_before_s=3000), Waiting()]
    found = play(later, draws=certain(gap=10))
    assert calls(found) == [3010, 1010, 3620, 10, 620]  # one who joins now finds the room free in between
    assert found.line_done_p80_s == pytest.approx(4220)
    assert calls(play([Waiting(not_before_s=1)], FREE, FREE)) == [1, 0]
    gone = play([Waiting(not_before_s=100), Waiting(not_before_s=200)], draws=certain(leaving=1e3))
    assert calls(gone) == [100, 200, 0]
    assert gone.line_done_p80_s == 0


def test_one_who_joins_now_comes_after_those_whose_time_has_come() -> None:
    assert calls(play([Waiting(not_before_s=500)], RoomNow("talking", 0))) == [600, 1200]


def test_who_leaves_takes_no_room_unless_they_cannot_leave() -> None:
    impatient = certain(gap=10, leaving=1e6)
    found = play([Waiting(), Waiting(may_leave=False), Waiting()], draws=impatient)
    assert calls(found) == [10, 10, 620, 620]
    assert found.line_done_p80_s == pytest.approx(610)


def test_patience_is_exponential() -> None:
    draws = certain(leaving=1 / 600, draws=MANY)
    second = play(2, RoomNow("talking", 0), draws=draws, closes_in_s=700).waiting[1]
    assert second.chance == pytest.approx(1 - exp(-1), abs=0.01)  # that the first has left before 600 s
    assert (second.p10_s, second.p90_s) == pytest.approx((600, 1200))


def test_calls_without_answer_come_as_often_as_they_do() -> None:
    second = play(2, draws=certain(no_show=0.3, draws=MANY), closes_in_s=100).waiting[1]
    assert second.chance == pytest.approx(0.3, abs=0.01)
    next_one = play(0, RoomNow("calling", 0), draws=certain(gap=1, no_show=0.3, draws=MANY), closes_in_s=100).joiner
    assert next_one.chance == pytest.approx(0.3, abs=0.01)


def test_the_talk_of_who_is_being_called_takes_another_time_in_each_future() -> None:
    """Known is only how long such talks take: the median, and as much above as below on the scale of logarithms."""
    spread = replace(certain(gap=1, draws=MANY), handle=Law(np.full(MANY, np.log(600.0)), np.full(MANY, 0.5)))
    room = play(0, RoomNow("calling", 0), draws=spread).joiner
    assert room.p50_s == pytest.approx(600, rel=0.03)
    assert (room.p10_s, room.p90_s) == pytest.approx((600 * exp(-0.5 * 1.2816), 600 * exp(0.5 * 1.2816)), rel=0.04)


def test_the_chance_is_that_of_being_called_until_closing() -> None:
    assert [one.chance for one in play(3, closes_in_s=600).waiting] == [1, 1, 0]
    assert play(1, closes_in_s=599).joiner.chance == 0
    assert play(1, closes_in_s=601).joiner.chance == 1
    assert play(3).waiting[2].chance == 1


def test_estimates_are_the_marks_of_all_futures() -> None:
    handles = Law(np.log(np.arange(1.0, 12.0) * 60), np.zeros(11))
    found = play(1, RoomNow("talking", 0), draws=replace(certain(draws=11), handle=handles))
    for one, most in ((found.waiting[0], 60), (found.joiner, 120)):
        assert (one.p10_s, one.p50_s, one.p90_s) == pytest.approx((2 * most, 6 * most, 10 * most))
    assert found.line_done_p80_s == pytest.approx(120 * 9)
    assert found.joiner_done_p80_s == pytest.approx(180 * 9)


def test_each_future_has_its_own_handle_times_for_each_person() -> None:
    draws = replace(certain(draws=MANY), handle=Law(np.full(MANY, np.log(600)), np.full(MANY, 0.5)))
    third = play(3, draws=draws, closes_in_s=1200).waiting[2]
    two = np.random.default_rng(7).lognormal(np.log(600), 0.5, (MANY, 2)).sum(axis=1)
    assert (third.p10_s, third.p90_s) == pytest.approx(np.percentile(two, (10, 90)), rel=0.02)
    assert play(2, draws=draws).waiting[1].p50_s == pytest.approx(600, rel=0.02)


def test_the_same_seed_gives_the_same_forecast() -> None:
    line = QueueNow([Waiting()] * 5, [RoomNow("talking", 100), RoomNow("on_break", 60)])
    first, again, other = (estimate(line, POSTERIOR, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_one_more_at_the_end_changes_nothing_for_those_before() -> None:
    rooms = [RoomNow("talking", 100), RoomNow("wrapping_up", 10), RoomNow("calling", 3), RoomNow("on_break", 60)]
    draws = draw(POSTERIOR, 200, np.random.default_rng(1))
    short, long = (play(people, *rooms, draws=draws) for people in (20, 21))
    assert long.waiting[:20] == short.waiting
    assert long.waiting[20] == short.joiner
    middles = [one.p50_s for one in long.waiting]
    assert middles == sorted(middles)
    assert long.joiner.p50_s >= middles[-1]


def test_more_information_narrows_the_range() -> None:
    def width(observed: Observations) -> float:
        found = estimate(QueueNow([Waiting()] * 10, [FREE]), learn(POSTERIOR, observed), np.random.default_rng(1), 2000)
        assert found is not None
        return (found.joiner.p90_s - found.joiner.p10_s) / found.joiner.p50_s

    some = [480 * exp(0.63 * z) for z in (-1.3, -0.7, -0.3, 0, 0.3, 0.7, 1.3)]
    assert width(Observations(some * 20)) < 0.85 * width(Observations())


def test_a_longer_line_is_simulated_less_often() -> None:
    assert [draws_for(people) for people in (0, 1, 250, 251, 500, 1000, 5000)] == [400, 400, 400, 398, 200, 100, 100]
    line, seed = QueueNow([Waiting()] * 300, [FREE]), np.random.default_rng
    assert estimate(line, POSTERIOR, seed(1)) == estimate(line, POSTERIOR, seed(1), 333)
    assert estimate(line, POSTERIOR, seed(1)) != estimate(line, POSTERIOR, seed(1), 400)


ROOMS = st.builds(
    RoomNow, st.sampled_from(["free", "calling", "talking", "wrapping_up", "on_break"]), st.floats(-60, 1e4)
)
PEOPLE = st.builds(Waiting, st.booleans(), st.one_of(st.just(0.0), st.floats(1, 5000)))


@given(st.lists(PEOPLE, max_size=12), st.lists(ROOMS, min_size=1, max_size=4), st.floats(0, 1e4))
def test_nobody_waits_for_ever(people: list[Waiting], rooms: list[RoomNow], closes_in: float) -> None:
    found = estimate(QueueNow(people, rooms, closes_in_s=closes_in), POSTERIOR, np.random.default_rng(1), 30)
    assert found is not None
    for person, one in zip([*people, Waiting()], [*found.waiting, found.joiner], strict=True):
        assert person.not_before_s <= one.p10_s <= one.p50_s <= one.p90_s
        assert isfinite(one.p90_s)
        assert 0 <= one.chance <= 1
    assert isfinite(found.line_done_p80_s)
    assert found.joiner.p50_s < found.joiner_done_p80_s < inf


@given(st.lists(st.integers(0, 40), max_size=8), st.lists(st.integers(1, 19), min_size=1, max_size=3))
def test_the_order_is_that_of_a_plain_simulation(later: list[int], busy: list[int]) -> None:
    """Whoever is first in the order and may be called is; a room with nobody to call waits for the one who comes first."""
    free, called, left = [60.0 * minutes + 30 for minutes in busy], {}, list(range(len(later)))
    while left:
        room = free.index(min(free))
        ready = [at for at in left if 60 * later[at] <= free[room]]
        who = ready[0] if ready else min(left, key=lambda at: later[at])
        called[who] = max(free[room], 60.0 * later[who])
        free[room] = called[who] + 1201
        left.remove(who)
    rooms = [RoomNow("talking", 1171 - 60 * minutes) for minutes in busy]
    found = play([Waiting(not_before_s=60.0 * minutes) for minutes in later], *rooms, draws=certain(handle=1201))
    assert calls(found)[:-1] == [called[at] for at in range(len(later))]


@given(st.lists(st.builds(Waiting, st.booleans()), max_size=12), st.integers(0, 2**32))
def test_a_line_with_one_room_is_played_as_one_with_a_second_room_that_is_never_free(
    people: list[Waiting], seed: int
) -> None:
    free, *chances = np.random.default_rng(seed).spawn(5)
    line = wait._people(QueueNow(people, [FREE]), draw(POSTERIOR, 30, free), chances)
    alone = 3600 * free.random((1, 30))
    beside = np.vstack([alone, np.full((1, 30), inf)])
    for one, other in zip(wait._play_in_order(alone, line), wait._play_in_order(beside, line), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("p10_min", "p90_min", "says"),
    [(0, 0, (0, 1)), (0.4, 0.9, (0, 1)), (0.9, 2.1, (0, 3)), (3.2, 4.0, (3, 4)), (4.9, 4.95, (4, 5)), (5.0, 5.0, (5, 5)),
     (4.2, 5.1, (4, 10)), (9.9, 10.0, (5, 10)), (12, 17, (10, 20)), (61, 98, (60, 100))],
)  # fmt: skip
def test_people_are_shown_a_range_that_is_never_narrower_than_the_estimate(
    p10_min: float, p90_min: float, says: tuple[int, int]
) -> None:
    assert shown(Estimate(60 * p10_min, 0, 60 * p90_min, 1)) == Range(*says)


def test_estimates_are_scored_by_what_came_of_them() -> None:
    told = [Given(60, 300, 600, 600), Given(60, 300, 600, 60), Given(60, 300, 600, 59), Given(0, 60, 120, 121)]
    found = score(told)
    assert found is not None
    assert (found.count, found.coverage_pct) == (4, 50)
    assert found.mae_min == pytest.approx((5 + 4 + 241 / 60 + 61 / 60) / 4)
    assert found.bias_min == pytest.approx((-5 + 4 + 241 / 60 - 61 / 60) / 4)
    assert score([]) is None
