"""What is learned of a department: exact where the textbook has a formula, within the sampling error where it has not."""

from dataclasses import astuple, replace
from math import erfc, exp, inf, log, log1p, pi, sqrt
from statistics import NormalDist, fmean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.queue.domain.handling import (
    Belief,
    DurationPrior,
    Law,
    Observations,
    Posterior,
    Prior,
    begin,
    draw,
    learn,
    normal_beyond,
    remember,
)

PRIOR = Prior()
SEEN = Observations(
    handled_s=[300.0, 500.0, 1200.0],
    wrap_ups_s=[30.0, 45.0],
    turnarounds_s=[5.0, 40.0, 20.0],
    answered=3,
    missed=1,
    left=2,
    waited_s=9000.0,
)
NORMAL = NormalDist()
MANY = 200_000


def handle(**seen: list[float]) -> Belief:
    """What is believed of handle times after these."""
    return learn(begin(PRIOR), Observations(**{f"{name}_s": values for name, values in seen.items()})).handle  # type: ignore[arg-type]


def flat(posterior: Posterior) -> list[float]:
    """All numbers of a posterior."""
    beliefs = (posterior.handle, posterior.wrap_up, posterior.turnaround)
    counts = [posterior.missed, posterior.answered, posterior.left, posterior.waited_s]
    return [number for belief in beliefs for number in astuple(belief)] + counts


def test_a_department_begins_with_what_is_configured() -> None:
    believed = begin(PRIOR)
    for belief, mean_s, variation, worth in (
        (believed.handle, 480.0, 0.7, 6.0),
        (believed.wrap_up, 60.0, 1.0, 10.0),
        (believed.turnaround, 20.0, 1.0, 10.0),
    ):
        assert belief.mean_s == pytest.approx(mean_s)
        assert belief.variance == pytest.approx(log1p(variation**2))
        assert (belief.worth, belief.shape) == (worth, 15.0)
    assert (believed.missed, believed.answered) == pytest.approx((1.0, 19.0))
    assert (believed.left, believed.waited_s) == (10.0, 36_000.0)


def test_complete_durations_give_the_conjugate_law() -> None:
    before, logs = begin(PRIOR).handle, [log(time) for time in SEEN.handled_s]
    mean, squares = fmean(logs), 2 * variance(logs)
    after = learn(begin(PRIOR), SEEN).handle
    assert after.centre == pytest.approx((6 * before.centre + 3 * mean) / 9)
    assert after.worth == 9.0
    assert after.shape == 16.5
    assert after.spread == pytest.approx(before.spread + squares / 2 + 6 * 3 / 9 * (mean - before.centre) ** 2 / 2)


def test_each_quantity_learns_from_its_own_observations() -> None:
    before, after = begin(PRIOR), learn(begin(PRIOR), SEEN)
    assert after.wrap_up == learn(before, Observations(wrap_ups_s=SEEN.wrap_ups_s)).wrap_up
    assert after.turnaround == learn(before, Observations(turnarounds_s=SEEN.turnarounds_s)).turnaround
    assert (after.wrap_up.worth, after.turnaround.worth) == (12.0, 13.0)
    assert after.wrap_up.centre == pytest.approx((10 * before.wrap_up.centre + log(30) + log(45)) / 12)
    assert (after.missed, after.answered) == pytest.approx((2.0, 22.0))
    assert (after.left, after.waited_s) == (12.0, 45_000.0)


def test_having_seen_nothing_changes_nothing() -> None:
    assert flat(learn(begin(PRIOR), Observations())) == pytest.approx(flat(begin(PRIOR)))


def test_a_slip_counts_as_the_shortest_duration() -> None:
    assert handle(handled=[0.0, 3.0]) == handle(handled=[30.0, 30.0])
    assert handle(handled=[31.0]) != handle(handled=[30.0])
    gaps = [learn(begin(PRIOR), Observations(turnarounds_s=[gap], wrap_ups_s=[gap])) for gap in (0.0, 1.0, 1.1)]
    assert gaps[0] == gaps[1]
    assert gaps[1].turnaround.centre < gaps[2].turnaround.centre
    assert gaps[1].wrap_up.centre < gaps[2].wrap_up.centre


def test_what_still_runs_raises_the_mean_the_more_the_longer_it_lasts() -> None:
    means = [handle(running=[elapsed]).mean_s for elapsed in (30.0, 60.0, 300.0, 900.0, 3000.0)]
    assert means[0] == pytest.approx(begin(PRIOR).handle.mean_s)
    assert means == sorted(means)
    assert means[1] < 485
    assert means[-1] > 700


def test_what_just_began_tells_nothing_and_what_is_overdue_nearly_as_much_as_a_complete_one() -> None:
    worth = {elapsed: handle(running=[elapsed]).worth - 6 for elapsed in (30.0, 40.0, 480.0, 20_000.0)}
    assert worth[30.0] == 0
    assert worth[40.0] < 0.01
    assert 0.5 < worth[480.0] < 0.7
    assert 0.8 < worth[20_000.0] < 1


