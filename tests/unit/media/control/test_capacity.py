"""A call costs its worker by the streams that are sent in it, and a worker takes what its measured cost allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.control.capacity import (
    BUSY_PCT,
    MEASURED_PACKETS,
    NOT_MEASURED,
    PACKETS_PER_SECOND,
    Cost,
    carries,
    growth,
    weight,
)


@pytest.mark.parametrize(("people", "calls"), [(0, 1), (1, 1), (2, 1), (3, 3), (4, 6), (5, 10), (6, 15)])
def test_a_call_weighs_as_many_calls_of_two_as_it_has_pairs(people: int, calls: int) -> None:
    assert weight(people) == calls


def test_guests_add_to_the_room_that_counts_already() -> None:
    assert [growth(guests) for guests in range(5)] == [0, 2, 5, 9, 14]


@pytest.mark.parametrize("cost", [NOT_MEASURED, Cost(24_000, 0)])
def test_without_a_measured_cost_the_setting_holds(cost: Cost) -> None:
    assert carries(80, cost) == 80


def test_a_cheap_packet_raises_no_limit_and_a_dear_one_lowers_it() -> None:
    assert carries(80, Cost(24_000, 20)) == 80
    assert carries(80, Cost(12_000, 60)) == 50


def test_the_slowest_worker_bears_a_call_of_six_beside_some_open_rooms() -> None:
    assert carries(80, Cost(MEASURED_PACKETS, 100)) >= weight(6) + 6
    assert weight(6) * PACKETS_PER_SECOND < MEASURED_PACKETS, "one such call tells nothing of the cost"


@given(st.integers(1, 200), st.integers(0, 100), st.integers(0, 100_000))
def test_what_it_bears_needs_no_more_of_its_core_than_is_allowed(capacity: int, busy: int, packets: int) -> None:
    found = carries(capacity, Cost(packets, busy))
    assert 0 <= found <= capacity
    if found < capacity:
        assert found * PACKETS_PER_SECOND * busy / packets <= BUSY_PCT
