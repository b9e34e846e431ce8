"""How many events a socket may send."""

import pytest

from audiencia.core.errors import TooMany
from audiencia.signaling.namespaces.bucket import (
    BURST,
    FREEZES_MOST_SECONDS,
    FREEZES_SECONDS,
    PER_SECOND,
    Bucket,
    FreezeLimit,
)


def test_a_burst_passes_and_the_next_one_does_not() -> None:
    bucket = Bucket(0.0)
    assert all(bucket.take(0.0) for _ in range(BURST))
    assert not bucket.take(0.0)


def test_it_fills_again_with_time_but_never_over_the_burst() -> None:
    bucket = Bucket(0.0)
    while bucket.take(0.0):
        pass
    assert bucket.take(1.0 / PER_SECOND)
    assert not bucket.take(1.0 / PER_SECOND)
    assert sum(bucket.take(10_000.0) for _ in range(BURST * 2)) == BURST


def test_freezes_are_told_now_and_then() -> None:
    limit = FreezeLimit()
    assert limit.take(2, 900, 0.0) == (2, 900)
    with pytest.raises(TooMany):
        limit.take(1, 200, FREEZES_SECONDS - 0.1)
    assert limit.take(1, 200, FREEZES_SECONDS) == (1, 200)


def test_no_more_freezes_are_believed_than_can_have_been() -> None:
    limit = FreezeLimit()
    assert limit.take(1, 600_000, 0.0) == (1, int(1000 * FREEZES_MOST_SECONDS))
    assert limit.take(1000, 600_000, 30.0) == (200, 30_000)
    assert limit.take(5, 100, 60.0) == (1, 100)