@pytest.mark.parametrize(
    ("handled", "running"),
    [
        ([], [100.0, 200.0, 300.0]),
        ([300.0, 400.0], [900.0, 1500.0, 600.0]),
        ([200.0] * 10, [600.0] * 3),
        ([], [3000.0] * 4),
    ],
)
def test_what_still_runs_is_weighed_as_the_exact_law_would(handled: list[float], running: list[float]) -> None:
    """Against the exact posterior, summed over a grid of means and variances of the logarithm."""
    before, after = begin(PRIOR).handle, handle(handled=handled, running=running)
    mu, square = np.meshgrid(
        np.linspace(before.centre - 2, before.centre + 2.5, 181),
        np.exp(np.linspace(log(before.variance) - 2.5, log(before.variance) + 2.5, 121)),
    )
    weight = -(before.shape + 0.5) * np.log(square) - before.spread / square
    weight -= before.worth * (mu - before.centre) ** 2 / (2 * square)
    for time in handled:
        weight += -np.log(square) / 2 - (log(time) - mu) ** 2 / (2 * square)
    for time in running:
        weight += np.log(np.vectorize(erfc)((log(time) - mu) / np.sqrt(2 * square)) / 2)
    weight = np.exp(weight - weight.max()) / np.exp(weight - weight.max()).sum()
    centre, mean_square = float((weight * mu).sum()), float((weight * square).sum())
    deviation = sqrt((weight * (mu - centre) ** 2).sum())
    assert after.centre == pytest.approx(centre, abs=0.02)
    assert after.spread / (after.shape - 1) == pytest.approx(mean_square, rel=0.02)
    assert sqrt(after.spread / (after.shape - 1) / after.worth) == pytest.approx(deviation, rel=0.03)


def test_the_belief_stands_where_the_prior_and_all_tails_are_in_balance() -> None:
    before, after = begin(PRIOR).handle, handle(handled=[300.0, 500.0], running=[400.0, 2000.0])
    sigma = sqrt(after.variance)
    bounds = [(log(time) - after.centre) / sigma for time in (400.0, 2000.0)]
    ratios = [NORMAL.pdf(bound) / (1 - NORMAL.cdf(bound)) for bound in bounds]
    pull = 6 * (before.centre - after.centre) + log(300) + log(500) - 2 * after.centre + sigma * sum(ratios)
    told = sum(1 - (1 + ratio * (bound - ratio)) for bound, ratio in zip(bounds, ratios, strict=True))
    assert pull == pytest.approx(0, abs=1e-9)
    assert after.worth == pytest.approx(8 + told)
    assert after.shape == pytest.approx(15 + (2 + told) / 2)


def test_a_duration_far_beyond_all_that_is_believed_is_learned_from_all_the_same() -> None:
    believed = begin(replace(PRIOR, handle=DurationPrior(480.0, 0.01, 6.0, 1e6)))
    after = learn(believed, Observations(running_s=[3000.0])).handle
    # So far out the tail is all at its edge: as if it had been seen complete.
    assert after.centre == pytest.approx((6 * believed.handle.centre + log(3000)) / 7, abs=1e-3)
    assert after.worth == pytest.approx(7, abs=1e-3)
    near, far = (learn(believed, Observations(running_s=[480 * exp(z * 0.01)])).handle.centre for z in (34.9, 35.1))
    assert 0 < far - near < 0.2 * 0.01 / 6  # no step where the expansion takes over


def test_earlier_days_are_remembered_up_to_a_few_times_the_prior() -> None:
    learned = learn(
        begin(PRIOR),
        Observations([600.0] * 100, (), [50.0] * 200, [15.0] * 300, answered=300, missed=100, left=190, waited_s=1e6),
    )
    kept = remember(learned, PRIOR)
    for belief, before, worth in (
        (kept.handle, learned.handle, 24.0),
        (kept.wrap_up, learned.wrap_up, 40.0),
        (kept.turnaround, learned.turnaround, 40.0),
    ):
        assert (belief.centre, belief.worth, belief.shape) == (before.centre, worth, 60.0)
        assert belief.variance == pytest.approx(before.variance)
    assert kept.missed + kept.answered == pytest.approx(80)
    assert kept.missed / kept.answered == pytest.approx(101 / 319)
    assert (kept.left, kept.waited_s) == pytest.approx((40, 1_036_000 / 5))


def test_what_is_worth_less_than_that_is_remembered_whole() -> None:
    learned = learn(begin(PRIOR), SEEN)
    assert flat(remember(learned, PRIOR)) == pytest.approx(flat(learned))
    assert remember(learned, PRIOR, times=1.0).handle.worth == 6.0
    nobody = replace(learned, missed=0.0, answered=0.0, left=0.0)
    assert remember(nobody, PRIOR).answered == 0.0


