"""When notices are tried again, by which ways they go, and when they must not wake anybody."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.notifications import rules
from audiencia.notifications.kinds import CHANNELS, TEMPLATES, Kind
from audiencia.runtime.channels import Channels

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
ALL = Channels(mail=True, sms=True, push_key="key")


@given(st.integers(1, 500), st.floats(0, 1), st.booleans())
def test_a_wait_is_never_less_than_the_first_and_never_much_more_than_the_longest(
    attempts: int, jitter: float, urgent: bool
) -> None:
    first = rules.FIRST_WAIT_URGENT if urgent else rules.FIRST_WAIT
    longest = rules.LONGEST_WAIT_URGENT if urgent else rules.LONGEST_WAIT
    assert first <= rules.retry_in(attempts, jitter, urgent=urgent) <= longest * (1 + rules.SPREAD)


def test_waits_double_until_the_longest() -> None:
    waits = [rules.retry_in(attempts, 0.0) for attempts in range(1, 12)]
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == rules.LONGEST_WAIT


def test_who_carries_it_may_ask_for_more_time() -> None:
    assert rules.retry_in(1, 0.0, asked=300) == 300
    assert rules.retry_in(1, 0.0, asked=1) == rules.FIRST_WAIT


def test_what_would_come_too_late_is_not_tried_again() -> None:
    until = NOON + timedelta(seconds=60)
    assert rules.tries_again(NOON, until, 59)
    assert not rules.tries_again(NOON, until, 60)


@pytest.mark.parametrize("kind", list(Kind))
def test_only_ways_that_are_there_and_were_given(kind: Kind) -> None:
    wanted = list(TEMPLATES[kind].channels)
    assert rules.channels_for(kind, CHANNELS, ALL) == wanted
    assert rules.channels_for(kind, CHANNELS, Channels()) == []
    assert rules.channels_for(kind, ["mail"], ALL) == ["mail"]
    assert rules.channels_for(kind, ["mail"], Channels(sms=True, push_key="key")) == []


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (time(20, 59), NOON.replace(hour=20, minute=59)),
        (time(21, 0), (NOON + timedelta(days=1)).replace(hour=8)),
        (time(7, 59), NOON.replace(hour=8)),
        (time(8, 0), NOON.replace(hour=8)),
    ],
)
def test_nobody_is_woken_at_night(hour: time, expected: datetime) -> None:
    at = datetime.combine(NOON.date(), hour, UTC)
    night = time(21, 0), time(8, 0)
    assert rules.earliest(Kind.CASE_ANSWERED, "sms", at, *night) == expected
    assert rules.earliest(Kind.CASE_ANSWERED, "mail", at, *night) == at
    assert rules.earliest(Kind.TURN_CALLED, "push", at, *night) == at


def test_hours_of_rest_within_a_day_and_none_at_all() -> None:
    assert rules.earliest(Kind.CASE_STATE, "sms", NOON, time(11), time(13)) == NOON.replace(hour=13)
    assert rules.earliest(Kind.CASE_STATE, "sms", NOON, time(13), time(14)) == NOON
    assert rules.earliest(Kind.CASE_STATE, "sms", NOON, time(12), time(12)) == NOON
