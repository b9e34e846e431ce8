"""What survives is not gone through again, and cycles in it are found in the end.

Each test has a process of its own: where all tests are collected, a thorough collection goes through millions of objects.
"""

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from audiencia.core.garbage import MANY_NEW, MOST_SECONDS, RESTS, YOUNG, Collector, new_objects

ROOT = Path(__file__).parents[3]


class Knot:
    """A cycle of references."""

    def __init__(self) -> None:
        self.itself: Knot | None = self


def alone(test: Callable[[], None]) -> Callable[[], None]:
    """Runs the test in a new process."""

    @wraps(test)
    def run() -> None:
        done = subprocess.run(
            [sys.executable, "-c", f"from {__name__} import {test.__name__} as test; test.__wrapped__()"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    return run


@alone
def test_what_survives_a_turn_is_left_alone_and_freed_by_its_references() -> None:
    collector = Collector(clock=lambda: 0.0)
    collector.begin()
    kept = Knot()
    died = weakref.ref(Knot())
    collector._thorough_at = 1.0
    collector.turn()
    assert died() is None
    assert not any(one is kept for one in gc.get_objects())
    found = weakref.ref(kept)
    kept.itself = None
    del kept
    assert found() is None


@alone
def test_of_many_new_objects_the_last_ones_are_gone_through_and_all_are_left_alone() -> None:
    collector = Collector(clock=lambda: 0.0)
    collector.begin()
    collector._thorough_at = 1.0
    many = [Knot() for _ in range(MANY_NEW + 10 * YOUNG)]
    last = weakref.ref(Knot())
    kept = Knot()
    assert new_objects() > MANY_NEW
    collector.turn()
    assert last() is None
    assert not any(one is kept or one is many[0] for one in gc.get_objects())


class Slow:
    """A clock on which each look at it takes so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.now, self._seconds = 0.0, seconds

    def __call__(self) -> float:
        self.now += self._seconds
        return self.now


def unreachable_after_a_turn(collector: Collector) -> "weakref.ref[Knot]":
    """A cycle that had survived a collection when nobody knew it any more."""
    collector.begin()
    knot = Knot()
    collector.turn()
    return weakref.ref(knot)


@alone
def test_a_cycle_among_what_survived_is_found_after_the_rest() -> None:
    clock = Slow(0.01)
    collector = Collector(clock)
    found = unreachable_after_a_turn(collector)
    collector.turn()
    assert found() is not None
    clock.now += RESTS * 0.05
    collector.turn()
    assert found() is None


@alone
def test_everything_is_gone_through_each_hour_however_long_it_took() -> None:
    """A machine short of memory takes hundreds of seconds."""
    clock = Slow(100.0)
    collector = Collector(clock)
    found = unreachable_after_a_turn(collector)
    while clock.now < 2 * MOST_SECONDS:
        collector.turn()
    assert found() is None


@alone
def test_nothing_thorough_is_due_while_many_more_objects_are_there_than_last_time() -> None:
    clock = Slow(0.01)
    collector = Collector(clock)
    found = unreachable_after_a_turn(collector)
    many = [[number] for number in range(3 * gc.get_freeze_count())]
    collector.turn()
    clock.now += RESTS * 0.03
    collector.turn()
    assert found() is not None
    many.clear()
    clock.now += RESTS * 0.1
    collector.turn()
    assert found() is None


@alone
def test_objects_that_came_since_the_last_turn_are_counted() -> None:
    collector = Collector(clock=lambda: 0.0)
    collector.begin()
    collector._thorough_at = 1.0
    collector.turn()
    before = new_objects()
    kept = [[number] for number in range(30 * YOUNG)]
    assert 25 * YOUNG < new_objects() - before < 35 * YOUNG
    kept.clear()


@alone
def test_what_was_set_aside_before_it_began_is_gone_through_in_a_thorough_collection() -> None:
    clock = Slow(0.01)
    kept = [[number] for number in range(100_000)]
    found = weakref.ref(Knot())
    gc.freeze()
    collector = Collector(clock)
    collector.begin()
    assert found() is not None
    clock.now += RESTS * 0.01
    collector.turn()
    assert found() is not None, "the time that this takes is reckoned from all that there is"
    clock.now += MOST_SECONDS
    collector.turn()
    assert found() is None
    assert kept
