"""A call costs its worker by the streams that are sent in it, and a worker takes what its measured cost allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.control.capacity import (
    BUSY_PCT,
    MEASURED_PACKETS,
    MEASURED_PCT,
    PACKETS_PER_SECOND,
    carries,
    growth,
    weight,
)


@pytest.mark.parametrize(("people", "calls"), [(0, 1), (1, 1), (2, 1), (3, 3), (4, 6), (5, 10), (6, 15)])
def test_a_call_weighs_as_many_calls_of_two_as_it_has_pairs(people: int, calls: int) -> None:
    assert weight(people) == calls


def test_guests_add_to_the_room_that_counts_already() -> None:
    assert [growth(guests) for guests in range(5)] == [0, 2, 5, 9, 14]


@pytest.mark.parametrize(("busy", "packets"), [(0, 0), (MEASURED_PCT - 1, 24_000), (100, MEASURED_PACKETS - 1)])
def test_without_a_measured_cost_the_setting_holds(busy: int, packets: int) -> None:
    assert carries(80, busy, packets) == 80


def test_a_cheap_packet_raises_no_limit_and_a_dear_one_lowers_it() -> None:
    assert carries(80, 20, 24_000) == 80
    assert carries(80, 60, 12_000) == 50
    assert carries(80, 100, MEASURED_PACKETS) == 7


@given(st.integers(1, 200), st.integers(0, 100), st.integers(0, 100_000))
def test_what_it_takes_needs_no_more_of_its_core_than_is_allowed(capacity: int, busy: int, packets: int) -> None:
    found = carries(capacity, busy, packets)
    assert 0 <= found <= capacity
    if found < capacity:
        assert found * PACKETS_PER_SECOND * busy / packets <= BUSY_PCT
