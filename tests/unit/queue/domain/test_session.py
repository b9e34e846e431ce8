"""The jornada and its clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain.session import (
    MACHINE,
    ORDER,
    SessionAction,
    SessionState,
    check_admits,
    check_calls,
    check_finishes,
    due_state,
    is_over,
    steps_to,
    window_on,
)
from tests.support.queue_builders import OPENS, session
from tests.unit.queue.domain.tables import check

GRACE = timedelta(minutes=30)


def test_the_window_is_in_the_municipalitys_time() -> None:
    window = window_on(date(2026, 11, 24), time(9), time(10), time(14), ZoneInfo("America/Mexico_City"))
    assert window.lobby_at == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert window.opens_at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (-61, "planned"),
        (-60, "lobby"),
        (-1, "lobby"),
        (0, "open"),
        (239, "open"),
        (240, "closing"),
        (269, "closing"),
        (270, "closed"),
    ],
)
def test_the_clock_leads_through_the_day(minutes: int, state: str) -> None:
    planned = session(state=SessionState.PLANNED)
    assert due_state(planned, OPENS + timedelta(minutes=minutes), GRACE, False) == state


def test_it_does_not_close_while_somebody_has_no_outcome() -> None:
    long_after = OPENS + timedelta(hours=9)
    assert due_state(session(), long_after, GRACE, True) is SessionState.CLOSING
    assert due_state(session(), long_after, GRACE, False) is SessionState.CLOSED


@given(st.sampled_from(ORDER), st.integers(-300, 900), st.booleans())
def test_it_never_goes_back(state: SessionState, minutes: int, talking: bool) -> None:
    due = due_state(session(state=state), OPENS + timedelta(minutes=minutes), GRACE, talking)
    assert ORDER.index(due) >= ORDER.index(state)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (SessionState.PLANNED, Code.SESSION_NOT_OPEN_YET),
        (SessionState.CLOSING, Code.SESSION_CLOSED),
        (SessionState.CLOSED, Code.SESSION_CLOSED),
    ],
)
def test_nobody_joins_outside_lobby_and_opening(state: SessionState, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        check_admits(session(state=state), OPENS)
    assert refused.value.code is code


def test_without_a_jornada_nobody_joins() -> None:
    with pytest.raises(Refused) as refused:
        check_admits(None, OPENS)
    assert refused.value.code is Code.SESSION_CLOSED


@pytest.mark.parametrize("state", [SessionState.LOBBY, SessionState.OPEN])
def test_people_join_from_the_lobby_on(state: SessionState) -> None:
    assert check_admits(session(state=state), OPENS).state is state


def test_nobody_joins_from_closing_time_on_though_the_state_follows_later() -> None:
    one = session(state=SessionState.OPEN)
    assert check_admits(one, one.closes_at - timedelta(microseconds=1)) is one
    with pytest.raises(Refused) as refused:
        check_admits(one, one.closes_at)
    assert refused.value.code is Code.SESSION_CLOSED


def test_calls_go_on_while_closing_and_not_in_the_lobby() -> None:
    check_calls(session(state=SessionState.OPEN), OPENS, GRACE)
    check_calls(session(state=SessionState.CLOSING), OPENS + timedelta(hours=4, minutes=29), GRACE)
    for state in (SessionState.PLANNED, SessionState.LOBBY):
        with pytest.raises(Refused) as refused:
            check_calls(session(state=state), OPENS, GRACE)
        assert refused.value.code is Code.SESSION_NOT_OPEN_YET
    with pytest.raises(Refused) as closed:
        check_calls(session(state=SessionState.CLOSED), OPENS, GRACE)
    assert closed.value.code is Code.SESSION_CLOSED


def test_nobody_is_called_after_the_grace_although_somebody_still_talks() -> None:
    with pytest.raises(Refused) as refused:
        check_calls(session(state=SessionState.CLOSING), OPENS + timedelta(hours=4, minutes=30), GRACE)
    assert refused.value.code is Code.SESSION_CLOSED


@pytest.mark.parametrize("state", list(ORDER))
def test_a_jornada_is_over_when_it_closed_or_its_grace_is_past(state: SessionState) -> None:
    held = session(state=state)
    ends = held.closes_at + GRACE
    moments = [ends + timedelta(seconds=at) for at in (-1, 0, 1)]
    assert [is_over(held, moment, GRACE) for moment in moments] == [state is SessionState.CLOSED, True, True]


DRAWN = {
    "open_lobby": "planned>lobby",
    "open": "lobby>open",
    "begin_closing": "open>closing",
    "close": "closing>closed",
    "call_off": "planned>closed",
}


def test_the_machine_is_exactly_as_drawn() -> None:
    check(MACHINE, SessionState, SessionAction, DRAWN)  # type: ignore[arg-type]
    assert [state.value for state in ORDER] == ["planned", "lobby", "open", "closing", "closed"]


@pytest.mark.parametrize("begin", list(ORDER))
@pytest.mark.parametrize("due", list(ORDER))
def test_a_late_clock_skips_no_state(begin: SessionState, due: SessionState) -> None:
    if ORDER.index(due) < ORDER.index(begin):
        return
    steps = steps_to(session(state=begin), due)
    assert steps == list(ORDER[ORDER.index(begin) + 1 : ORDER.index(due) + 1])


def test_whoever_cannot_be_attended_before_closing_is_told_before_joining() -> None:
    held = session()
    check_finishes(held, None)
    check_finishes(held, held.closes_at)
    with pytest.raises(Refused) as refused:
        check_finishes(held, held.closes_at + timedelta(seconds=1))
    assert refused.value.code is Code.TOO_LATE_TODAY
