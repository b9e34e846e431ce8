"""When each of those who wait will be called: the queue and the rooms as they are, played forward many times. Pure.
In every simulated future the rooms that work take the people of the queue one by one in their order, with handle times,
gaps, calls without answer and people who give up as that future's parameters have them (`handling.draw`). What is shown is
where the futures lie: 10, 50 and 90 of a hundred are over by p10, p50 and p90. Vectorised over the futures; the loop is
over people. The same generator state gives the same forecast, and people who join later change nothing for those before.
All times are in seconds from now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from audiencia.queue.domain.handling import Draws, Floats, Posterior, draw

DRAWS = 400  # Futures of an ordinary queue. The share of futures on one side of p50 is then known to 2.5 in a hundred.
FEWEST_DRAWS = 100
DRAWS_TIMES_PEOPLE = 100_000
"""From this much work on, a queue gets fewer futures: its spread is wider than what fewer futures blur."""
STEP_MIN = 5  # Minutes are shown in such steps from the first of them on: nobody is told 37 minutes by who cannot know.
BREAK_OVERRUN_S = 120.0
"""How much later than promised a director comes back from a break, on average; exponential, also when overdue already."""
Doing = Literal["free", "calling", "talking", "wrapping_up", "on_break", "away"]
ATTENDING = frozenset({"calling", "talking", "wrapping_up"})


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room that serves the queue.
    `seconds`: calling, for how long it rings; talking, since the answer; wrapping up, since the end of the talk; on a break,
    until the promised return (below 0 when overdue). Away is any absence without a promised return. A draining room
    finishes what it does and takes nobody more."""

    doing: Doing
    seconds: float = 0.0
    draining: bool = False

    @property
    def works(self) -> bool:
        """Whether it takes people of the queue, or has said when it will."""
        return self.doing != "away" and not self.draining


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits. `may_leave` is false for who cannot give up by themselves; nobody is called before `not_before_s`,
    then again at their place in the order."""

    may_leave: bool = True
    not_before_s: float = 0.0


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A queue as it stands: who waits, in the projected call order, and the rooms that serve it.
    Before `opens_in_s` nobody is called. `closes_in_s` is only asked for the chance to be called before it."""

    waiting: Sequence[Waiting]
    rooms: Sequence[RoomNow]
    opens_in_s: float = 0.0
    closes_in_s: float | None = None
    answer_window_s: float = 90.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long until this person's talk begins, if they stay; `chance` of that before closing, 1 when no closing is known."""

    p10_s: float
    p50_s: float
    p90_s: float
    chance: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Estimates in the order of the queue, and for one who would join now; with 80 % chance the whole queue and those in the
    rooms are finished by `line_done_p80_s`, and one who would join now by `joiner_done_p80_s`."""

    waiting: tuple[Estimate, ...]
    joiner: Estimate
    line_done_p80_s: float
    joiner_done_p80_s: float


def estimate(queue: QueueNow, posterior: Posterior, rng: Generator, draws: int | None = None) -> Forecast | None:
    """The forecast for a queue, with as many futures as its length deserves. `None`: no room works or has said when it will."""
    return forecast(queue, draw(posterior, draws or draws_for(len(queue.waiting)), rng), rng)


def draws_for(people: int) -> int:
    """How many futures to simulate for a queue so long."""
    return max(FEWEST_DRAWS, min(DRAWS, DRAWS_TIMES_PEOPLE // max(people, 1)))


def forecast(queue: QueueNow, draws: Draws, rng: Generator) -> Forecast | None:
    """The forecast with given parameters for each future. `None`: no room works or has said when it will."""
    rooms_rng, *people_rngs = rng.spawn(5)
    until = np.array([_free_in(room, queue, draws, rooms_rng) for room in queue.rooms])
    works = [room.works for room in queue.rooms]
    if not any(works):
        return None
    people = _people(queue, draws, people_rngs)
    called, joiner, done = _play(queue, np.maximum(until[works], queue.opens_in_s), people)
    busy = until[[room.doing in ATTENDING for room in queue.rooms]]
    joiner_called = joiner + people.gap[-1]
    return Forecast(
        waiting=tuple(_estimates(called, queue.closes_in_s)),
        joiner=_estimates(joiner_called[np.newaxis], queue.closes_in_s)[0],
        line_done_p80_s=float(np.percentile(np.vstack([busy, done]).max(axis=0), 80)),
        joiner_done_p80_s=float(np.percentile(joiner_called + people.handle[-1], 80)),
    )


@dataclass(frozen=True, slots=True)
class _People:
    """What the queue's people will do, each of shape (people + 1, draws); the last row is one who would join now.
    `gap` is from a free room to the talk, `taken` from a free room to a free room again. Who would have waited longer than
    `patience` is gone."""

    gap: Floats
    handle: Floats
    taken: Floats
    patience: Floats


def _people(queue: QueueNow, draws: Draws, rngs: Sequence[Generator]) -> _People:
    """Each quantity from its own generator: one more person at the end changes nobody else's fate."""
    gaps, handles, misses, leavings = rngs
    shape = (len(queue.waiting) + 1, len(draws.no_show))
    gap, handle = draws.turnaround.times(shape, gaps), draws.handle.times(shape, handles)
    with np.errstate(divide="ignore"):  # a future in which nobody leaves
        patience = leavings.standard_exponential(shape) / draws.leaving
    patience[[at for at, person in enumerate(queue.waiting) if not person.may_leave]] = np.inf
    return _People(
        gap=gap,
        handle=handle,
        taken=np.where(misses.random(shape) < draws.no_show, queue.answer_window_s, gap + handle),
        patience=patience,
    )


