"""How long one citizen takes a room, learned while the day goes on. Pure: numpy's generator comes as an argument.
A duration is log-normal. What is believed of its logarithm is a normal-inverse-gamma law: it begins at a prior that is
worth so many observations and moves towards what was seen, so that few observations change little and many decide
(Gelman et al., Bayesian Data Analysis, 3rd ed., 3.3). Nothing is drawn from the best guess alone: every draw takes its own
parameters from the belief. Without that, ranges are too narrow, the more so the more rooms are pooled.
Leaving the queue is exponential with a rate from a gamma law (so many left in so much waiting time), not answering a call
a chance from a beta law. All times are in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, log1p, pi, sqrt
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
SHORTEST_HANDLE_S = 30.0
"""Shorter ones count as this long: the logarithm of a slip of three seconds would outweigh ten real attentions."""
SHORTEST_GAP_S = 1.0  # The least for turnarounds and the recording of results, which may well take a second.
NARROWEST = 1e-9
"""The least standard deviation of a logarithm, so that a law without spread can still be asked what remains."""
ROUNDS = 20
"""Newton's steps towards the belief; without running times the first is exact, with them five are enough in practice."""
FAR_TAIL = 30.0
"""From so many standard deviations on, the normal tail is computed by its expansion: its area is no longer a float."""


@dataclass(frozen=True, slots=True)
class DurationPrior:
    """A duration before anything was seen: its mean, standard deviation over mean, and how many observations that is worth.
    `spread_worth` is the same for the variation alone: it differs less between departments and days than the mean does."""

    mean_s: float
    variation: float
    worth: float
    spread_worth: float = 30.0


@dataclass(frozen=True, slots=True)
class Prior:
    """What a department begins with, from the configuration.
    `handle` runs from the answer to the recorded result, `wrap_up` from the end of the talk to the recorded result, `turnaround` from a
    recorded result to the next citizen's answer while somebody waits. `no_show_worth` counts calls, `patience_worth` people who left."""

    handle: DurationPrior = DurationPrior(480.0, 0.7, 6.0)
    wrap_up: DurationPrior = DurationPrior(60.0, 1.0, 10.0)
    turnaround: DurationPrior = DurationPrior(20.0, 1.0, 10.0)
    no_show: float = 0.05
    no_show_worth: float = 20.0
    patience_s: float = 3600.0
    patience_worth: float = 10.0


@dataclass(frozen=True, slots=True)
class Observations:
    """What was seen of a department.
    `running_s` are attentions that have lasted so long and are not over. `waited_s` is all time spent waiting by anybody,
    including those who left and those who wait still; `left` is how many gave up by themselves."""

    handled_s: Sequence[float] = ()
    running_s: Sequence[float] = ()
    wrap_ups_s: Sequence[float] = ()
    turnarounds_s: Sequence[float] = ()
    answered: int = 0
    missed: int = 0
    left: int = 0
    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal-inverse-gamma law of a duration's logarithm: variance ~ spread / Gamma(shape), mean ~ N(centre, variance / worth)."""

    centre: float
    worth: float
    shape: float
    spread: float

    @property
    def variance(self) -> float:
        """The middle guess of the logarithm's variance."""
        return self.spread / self.shape

    @property
    def mean_s(self) -> float:
        """The duration's mean, taking the middle guesses as true."""
        return exp(self.centre + self.variance / 2)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of a department now: three durations, calls that were missed and answered, people who left in `waited_s`."""

    handle: Belief
    wrap_up: Belief
    turnaround: Belief
    missed: float
    answered: float
    left: float
    waited_s: float


@dataclass(frozen=True, slots=True)
class Law:
    """A log-normal law per draw: mean and standard deviation of the logarithm, both of shape (draws,)."""

    mu: Floats
    sigma: Floats

    def times(self, shape: tuple[int, ...], rng: Generator) -> Floats:
        """Durations in seconds; the last axis of `shape` is the draws."""
        return np.exp(self.mu + self.sigma * rng.standard_normal(shape))

    def remaining(self, elapsed_s: float, rng: Generator) -> Floats:
        """For each draw, how much longer a duration lasts that has lasted `elapsed_s` already."""
        if elapsed_s <= 0.0:
            return self.times(self.mu.shape, rng)
        sigma = np.maximum(self.sigma, NARROWEST)
        beyond = normal_beyond((log(elapsed_s) - self.mu) / sigma, rng)
        return np.maximum(np.exp(self.mu + sigma * beyond) - elapsed_s, 0.0)


@dataclass(frozen=True, slots=True)
class Draws:
    """Parameters for each simulated future, all of shape (draws,): three laws, a chance, and leavings per second of waiting."""

    handle: Law
    wrap_up: Law
    turnaround: Law
    no_show: Floats
    leaving: Floats


def begin(prior: Prior) -> Posterior:
    """What is believed before anything was seen."""
    return Posterior(
        handle=_begin(prior.handle),
        wrap_up=_begin(prior.wrap_up),
        turnaround=_begin(prior.turnaround),
        missed=prior.no_show * prior.no_show_worth,
        answered=(1 - prior.no_show) * prior.no_show_worth,
        left=prior.patience_worth,
        waited_s=prior.patience_worth * prior.patience_s,
    )


def learn(before: Posterior, seen: Observations) -> Posterior:
    """What is believed after `seen`; always learn a day from the same beginning, for what runs now is over later."""
    return Posterior(
        handle=_learn(before.handle, seen.handled_s, SHORTEST_HANDLE_S, seen.running_s),
        wrap_up=_learn(before.wrap_up, seen.wrap_ups_s, SHORTEST_GAP_S),
        turnaround=_learn(before.turnaround, seen.turnarounds_s, SHORTEST_GAP_S),
        missed=before.missed + seen.missed,
        answered=before.answered + seen.answered,
        left=before.left + seen.left,
        waited_s=before.waited_s + seen.waited_s,
    )


def remember(earlier: Posterior, prior: Prior, times: float = 4.0) -> Posterior:
    """Today's beginning from what earlier days taught, worth at most `times` the prior: today may be different."""
    calls = _at_most(earlier.missed + earlier.answered, times * prior.no_show_worth)
    leaving = _at_most(earlier.left, times * prior.patience_worth)
    return Posterior(
        handle=_remember(earlier.handle, prior.handle, times),
        wrap_up=_remember(earlier.wrap_up, prior.wrap_up, times),
        turnaround=_remember(earlier.turnaround, prior.turnaround, times),
        missed=earlier.missed * calls,
        answered=earlier.answered * calls,
        left=earlier.left * leaving,
        waited_s=earlier.waited_s * leaving,
    )


