"""What a line does to datagrams: how many it loses, when the others arrive, how long they queue."""

from itertools import groupby
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.impairments import HEADERS, Lane, Line

SIZE = 1000 - HEADERS


def sent(lane: Lane, count: int, apart: float) -> list[float | None]:
    """Arrivals of so many datagrams of 1,000 octets on the line, one each `apart` seconds."""
    return [lane.arrival(SIZE, n * apart) for n in range(count)]


def test_a_line_that_does_nothing_passes_everything_at_once() -> None:
    lane = Lane(Line(), 1)
    assert sent(lane, 3, 0.5) == [0.0, 0.5, 1.0]
    assert (lane.passed, lane.lost, lane.octets, lane.waits) == (3, 0, 3000, [])


def test_delay_is_added_to_each() -> None:
    assert sent(Lane(Line(delay=0.04), 1), 2, 1.0) == [0.04, 1.04]


def test_so_many_are_lost_and_the_same_ones_with_the_same_seed() -> None:
    lane = Lane(Line(lost=0.1), 7)
    arrivals = sent(lane, 20_000, 0.01)
    assert arrivals.count(None) == lane.lost
    assert 0.09 < lane.lost / 20_000 < 0.11
    assert lane.octets == 20_000_000
    assert sent(Lane(Line(lost=0.1), 7), 20_000, 0.01) == arrivals
    assert sent(Lane(Line(lost=0.1), 8), 20_000, 0.01) != arrivals


def test_losses_come_in_runs_of_the_length_that_was_asked_for() -> None:
    arrivals = sent(Lane(Line(lost=0.1, burst=5), 3), 50_000, 0.01)
    runs = [len(list(run)) for lost, run in groupby(one is None for one in arrivals) if lost]
    assert sum(runs) / 50_000 == pytest.approx(0.1, abs=0.01)
    assert fmean(runs) == pytest.approx(5, abs=0.3)


def test_jitter_is_spread_up_to_its_most() -> None:
    arrivals = sent(Lane(Line(delay=0.1, jitter=0.05), 3), 2000, 1.0)
    late = [at - n for n, at in enumerate(arrivals) if at is not None]
    assert min(late) >= 0.1
    assert max(late) <= 0.15
    assert fmean(late) == pytest.approx(0.125, abs=0.002)


def test_more_than_the_rate_queues_and_is_dropped_where_the_queue_is_full() -> None:
    # 8,000 bit in a datagram, 80,000 bit/s: ten a second pass, twenty come.
    lane = Lane(Line(rate=80_000, queue=0.25), 1)
    arrivals = sent(lane, 100, 0.05)
    assert arrivals[:4] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert lane.waits[:4] == pytest.approx([0.0, 0.05, 0.1, 0.15])
    assert max(lane.waits) <= 0.25
    assert lane.lost == pytest.approx(50, abs=4)


def test_below_the_rate_nothing_queues() -> None:
    lane = Lane(Line(rate=80_000), 1)
    sent(lane, 50, 0.2)
    assert set(lane.waits) == {0.0}
    assert lane.lost == 0


def test_a_cut_line_passes_nothing_until_it_is_another() -> None:
    lane = Lane(Line(cut=True), 1)
    assert sent(lane, 2, 1.0) == [None, None]
    lane.change(Line())
    assert lane.lost == lane.octets == 0
    assert lane.arrival(SIZE, 5.0) == 5.0


@given(
    st.integers(0, 99),
    st.lists(st.tuples(st.floats(0, 0.2), st.integers(1, 1500)), min_size=1, max_size=60),
    st.sampled_from([Line(jitter=0.05), Line(jitter=0.2, rate=200_000), Line(lost=0.3, jitter=0.05, delay=0.1)]),
)
def test_what_arrives_keeps_its_order_and_is_never_early(
    seed: int, datagrams: list[tuple[float, int]], line: Line
) -> None:
    lane, now, before = Lane(line, seed), 0.0, 0.0
    for apart, size in datagrams:
        now += apart
        at = lane.arrival(size, now)
        if at is not None:
            assert at >= max(before, now + line.delay)
            before = at
    assert lane.passed + lane.lost == len(datagrams)
