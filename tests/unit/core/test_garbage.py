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

from audiencia.core.garbage import MOST_SECONDS, RESTS, YOUNG, Collector

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


def is_new(one: object) -> bool:
    """Whether the next turn goes through it."""
    return any(one is other for generation in (0, 1) for other in gc.get_objects(generation))


@alone
def test_what_survives_a_turn_is_left_alone_and_freed_by_its_references() -> None:
    collector = Collector(clock=lambda: 0.0)
    collector.begin()
    kept = Knot()
    died = weakref.ref(Knot())
    collector._thorough_at = 1.0
    assert is_new(kept)
    collector.turn()
    assert died() is None
    assert not is_new(kept)
    found = weakref.ref(kept)
    kept.itself = None
    del kept
    assert found() is None


@alone
def test_python_goes_through_what_is_new_alone() -> None:
    collector = Collector(clock=lambda: 0.0)
    collector.begin()
    before = gc.get_stats()[2]["collections"]
    kept = [Knot() for _ in range(100 * YOUNG)]
    assert gc.get_stats()[2]["collections"] == before
    assert not is_new(kept[0])


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
def test_nothing_thorough_is_due_while_much_more_is_there_than_at_the_start() -> None:
    clock, blocks = Slow(0.01), [1000]
    collector = Collector(clock, lambda: blocks[0])
    found = unreachable_after_a_turn(collector)
    blocks[0] = 6000
    clock.now += RESTS * 0.03
    collector.turn()
    assert found() is not None
    clock.now += RESTS * 0.03
    collector.turn()
    assert found() is None


@alone
def test_an_allocator_that_counts_no_blocks_is_allowed() -> None:
    clock = Slow(0.01)
    collector = Collector(clock, lambda: 0)
    found = unreachable_after_a_turn(collector)
    clock.now += RESTS * 0.02
    collector.turn()
    assert found() is None


@alone
def test_what_was_there_when_it_began_is_never_gone_through() -> None:
    clock = Slow(0.01)
    kept = Knot()
    collector = Collector(clock)
    collector.begin()
    clock.now += MOST_SECONDS
    collector.turn()
    assert not any(one is kept for one in gc.get_objects())
