"""Keyframe requests: merged, at most one per interval, repeated until one came, and never lost to a closed camera."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.keyframes import INTERVAL, KeyframeRequests


def test_asked_at_once_then_again_until_it_came() -> None:
    requests = KeyframeRequests()
    assert not requests.due(0.0, 0.0, 0.0)
    requests.want()
    requests.want()
    assert requests.due(10.0, 10.0, 9.0)
    assert not requests.due(10.0 + INTERVAL / 2, 10.2, 9.0)
    assert requests.due(10.0 + INTERVAL, 10.4, 9.0)
    requests.arrived()
    assert not requests.due(20.0, 20.0, 9.0)


@pytest.mark.parametrize("last_packet", [None, 8.0])
def test_a_closed_camera_is_asked_once_for_each_wish(last_packet: float | None) -> None:
    requests = KeyframeRequests()
    requests.want()
    assert requests.due(10.0, last_packet, 0.0)
    assert not requests.due(15.0, last_packet, 0.0)
    requests.want()
    assert requests.due(20.0, last_packet, 0.0)


def test_a_camera_that_opens_is_asked_at_once_although_it_was_asked_before() -> None:
    requests = KeyframeRequests()
    requests.want()
    assert requests.due(10.0, 10.0, 5.0)
    assert not requests.due(10.3, 10.3, 5.0)
    assert requests.due(10.3, 10.3, 10.2)


@given(st.lists(st.tuples(st.floats(0, 0.3), st.booleans()), max_size=100))
def test_never_more_than_one_an_interval(steps: list[tuple[float, bool]]) -> None:
    requests, now, asked = KeyframeRequests(), 100.0, []
    for wait, wanted in steps:
        now += wait
        if wanted:
            requests.want()
        if requests.due(now, now, 0.0):
            asked.append(now)
    assert all(later - earlier >= INTERVAL for earlier, later in pairwise(asked))
