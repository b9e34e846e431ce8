"""Counts of windows: each begins with its first count, and what is over is dropped."""

import pytest

from audiencia.http.limits import memory_counts
from audiencia.http.limits.memory_counts import SWEEP_SECONDS, MemoryCounts


class Clock:
    """Stands in for `time`."""

    now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the counts, and of what the library asks."""
    clock = Clock()
    monkeypatch.setattr(memory_counts, "time", clock)
    monkeypatch.setattr("limits.aio.storage.memory.time", clock)
    return clock


async def test_a_window_begins_with_its_first_count_and_is_over_after_its_time(clock: Clock) -> None:
    counts = MemoryCounts()
    assert [await counts.incr("one", 60), await counts.incr("one", 60, 3), await counts.incr("other", 60)] == [1, 4, 1]
    clock.now += 59
    assert (await counts.get("one"), await counts.get_expiry("one")) == (4, 1060.0)
    clock.now += 1
    assert await counts.get("one") == 0
    assert await counts.incr("one", 60) == 1
    assert await counts.get_expiry("one") == 1120.0


async def test_windows_that_are_over_are_dropped_once_in_a_while_and_not_with_each_count(clock: Clock) -> None:
    counts = MemoryCounts()
    for number in range(100):
        await counts.incr(str(number), 1)
    clock.now += 2
    await counts.incr("later", 600)
    assert len(counts.storage) == 101
    clock.now += SWEEP_SECONDS
    await counts.incr("later", 600)
    assert dict(counts.storage) == {"later": 2}
    assert set(counts.expirations) == {"later"}