def test_the_draws_are_as_uncertain_as_the_belief() -> None:
    believed = learn(begin(PRIOR), SEEN)
    found = draw(believed, MANY, np.random.default_rng(1))
    for law, belief in (
        (found.handle, believed.handle),
        (found.wrap_up, believed.wrap_up),
        (found.turnaround, believed.turnaround),
    ):
        square = belief.spread / (belief.shape - 1)
        assert law.mu.mean() == pytest.approx(belief.centre, abs=0.003)
        assert law.mu.var() == pytest.approx(square / belief.worth, rel=0.02)
        assert (law.sigma**2).mean() == pytest.approx(square, rel=0.005)
        assert (law.sigma**2).std() == pytest.approx(square / sqrt(belief.shape - 2), rel=0.05)
    assert found.no_show.mean() == pytest.approx(2 / 24, rel=0.02)
    assert found.no_show.var() == pytest.approx(2 * 22 / 24**2 / 25, rel=0.03)
    assert found.leaving.mean() == pytest.approx(12 / 45_000, rel=0.01)
    assert found.leaving.std() == pytest.approx(sqrt(12) / 45_000, rel=0.02)


def test_draws_follow_from_the_seed_and_more_is_known_after_more_was_seen() -> None:
    first, again, other = (draw(begin(PRIOR), 50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.handle.mu, again.handle.mu)
    assert not np.array_equal(first.handle.mu, other.handle.mu)
    seen = draw(learn(begin(PRIOR), Observations([480.0] * 50)), 2000, np.random.default_rng(1)).handle.mu.std()
    assert seen < draw(begin(PRIOR), 2000, np.random.default_rng(1)).handle.mu.std() / 2


def test_nobody_ever_missing_or_leaving_can_be_believed() -> None:
    found = draw(replace(begin(PRIOR), missed=0.0, left=0.0), 100, np.random.default_rng(1))
    assert found.no_show.max() < 1e-6
    assert found.leaving.max() == 0
    assert draw(replace(begin(PRIOR), answered=0.0), 100, np.random.default_rng(1)).no_show.min() > 1 - 1e-6


def law(mean_s: float, sigma: float, draws: int = 1) -> Law:
    return Law(np.full(draws, log(mean_s) - sigma**2 / 2), np.full(draws, sigma))


def test_times_are_log_normal_per_draw() -> None:
    assert law(600.0, 0.0, 2).times((3, 2), np.random.default_rng(1)) == pytest.approx(np.full((3, 2), 600.0))
    found = Law(np.log([100.0, 900.0]), np.array([0.5, 0.1])).times((MANY, 2), np.random.default_rng(1))
    assert np.log(found).mean(axis=0) == pytest.approx([log(100), log(900)], abs=0.005)
    assert np.log(found).std(axis=0) == pytest.approx([0.5, 0.1], rel=0.01)


@pytest.mark.parametrize(
    ("elapsed", "left"), [(-1.0, 600.0), (0.0, 600.0), (0.5, 599.5), (200.0, 400.0), (600.0, 0.0), (5000.0, 0.0)]
)
def test_without_spread_what_remains_is_the_difference(elapsed: float, left: float) -> None:
    assert law(600.0, 0.0).remaining(elapsed, np.random.default_rng(1)) == pytest.approx([left], abs=1e-3)


def test_a_talk_that_lasts_long_lasts_longer_still() -> None:
    """The mean of what remains of a log-normal duration, beside its closed form; from the mean on it grows."""
    sigma, means = 0.63, []
    for elapsed in (1.0, 60.0, 480.0, 960.0, 2400.0):
        bound = (log(elapsed) - log(480) + sigma**2 / 2) / sigma
        expected = 480 * NORMAL.cdf(sigma - bound) / NORMAL.cdf(-bound) - elapsed
        left = law(480.0, sigma, MANY).remaining(elapsed, np.random.default_rng(1))
        assert left.min() >= 0
        assert left.mean() == pytest.approx(expected, rel=0.015)
        means.append(float(left.mean()))
    assert means[2] < means[3] < means[4]


@pytest.mark.parametrize("bound", [-inf, -3.0, -0.5, 0.0, 0.3, 2.0, 9.0, 40.0])
def test_a_normal_beyond_a_bound_has_its_mean_and_spread(bound: float) -> None:
    found = normal_beyond(np.full(MANY, bound), np.random.default_rng(1))
    if bound > 30:
        mean, square = bound + 1 / bound, 1 / bound**2
    else:
        mean = exp(-(bound**2) / 2) / sqrt(2 * pi) / (erfc(bound / sqrt(2)) / 2)
        square = 1 if bound == -inf else 1 + mean * (bound - mean)
    assert found.min() > bound
    assert found.mean() == pytest.approx(
        mean, abs=5 * sqrt(square / MANY) + 2 / bound**4 if bound > 30 else 5 * sqrt(square / MANY)
    )
    assert found.var() == pytest.approx(square, rel=0.03)


@given(st.lists(st.floats(1, 1e5), max_size=8), st.lists(st.floats(0, 1e5), max_size=8))
def test_whatever_was_seen_the_belief_is_a_law(handled: list[float], running: list[float]) -> None:
    believed = handle(handled=handled, running=running)
    assert 6 + len(handled) <= believed.worth <= 6 + len(handled) + len(running)
    assert 0 < believed.variance < 20
    assert log(30) / 2 < believed.centre < log(1e5)