def _free_in(room: RoomNow, queue: QueueNow, draws: Draws, rng: Generator) -> Floats:
    """When the room can call again, in each future."""
    if room.doing == "talking":
        return draws.handle.remaining(room.seconds, rng)
    if room.doing == "wrapping_up":
        return draws.wrap_up.remaining(room.seconds, rng)
    if room.doing == "on_break":
        return max(room.seconds, 0.0) + BREAK_OVERRUN_S * rng.standard_exponential(len(draws.no_show))
    if room.doing == "calling":
        talk = draws.turnaround.remaining(room.seconds, rng) + draws.handle.times(draws.no_show.shape, rng)
        missed = rng.random(len(draws.no_show)) < draws.no_show
        return np.where(missed, max(queue.answer_window_s - room.seconds, 0.0), talk)
    return np.zeros(len(draws.no_show))


def _play(queue: QueueNow, free: Floats, people: _People) -> tuple[Floats, Floats, Floats]:
    """When each is called, of shape (people, draws); when a room would be free for one more; when the last one is finished.
    `free`, of shape (rooms, draws), says when each room can call; it is changed."""
    if all(person.not_before_s <= 0.0 for person in queue.waiting):
        return _play_in_order(free, people)
    turns = _Turns(queue.waiting, free.shape[1])
    every = np.arange(free.shape[1])
    called = np.empty((len(queue.waiting), len(every)))
    joiner, done = np.full(len(every), np.inf), np.zeros(len(every))
    for _ in queue.waiting:
        room = free.argmin(axis=0)
        at = free[room, every]
        who, begins = turns.take(at)
        called[who, every] = begins + people.gap[who, every]
        stays = people.patience[who, every] >= called[who, every]
        ends = begins + people.taken[who, every]
        free[room, every] = np.where(stays, ends, at)
        done = np.maximum(done, np.where(stays, ends, 0.0))
        joiner = np.minimum(joiner, np.where(begins > at, at, np.inf))  # the room had nobody to call
    return called, np.minimum(joiner, free.min(axis=0)), done


def _play_in_order(free: Floats, people: _People) -> tuple[Floats, Floats, Floats]:
    """As `_play`, for a queue in which all may be called: the order of calls is the same in every future."""
    if len(free) == 1:
        return _play_in_one_room(free[0], people)
    every = np.arange(free.shape[1])
    called, done = people.gap[:-1].copy(), np.zeros(len(every))
    for one, taken, patience in zip(called, people.taken, people.patience, strict=False):
        room = free.argmin(axis=0)
        at = free[room, every]
        one += at
        ends, stays = at + taken, patience >= one
        free[room, every] = np.where(stays, ends, at)
        np.maximum(done, ends, out=done, where=stays)
    return called, free.min(axis=0), done


