"""How many events a socket may send."""

from audiencia.signaling.bucket import BURST, PER_SECOND, Bucket


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
