"""Keyframe requests: merged, at most one per interval, repeated until one came, and never lost to a closed camera."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.worker.keyframes import AGAIN_LEAST, AGAIN_MOST, INTERVAL, KeyframeRequests

ROUND_TRIP = 0.15


def test_asked_at_once_then_again_until_it_came() -> None:
    requests = KeyframeRequests()
    assert not requests.due(0.0, 0.0, 0.0, ROUND_TRIP)
    requests.want()
    requests.want()
    assert requests.due(10.0, 10.0, 9.0, ROUND_TRIP)
    assert not requests.due(10.0 + 1.9 * ROUND_TRIP, 10.2, 9.0, ROUND_TRIP)
    assert requests.due(10.0 + 2 * ROUND_TRIP, 10.4, 9.0, ROUND_TRIP)
    requests.arrived()
    assert not requests.due(20.0, 20.0, 9.0, ROUND_TRIP)


def test_after_a_keyframe_the_next_wish_waits() -> None:
    requests = KeyframeRequests()
    requests.want()
    assert requests.due(10.0, 10.0, 9.0, ROUND_TRIP)
    requests.arrived()
    requests.want()
    assert not requests.due(10.0 + 0.9 * INTERVAL, 10.0, 9.0, ROUND_TRIP)
    assert requests.due(10.0 + INTERVAL, 10.0, 9.0, ROUND_TRIP)


@pytest.mark.parametrize(("round_trip", "pause"), [(0.001, AGAIN_LEAST), (0.3, 0.6), (3.0, AGAIN_MOST)])
def test_asked_again_after_two_round_trips_within_bounds(round_trip: float, pause: float) -> None:
    requests = KeyframeRequests()
    requests.want()
    assert requests.due(10.0, 10.0, 9.0, round_trip)
    assert not requests.due(10.0 + 0.9 * pause, 10.0 + 0.9 * pause, 9.0, round_trip)
    assert requests.due(10.0 + 1.01 * pause, 10.0 + pause, 9.0, round_trip)


@pytest.mark.parametrize("last_packet", [None, 8.0])
def test_a_closed_camera_is_asked_once_for_each_wish(last_packet: float | None) -> None:
    requests = KeyframeRequests()
    requests.want()
    assert requests.due(10.0, last_packet, 0.0, ROUND_TRIP)
    assert not requests.due(15.0, last_packet, 0.0, ROUND_TRIP)
    requests.want()
    assert requests.due(20.0, last_packet, 0.0, ROUND_TRIP)


def test_a_camera_that_opens_is_asked_at_once_although_it_was_asked_before() -> None:
    requests = KeyframeRequests()
    requests.want()
    assert requests.due(10.0, 10.0, 5.0, ROUND_TRIP)
    assert not requests.due(10.25, 10.25, 5.0, ROUND_TRIP)
    assert requests.due(10.25, 10.25, 10.2, ROUND_TRIP)


@given(st.lists(st.tuples(st.floats(0, 0.3), st.booleans()), max_size=100))
def test_never_more_often_than_two_round_trips(steps: list[tuple[float, bool]]) -> None:
    requests, now, asked = KeyframeRequests(), 100.0, []
    for wait, wanted in steps:
        now += wait
        if wanted:
            requests.want()
        if requests.due(now, now, 0.0, ROUND_TRIP):
            asked.append(now)
    assert all(later - earlier >= 2 * ROUND_TRIP for earlier, later in pairwise(asked))
