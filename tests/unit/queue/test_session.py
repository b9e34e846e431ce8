"""The jornada and its clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.errors import Code, Refused
from audiencia.queue.session import ORDER, SessionState, check_admits, check_calls, due_state, window_on
from tests.unit.queue.builders import OPENS, session

GRACE = timedelta(minutes=30)


def test_the_window_is_in_the_municipalitys_time() -> None:
    window = window_on(date(2026, 11, 24), time(9), time(10), time(14), ZoneInfo("America/Mexico_City"))
    assert window.opens_at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


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
        check_admits(session(state=state))
    assert refused.value.code is code


def test_without_a_jornada_nobody_joins() -> None:
    with pytest.raises(Refused) as refused:
        check_admits(None)
    assert refused.value.code is Code.SESSION_CLOSED


@pytest.mark.parametrize("state", [SessionState.LOBBY, SessionState.OPEN])
def test_people_join_from_the_lobby_on(state: SessionState) -> None:
    assert check_admits(session(state=state)).state is state


def test_calls_go_on_while_closing_and_not_in_the_lobby() -> None:
    check_calls(session(state=SessionState.OPEN), OPENS, GRACE)
    check_calls(session(state=SessionState.CLOSING), OPENS + timedelta(hours=4, minutes=29), GRACE)
    with pytest.raises(Refused) as refused:
        check_calls(session(state=SessionState.LOBBY), OPENS, GRACE)
    assert refused.value.code is Code.SESSION_NOT_OPEN_YET
    with pytest.raises(Refused) as closed:
        check_calls(session(state=SessionState.CLOSED), OPENS, GRACE)
    assert closed.value.code is Code.SESSION_CLOSED


def test_nobody_is_called_after_the_grace_although_somebody_still_talks() -> None:
    with pytest.raises(Refused) as refused:
        check_calls(session(state=SessionState.CLOSING), OPENS + timedelta(hours=4, minutes=30), GRACE)
    assert refused.value.code is Code.SESSION_CLOSED