def _play_in_one_room(free: Floats, people: _People) -> tuple[Floats, Floats, Floats]:
    """As `_play_in_order`, for a queue with one room, as most have: whoever is called last is done last."""
    called, done = people.gap[:-1].copy(), np.zeros(len(free))
    began = free.copy()
    for one, taken, patience in zip(called, people.taken, people.patience, strict=False):
        one += free
        np.add(free, taken, out=free, where=patience >= one)
    return called, free, np.where(free > began, free, done)


class _Turns:
    """Who is called next: the first in the order who may be called already, in each future."""

    def __init__(self, waiting: Sequence[Waiting], draws: int) -> None:
        now = [at for at, person in enumerate(waiting) if person.not_before_s <= 0.0]
        later = [at for at, person in enumerate(waiting) if person.not_before_s > 0.0]
        self._nobody = len(waiting)
        self._now = np.array([*now, self._nobody])
        self._later = np.array(later, np.int64)[:, np.newaxis]
        self._not_before = np.array([waiting[at].not_before_s for at in later])[:, np.newaxis]
        self._step = np.zeros(draws, np.int64)
        self._left = np.ones((len(later), draws), np.bool_)

    def take(self, at: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Whom the room that is free at `at` calls, and when: later than `at` if all who are left come later."""
        next_now = self._now[self._step]
        if not self._later.size:
            self._step += 1
            return next_now, at
        ready = self._left & (self._not_before <= at)
        who = np.minimum(next_now, np.where(ready, self._later, self._nobody).min(axis=0))
        soonest = np.where(self._left, self._not_before, np.inf)
        first = soonest.argmin(axis=0)
        begins = np.where(who == self._nobody, soonest.min(axis=0), at)
        who = np.where(who == self._nobody, self._later[first, 0], who)
        self._step += who == next_now
        self._left &= self._later != who
        return who, begins


def _estimates(called: Floats, closes_in_s: float | None) -> list[Estimate]:
    """One estimate per row of `called`."""
    marks = np.percentile(called, (10, 50, 90), axis=1)
    chance = np.ones(len(called)) if closes_in_s is None else (called <= closes_in_s).mean(axis=1)
    return [Estimate(*row) for row in np.vstack([marks, chance]).T.tolist()]


@dataclass(frozen=True, slots=True)
class Range:
    """What people are shown: "between `from_min` and `to_min` minutes"; 0 to 1 is "any moment now"."""

    from_min: int
    to_min: int


def shown(estimate: Estimate) -> Range:
    """The range from p10 to p90 in minutes, never narrower than it is: whole minutes below 5, steps of 5 from there on."""
    return Range(_minutes(estimate.p10_s, floor), max(_minutes(estimate.p90_s, ceil), 1))


def _minutes(seconds: float, rounded: Callable[[float], int]) -> int:
    minutes = rounded(seconds / 60)
    return minutes if minutes < STEP_MIN else STEP_MIN * rounded(seconds / 60 / STEP_MIN)


@dataclass(frozen=True, slots=True)
class Given:
    """An estimate that was given, and how long it took in fact."""

    p10_s: float
    p50_s: float
    p90_s: float
    actual_s: float


@dataclass(frozen=True, slots=True)
class Score:
    """How good estimates have been: mean absolute error and bias of p50 in minutes (above 0: said too long), and how many
    of a hundred lay between p10 and p90, of which 80 are meant to."""

    count: int
    mae_min: float
    bias_min: float
    coverage_pct: float


def score(given: Sequence[Given]) -> Score | None:
    """How good these estimates have been; `None` when there are none."""
    if not given:
        return None
    errors = np.array([(one.p50_s - one.actual_s) / 60 for one in given])
    covered = [one.p10_s <= one.actual_s <= one.p90_s for one in given]
    return Score(len(given), float(np.abs(errors).mean()), float(errors.mean()), 100 * sum(covered) / len(given))
