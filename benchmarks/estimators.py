"""Ways to tell somebody who joins now how long it will take: the product's own, one that knows the truth, and three of others.

- learned: the product as it is;
- oracle: the product's simulation with the true distributions of the day, not its events: about as good as can be;
- rolling: the mean of the last ten waits, as most ticket displays have it;
- asterisk: `app_queue`'s hold time, a quarter of each new wait and three quarters of what it was before;
- les: the wait of who was called last (last to enter service; Ibrahim and Whitt 2009).

The others give one number and no range.
"""

from collections.abc import Callable, Mapping
from math import log1p, sqrt

import numpy as np
from numpy.random import Generator

from audiencia.queue.domain.handling import Draws, DurationPrior, Law, Observations, Prior, begin, learn, remember
from audiencia.queue.domain.wait import DRAWS, Doing, Estimate, QueueNow, RoomNow, Waiting, estimate, forecast
from benchmarks.days import ANSWER_WINDOW_S, Seen, Setting

Estimator = Callable[[Seen, Generator], Estimate | None]
TRUE_MEAN_S, TRUE_PATIENCE_S = 480.0, 3600.0
DOING: Mapping[str, Doing] = {
    "free": "free", "turning": "free", "calling": "calling", "talking": "talking", "away": "away",
}  # fmt: skip


class Learned:
    """The product, in a department whose configured handle time and patience are `wrong` times the true ones."""

    def __init__(self, wrong: float) -> None:
        self._prior = Prior(
            DurationPrior(TRUE_MEAN_S * wrong, 0.7, Prior().handle.worth), patience_s=TRUE_PATIENCE_S * wrong
        )
        self._before = begin(self._prior)

    def tell(self, seen: Seen, rng: Generator) -> Estimate | None:
        """What is said to who joins now."""
        told = estimate(_line(seen), learn(self._before, _observed(seen)), rng)
        return None if told is None else told.joiner

    def end(self, seen: Seen) -> None:
        """Keeps what the day taught for the next one."""
        self._before = remember(learn(self._before, _observed(seen)), self._prior)


class Oracle:
    """The product's simulation with the true parameters of the day."""

    def __init__(self, setting: Setting) -> None:
        self._draws = Draws(
            handle=_law(setting.mean_s, setting.all_variation),
            wrap_up=_law(0.0, 0.0),
            turnaround=_law(setting.turnaround_s, 1.0),
            no_show=np.full(DRAWS, setting.no_show),
            leaving=np.full(DRAWS, 1 / setting.patience_s),
        )

    def tell(self, seen: Seen, rng: Generator) -> Estimate | None:
        """What is said to who joins now."""
        told = forecast(_line(seen), self._draws, rng)
        return None if told is None else told.joiner


def rolling(seen: Seen, _: Generator) -> Estimate | None:
    """The mean of the last ten waits."""
    last = seen.waits[-10:]
    return _point(sum(last) / len(last)) if last else None


def asterisk(seen: Seen, _: Generator) -> Estimate | None:
    """`holdtime = (3 * holdtime + wait) >> 2`, from 0, in whole seconds."""
    held = 0
    for wait in seen.waits:
        held = (3 * held + int(wait)) >> 2
    return _point(held) if seen.waits else None


def last_to_enter(seen: Seen, _: Generator) -> Estimate | None:
    """The wait of who was called last."""
    return _point(seen.waits[-1]) if seen.waits else None


def _point(seconds: float) -> Estimate:
    return Estimate(seconds, seconds, seconds, 1.0)


def _law(mean: float, variation: float) -> Law:
    variance = log1p(variation**2)
    mu = np.log(mean) - variance / 2 if mean else -np.inf
    return Law(np.full(DRAWS, mu), np.full(DRAWS, sqrt(variance) if mean else 0.0))


def _line(seen: Seen) -> QueueNow:
    rooms = [RoomNow(DOING[room.doing], seen.now - room.since) for room in seen.rooms]
    return QueueNow([Waiting()] * seen.line, rooms, answer_window_s=ANSWER_WINDOW_S)


def _observed(seen: Seen) -> Observations:
    return Observations(
        handled_s=seen.handled,
        running_s=[seen.now - room.since for room in seen.rooms if room.doing == "talking"],
        turnarounds_s=seen.turnarounds,
        answered=len(seen.waits),
        missed=seen.missed,
        left=seen.left,
        waited_s=seen.waited,
    )
