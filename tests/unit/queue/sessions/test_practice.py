"""When a practice may be: never beside a jornada for people, nor so shortly before one that it would be in its way."""

from datetime import UTC, datetime, timedelta

import pytest

from audiencia.core.errors import Refused
from audiencia.core.ids import SessionId
from audiencia.queue.domain.session import Session, SessionState
from audiencia.queue.sessions.practice import CLEAR_BEFORE, check_may_practise

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
ENDS = NOW + timedelta(minutes=30)


def session(state: SessionState, *, demo: bool) -> Session:
    return Session(SessionId(1), NOW.date(), NOW, NOW, NOW + timedelta(hours=4), state, demo)


@pytest.mark.parametrize("state", [SessionState.LOBBY, SessionState.OPEN, SessionState.CLOSING])
def test_never_beside_a_jornada_for_people(state: SessionState) -> None:
    with pytest.raises(Refused):
        check_may_practise(session(state, demo=False), None, ENDS)
    check_may_practise(session(state, demo=True), None, ENDS)


def test_a_planned_one_is_no_obstacle_unless_it_is_near() -> None:
    planned = session(SessionState.PLANNED, demo=False)
    check_may_practise(planned, ENDS + CLEAR_BEFORE, ENDS)
    with pytest.raises(Refused):
        check_may_practise(planned, ENDS + CLEAR_BEFORE - timedelta(seconds=1), ENDS)
    check_may_practise(None, None, ENDS)
