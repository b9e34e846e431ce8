"""Appointments: windows lie whole within the hours, capacity is never overdrawn, and places are given from a day on."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import SessionId
from audiencia.queue.domain.booking import (
    Offered,
    Slot,
    begins_at,
    check_books,
    check_slot,
    held_until,
    lapses_at,
    offered,
    slots,
)
from audiencia.queue.domain.session import Session, SessionState

OPENS = datetime(2026, 12, 1, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTES = st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes))
BEGINS = OPENS - timedelta(days=6)


def session(state: SessionState = SessionState.PLANNED) -> Session:
    """Open from 15:00 to 20:00 UTC, with a lobby an hour before."""
    return Session(SessionId(1), OPENS.date(), OPENS - HOUR, OPENS, OPENS + 5 * HOUR, state, demo=False)


@given(MINUTES, MINUTES)
def test_windows_follow_each_other_and_lie_whole_within_the_hours(hours: timedelta, length: timedelta) -> None:
    found = list(slots(OPENS, OPENS + hours, length))
    assert len(found) == hours // length
    assert all(one.ends_at - one.starts_at == length for one in found)
    assert [one.starts_at for one in found] == [OPENS + at * length for at in range(len(found))]
    assert all(one.ends_at <= OPENS + hours for one in found)


@given(st.integers(0, 4), st.lists(st.integers(0, 9), max_size=60))
def test_no_more_are_given_than_fit_and_none_is_refused_before(per_slot: int, wanted: list[int]) -> None:
    """Whoever comes in whatever order: each window is given exactly as often as it can be, or was wanted."""
    windows = list(slots(OPENS, OPENS + 5 * HOUR, HOUR / 2))
    taken: dict[datetime, int] = {}
    for at in wanted:
        starts_at = windows[at].starts_at
        offers = offered(windows, taken, per_slot)
        assert [one.left for one in offers] == [per_slot - taken.get(one.slot.starts_at, 0) for one in offers]
        try:
            assert check_slot(offers, starts_at) == windows[at]
            taken[starts_at] = taken.get(starts_at, 0) + 1
        except Refused as refused:
            assert refused.code is Code.SLOT_FULL
    assert taken == {
        one.starts_at: min(per_slot, wanted.count(at)) for at, one in enumerate(windows) if at in wanted and per_slot
    }


def test_a_window_that_was_given_too_often_offers_nothing() -> None:
    """The number was lowered after people had booked."""
    window = Slot(OPENS, OPENS + HOUR)
    assert offered([window], {OPENS: 3}, 2) == [Offered(window, 0)]


def test_another_time_is_no_window() -> None:
    offers = offered(list(slots(OPENS, OPENS + 2 * HOUR, HOUR)), {}, 1)
    for minutes in (-60, 1, 59, 120):
        with pytest.raises(BadInput) as wrong:
            check_slot(offers, OPENS + timedelta(minutes=minutes))
        assert wrong.value.fields == {"starts_at": "required"}
    # The same moment written in another zone is the same window.
    local = OPENS.astimezone(ZoneInfo("America/Mexico_City"))
    assert check_slot(offers, local).starts_at == OPENS


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("America/Mexico_City", "2026-11-25T06:00:00+00:00"), ("America/Tijuana", "2026-11-25T08:00:00+00:00")],
)
def test_places_are_given_from_the_first_moment_of_the_wednesday(zone: str, expected: str) -> None:
    begins = begins_at(date(2026, 12, 1), 6, ZoneInfo(zone))
    assert begins.isoweekday() == 3
    assert begins.astimezone(UTC).isoformat() == expected


def test_a_change_of_the_clock_on_the_way_leaves_midnight_where_it_is() -> None:
    zone = ZoneInfo("America/Tijuana")  # its clocks went back on 1 November 2026
    begins = begins_at(date(2026, 11, 3), 6, zone)
    assert (begins.astimezone(zone).hour, begins.astimezone(zone).date()) == (0, date(2026, 10, 28))


@pytest.mark.parametrize(
    ("before_lobby", "is_open"), [(HOUR, True), (timedelta(seconds=1), True), (timedelta(), False), (-HOUR, False)]
)
def test_places_are_given_until_the_lobby_opens(before_lobby: timedelta, is_open: bool) -> None:
    now = OPENS - HOUR - before_lobby
    if is_open:
        assert check_books(session(), now, BEGINS) == session()
    else:
        with pytest.raises(Refused) as refused:
            check_books(session(), now, BEGINS)
        assert refused.value.code is Code.BOOKING_CLOSED


def test_places_are_given_from_their_first_moment_on() -> None:
    assert check_books(session(), BEGINS, BEGINS) == session()
    with pytest.raises(Refused):
        check_books(session(), BEGINS - timedelta(microseconds=1), BEGINS)


@pytest.mark.parametrize("state", sorted(set(SessionState) - {SessionState.PLANNED}))
def test_places_of_a_jornada_that_has_begun_are_given_no_more(state: SessionState) -> None:
    with pytest.raises(Refused) as refused:
        check_books(session(state), BEGINS + HOUR, BEGINS)
    assert refused.value.code is Code.BOOKING_CLOSED


def test_without_a_jornada_no_place_is_given() -> None:
    with pytest.raises(Refused):
        check_books(None, OPENS, BEGINS)


def test_who_comes_early_is_held_until_the_window_begins() -> None:
    assert held_until(OPENS, OPENS - timedelta(microseconds=1)) == OPENS
    assert held_until(OPENS, OPENS) is None
    assert held_until(OPENS, OPENS + HOUR) is None


def test_an_appointment_waits_as_long_as_the_grace_says() -> None:
    grace = timedelta(minutes=10)
    for noted_at in (None, OPENS - HOUR, OPENS):
        assert lapses_at(OPENS, noted_at, grace) == OPENS + grace
    assert lapses_at(OPENS, OPENS + HOUR, grace) == OPENS + HOUR + grace
