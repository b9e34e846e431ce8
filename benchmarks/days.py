"""Simulated days of a line, event by event: what happens, and what could be seen of it at every join.

This knows nothing of the product's forecasts. Time is in seconds from the opening. A quarter of the people comes in the
first 20 minutes, the others evenly over the opening; who waits longer than their patience leaves; rooms take the first of
the line. Those who are still in the line at the end are served, so that every estimate finds out what it was worth.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from math import log1p, sqrt
from typing import Literal

import numpy as np
from numpy.random import Generator

OPENING_S = 4 * 3600.0
RUSH_S, RUSH_SHARE = 1200.0, 0.25
ANSWER_WINDOW_S = 90.0


@dataclass(frozen=True)
class Setting:
    """A department's day. Handle times are log-normal; `long_share` of the matters takes `long_times` as long as the others,
    at the same mean of all."""

    rooms: int
    people: int
    mean_s: float = 480.0
    variation: float = 0.7
    patience_s: float = 3600.0
    turnaround_s: float = 0.0
    no_show: float = 0.0
    long_share: float = 0.0
    long_times: float = 1.0
    stop: Literal["", "break", "lost"] = ""
    """One room is gone for `stop_s` at a time nobody was told: after a citizen ("break") or in the middle of a call ("lost")."""
    stop_s: float = 1800.0

    @property
    def all_variation(self) -> float:
        """Standard deviation over mean of all handle times together."""
        longer = self.long_times - 1
        square = (1 + self.long_share * (self.long_times**2 - 1)) / (1 + self.long_share * longer) ** 2
        return sqrt((1 + self.variation**2) * square - 1)


@dataclass(frozen=True)
class RoomSeen:
    """What a room does, and since when."""

    doing: Literal["free", "turning", "calling", "talking", "away"]
    since: float


@dataclass
class Seen:
    """What is known at a moment: the line, the rooms, and everything that is over. The lists grow on with the day."""

    now: float = 0.0
    joined: int = 0
    line: int = 0
    rooms: list[RoomSeen] = field(default_factory=list)
    handled: list[float] = field(default_factory=list)
    turnarounds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Of those who were called, in that order."""
    missed: int = 0
    left: int = 0
    waited: float = 0.0
    """By all together, so far."""


@dataclass(eq=False)
class Person:
    """What fate has in store for one; `reached` is when this one's turn came, `gone` whether it came too late."""

    joined: float
    handle: float
    patience: float
    gap: float
    answers: bool
    reached: float | None = None
    gone: bool = False


@dataclass
class _Room:
    doing: Literal["free", "turning", "calling", "talking", "away"] = "free"
    since: float = 0.0
    serves: Person | None = None
    stops: bool = False
    turn: int = 0
    """Counts what the room does: an event that was meant for an earlier doing finds another number and is void."""


