"""Grades: each threshold where its source puts it, monotone, and no flicker."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.worker.grades import (
    BETTER_AFTER,
    LASTS_AFTER,
    WORSE_AFTER,
    WORST_FIRST,
    Trend,
    Verdict,
    judge,
    rating,
)
from audiencia.media.worker.line_quality import LineQuality

GOOD, FAIR, POOR = Verdict("good", None), Verdict("fair", "delay"), Verdict("poor", "loss_up")
FINE = LineQuality(0.0, 0.0, 2.0, 2.0, 40.0, 300.0, 300.0)


def test_the_rating_is_the_e_models() -> None:
    assert rating(0.0, 0.0) == pytest.approx(93.2)
    # G.114: below 150 ms the delay is hardly noticed; it counts heavily from 177.3 ms on.
    assert rating(0.0, 150.0) == pytest.approx(89.6)
    assert rating(0.0, 400.0) == pytest.approx(59.1, abs=0.1)
    # G.107 with Bpl 25.1: 2 % of loss cost 7 points, 10 % cost 27.
    assert rating(0.02, 0.0) == pytest.approx(86.2, abs=0.1)
    assert rating(0.10, 0.0) == pytest.approx(66.1, abs=0.1)


@pytest.mark.parametrize(
    ("changes", "frozen", "wanted"),
    [
        ({}, 0.0, Verdict("good", None)),
        ({"loss_up": 0.02}, 0.0, Verdict("good", None)),
        ({"loss_up": 0.05}, 0.0, Verdict("fair", "loss_up")),
        ({"loss_down": 0.05}, 0.0, Verdict("fair", "loss_down")),
        ({"loss_up": 0.10}, 0.0, Verdict("poor", "loss_up")),
        ({"loss_down": 0.10, "loss_up": 0.05}, 0.0, Verdict("poor", "loss_down")),
        ({"round_trip": 300.0}, 0.0, Verdict("good", None)),
        ({"round_trip": 420.0}, 0.0, Verdict("fair", "delay")),
        ({"round_trip": 600.0}, 0.0, Verdict("poor", "delay")),
        ({"jitter_down": 100.0}, 0.0, Verdict("fair", "delay")),
        ({}, 1 / 60, Verdict("good", None)),
        ({}, 3 / 60, Verdict("fair", "frozen")),
        ({}, 7 / 60, Verdict("poor", "frozen")),
        ({"loss_up": 0.2}, 7 / 60, Verdict("poor", "loss_up")),
    ],
)
def test_each_grade_has_its_cause(changes: dict[str, float], frozen: float, wanted: Verdict) -> None:
    assert judge(replace(FINE, **changes), frozen) == wanted


def test_of_what_is_unknown_nothing_is_said() -> None:
    assert judge(LineQuality(rate_up=0.0, rate_down=0.0), None) is None
    # A picture that does not stand still may be one that never came, and checks come and go on a line that carries nothing.
    assert judge(LineQuality(round_trip=80.0, rate_up=0.0, rate_down=0.0), 0.0) is None
    assert judge(LineQuality(loss_down=0.0), 0.0) == GOOD


share = st.floats(0, 1)
lines = st.builds(LineQuality, share, share, st.floats(0, 500), st.floats(0, 500), st.floats(0, 3000))


@given(lines, st.floats(0, 1), st.sampled_from(["loss_up", "loss_down", "jitter_up", "jitter_down", "round_trip"]))
def test_nothing_gets_better_by_getting_worse(line: LineQuality, frozen: float, name: str) -> None:
    worse = replace(line, **{name: getattr(line, name) * 1.5})
    before, after = judge(line, frozen), judge(worse, frozen)
    assert before is not None and after is not None
    assert WORST_FIRST[after.grade] <= WORST_FIRST[before.grade]


def looks(trend: Trend, *verdicts: Verdict | None) -> Trend:
    for verdict in verdicts:
        trend = trend.look(verdict)
    return trend


def test_the_first_look_counts_at_once_and_others_after_some_in_a_row() -> None:
    trend = looks(Trend(), GOOD)
    assert trend.shown == GOOD
    assert looks(trend, *[POOR] * (WORSE_AFTER - 1)).shown == GOOD
    assert looks(trend, *[POOR] * (WORSE_AFTER - 1), GOOD, *[POOR] * (WORSE_AFTER - 1)).shown == GOOD
    trend = looks(trend, *[POOR] * WORSE_AFTER)
    assert trend.shown == POOR
    assert looks(trend, *[GOOD] * (BETTER_AFTER - 1)).shown == POOR
    assert looks(trend, *[FAIR] * BETTER_AFTER).shown == FAIR


def test_a_poor_line_lasts_until_it_counts_as_better() -> None:
    assert not looks(Trend(), *[POOR] * (LASTS_AFTER - 1)).lasting
    trend = looks(Trend(), *[POOR] * LASTS_AFTER)
    assert trend.lasting
    assert looks(trend, GOOD).lasting
    assert not looks(trend, *[GOOD] * BETTER_AFTER).lasting


def test_a_line_on_which_nothing_arrives_is_not_called_good_on_and_a_poor_one_stays_poor() -> None:
    good = looks(Trend(), GOOD)
    assert looks(good, *[None] * (WORSE_AFTER - 1)).shown == GOOD
    assert looks(good, *[None] * WORSE_AFTER).shown is None
    trend = looks(Trend(), *[POOR] * LASTS_AFTER)
    assert looks(trend, None, None, None, None) == trend
    assert Trend().look(None) == Trend()


def test_the_cause_follows_at_once() -> None:
    assert looks(Trend(), POOR, Verdict("poor", "frozen")).shown == Verdict("poor", "frozen")