def draw(posterior: Posterior, draws: int, rng: Generator) -> Draws:
    """Parameters for `draws` simulated futures, as uncertain as the belief is."""
    return Draws(
        handle=_draw(posterior.handle, draws, rng),
        wrap_up=_draw(posterior.wrap_up, draws, rng),
        turnaround=_draw(posterior.turnaround, draws, rng),
        no_show=rng.beta(max(posterior.missed, NARROWEST), max(posterior.answered, NARROWEST), draws),
        leaving=rng.gamma(posterior.left, 1 / posterior.waited_s, draws),
    )


def normal_beyond(bound: Floats, rng: Generator) -> Floats:
    """A standard normal above each bound, exact also far out in the tail.
    Below 0 by trying again; above with an exponential proposal (Robert 1995, Simulation of truncated normal variables, 2.2),
    of which three of four are taken at least."""
    found = np.empty_like(bound)
    positive = np.maximum(bound, 0.0)
    rate = (positive + np.sqrt(positive * positive + 4)) / 2
    missing = np.arange(bound.size)
    while missing.size:
        low, steep = bound[missing], rate[missing]
        above = positive[missing] + rng.standard_exponential(missing.size) / steep
        taken = rng.random(missing.size) <= np.exp(-((above - steep) ** 2) / 2)
        plain = rng.standard_normal(missing.size)
        value = np.where(low < 0, plain, above)
        good = np.where(low < 0, plain > low, taken)
        found[missing[good]] = value[good]
        missing = missing[~good]
    return found


def _begin(prior: DurationPrior) -> Belief:
    """The log-normal law of this mean and variation: variance of the logarithm log(1 + variation²)."""
    variance = log1p(prior.variation**2)
    shape = prior.spread_worth / 2
    return Belief(log(prior.mean_s) - variance / 2, prior.worth, shape, shape * variance)


def _learn(before: Belief, seen_s: Sequence[float], shortest_s: float, running_s: Sequence[float] = ()) -> Belief:
    """The belief after complete and running durations.
    With complete ones alone it is the conjugate law. A running one stands with what it tells: the mean and square that a
    logarithm beyond it has, and as much of an observation as its tail is narrower than the whole. One that has just begun
    tells nothing, one that is long overdue nearly as much as a complete one."""
    logs = np.log(np.maximum(np.asarray(seen_s, np.float64), shortest_s))
    starts = [log(time) for time in running_s if time > shortest_s]
    count, total = len(logs), float(logs.sum())
    centre = (before.worth * before.centre + total) / (before.worth + count)
    variance, told = before.variance, 0.0
    for _ in range(ROUNDS):
        sigma = sqrt(variance)
        tails = [_tail((start - centre) / sigma) for start in starts]
        told = sum(1 - left for _, left in tails)
        pull = before.worth * (before.centre - centre) + total - count * centre + sigma * sum(mean for mean, _ in tails)
        centre += pull / (before.worth + count + told)
        squares = float(((logs - centre) ** 2).sum()) + before.worth * (centre - before.centre) ** 2
        beyond = sum(variance * (left + mean * mean) for mean, left in tails)
        variance = (2 * before.spread + squares + beyond) / (2 * before.shape + count + len(starts))
    shape = before.shape + (count + told) / 2
    return Belief(centre, before.worth + count + told, shape, shape * variance)


def _tail(bound: float) -> tuple[float, float]:
    """Mean and variance of a standard normal above `bound`: the inverse Mills ratio h, and 1 + h (bound - h)."""
    if bound > FAR_TAIL:
        return bound + 1 / bound, 1 / bound**2
    mean = exp(-bound * bound / 2) / sqrt(2 * pi) / (erfc(bound / sqrt(2)) / 2)
    return mean, 1 + mean * (bound - mean)


def _remember(earlier: Belief, prior: DurationPrior, times: float) -> Belief:
    shape = min(earlier.shape, times * prior.spread_worth / 2)
    return Belief(earlier.centre, min(earlier.worth, times * prior.worth), shape, shape * earlier.variance)


def _at_most(worth: float, most: float) -> float:
    """By what to multiply counts that are worth so much, to make them worth `most` at most."""
    return min(1.0, most / worth) if worth else 1.0


def _draw(belief: Belief, draws: int, rng: Generator) -> Law:
    variance = belief.spread / rng.standard_gamma(belief.shape, draws)
    mu = belief.centre + np.sqrt(variance / belief.worth) * rng.standard_normal(draws)
    return Law(mu, np.sqrt(variance))