class Day:
    """One day. `ask` is called at each join at which no room is free, with what is seen before the newcomer stands in line."""

    def __init__(self, setting: Setting, rng: Generator, ask: Callable[[Person, Seen], None]) -> None:
        self.setting, self.ask, self.now = setting, ask, 0.0
        self.rooms = [_Room() for _ in range(setting.rooms)]
        self.line: list[Person] = []
        self.seen = Seen()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        for person in _people(setting, rng):
            self._at(person.joined, partial(self._join, person))
        if setting.stop:
            self._at(float(rng.uniform(600.0, 5400.0)), self._stop)

    def play(self) -> None:
        """Plays the day until nobody is left."""
        while self._events:
            self.now, _, happens = heapq.heappop(self._events)
            happens()

    def _at(self, time: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (time, next(self._numbers), happens))

    def _join(self, person: Person) -> None:
        if all(room.doing != "free" for room in self.rooms):
            self.ask(person, self.look())
        self.seen.joined += 1
        self.line.append(person)
        self._at(person.joined + person.patience, partial(self._leave, person))
        self._fill()

    def _leave(self, person: Person) -> None:
        if person.reached is None:
            person.gone = True
            self.seen.left += 1
            self.seen.waited += person.patience

    def _fill(self) -> None:
        for room in self.rooms:
            if room.doing == "free" and self._somebody_waits():
                if self.setting.turnaround_s:
                    self._begin(room, "turning", self.line[0].gap, self._call)
                else:
                    self._call(room)

    def _somebody_waits(self) -> bool:
        """Whether the line's first waits; the turn of those before, who are gone, comes and passes."""
        while self.line and self.line[0].gone:
            self.line.pop(0).reached = self.now
        return bool(self.line)

    def _begin(self, room: _Room, doing: Literal["turning", "calling", "talking"], lasts: float,
               then: Callable[[_Room], None]) -> None:  # fmt: skip
        room.doing, room.since, room.turn = doing, self.now, room.turn + 1
        self._at(self.now + lasts, partial(self._end, room, room.turn, then))

    def _end(self, room: _Room, turn: int, then: Callable[[_Room], None]) -> None:
        if room.turn == turn:
            then(room)

    def _call(self, room: _Room) -> None:
        if not self._somebody_waits():  # they left while the room turned
            self._free(room)
            return
        person = self.line.pop(0)
        if self.now > person.joined:
            self.seen.turnarounds.append(self.now - max(room.since, person.joined))
        self.seen.waited += self.now - person.joined
        if not person.answers:
            self.seen.missed += 1
            self._begin(room, "calling", ANSWER_WINDOW_S, self._free)
            return
        if person.reached is None:
            person.reached = self.now
            self.seen.waits.append(self.now - person.joined)
        room.serves = person
        self._begin(room, "talking", person.handle, self._finish)

    def _finish(self, room: _Room) -> None:
        self.seen.handled.append(self.now - room.since)
        room.serves = None
        self._free(room)

    def _free(self, room: _Room) -> None:
        if room.stops:
            self._away(room)
        else:
            room.doing, room.since = "free", self.now
            self._fill()

    def _stop(self) -> None:
        room = self.rooms[0]
        if self.setting.stop == "break" and room.doing != "free":
            room.stops = True
        else:
            self._away(room)

    def _away(self, room: _Room) -> None:
        """The room is gone for a while; whom it served goes back to the front with what is left to do."""
        person, room.serves, room.stops = room.serves, None, False
        if person is not None:
            left = person.handle - (self.now - room.since)
            self.line.insert(0, replace(person, joined=self.now, handle=left, patience=float("inf")))
        room.doing, room.since, room.turn = "away", self.now, room.turn + 1
        self._at(self.now + self.setting.stop_s, partial(self._free, room))

    def look(self) -> Seen:
        """What is known now."""
        waiting = [person for person in self.line if not person.gone]
        return replace(
            self.seen,
            now=self.now,
            line=len(waiting),
            rooms=[RoomSeen(room.doing, room.since) for room in self.rooms],
            waited=self.seen.waited + sum(self.now - person.joined for person in waiting),
        )


def _people(setting: Setting, rng: Generator) -> Iterator[Person]:
    """Those who come, in the order in which they do."""
    rush = rng.binomial(setting.people, RUSH_SHARE)
    joined = np.sort(np.r_[rng.uniform(0, RUSH_S, rush), rng.uniform(0, OPENING_S, setting.people - rush)])
    handles = _log_normal(setting.mean_s, setting.variation, setting.people, rng)
    if setting.long_share:
        long = rng.random(setting.people) < setting.long_share
        handles *= np.where(long, setting.long_times, 1.0) / (1 + setting.long_share * (setting.long_times - 1))
    patience = rng.exponential(setting.patience_s, setting.people)
    gaps = _log_normal(setting.turnaround_s or 1.0, 1.0, setting.people, rng)
    answers = rng.random(setting.people) >= setting.no_show
    for at, handle, patient, gap, answer in zip(joined, handles, patience, gaps, answers, strict=True):
        yield Person(float(at), float(handle), float(patient), float(gap), bool(answer))


def _log_normal(
    mean: float, variation: float, size: int, rng: Generator
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    variance = log1p(variation**2)
    return rng.lognormal(np.log(mean) - variance / 2, sqrt(variance), size)
