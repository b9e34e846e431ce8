"""What survives is not gone through again, and cycles in it are found in the end."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from audiencia.core.garbage import MOST_SECONDS, RESTS, Collector


class Knot:
    """A cycle of references."""

    def __init__(self) -> None:
        self.itself: Knot | None = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Other tests collect as Python does."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


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


def test_a_cycle_among_what_survived_is_found_after_the_rest() -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 0.01
        return now[0]

    collector = Collector(clock)
    collector.begin()
    knot = Knot()
    found = weakref.ref(knot)
    collector.turn()
    del knot
    collector.turn()
    assert found() is not None
    now[0] += RESTS * 0.05
    collector.turn()
    assert found() is None


def test_everything_is_gone_through_each_hour_however_long_it_took() -> None:
    """A machine short of memory took a hundred seconds."""
    now = [0.0]

    def clock() -> float:
        now[0] += 100.0
        return now[0]

    collector = Collector(clock)
    collector.begin()
    knot = Knot()
    found = weakref.ref(knot)
    collector.turn()
    del knot
    while now[0] < 2 * MOST_SECONDS:
        collector.turn()
    assert found() is None
