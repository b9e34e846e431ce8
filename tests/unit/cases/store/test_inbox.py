"""Lists of cases: urgencies as places, and what is done next."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from audiencia.cases.domain.case import Case, CaseState
from audiencia.cases.store import inbox
from audiencia.cases.store.inbox import Next, what_next
from audiencia.core.deadlines import Term, Urgency, days_left, urgency
from audiencia.core.ids import DepartmentId, StaffId
from tests.support.calendars import calendar
from tests.support.calendars import case as drawn

CALENDAR = calendar(date(2026, 12, 25), date(2026, 11, 16))
FRESH = drawn()
WORKED_ON = replace(FRESH, assigned_to=StaffId(1))


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(-40, 40), st.integers(1, 10))
def test_an_urgency_is_a_stretch_of_the_list(today: date, ahead: int, warn_days: int) -> None:
    """Each day due lies in the stretch of exactly the urgency that it has."""
    due = today + timedelta(days=ahead)
    days = inbox.days_of(CALENDAR, today, warn_days)
    named = urgency(CALENDAR, Term(due, "1"), today, warn_days)
    rank = inbox.rank_of(due)
    assert [one for one in Urgency if inbox.ranks(one, days)[0] <= rank <= inbox.ranks(one, days)[1]] == [named]
    first, last = inbox.ranks(None, days)
    assert first < rank < inbox.STOPPED_RANK <= last


def test_what_stands_still_has_its_own_place() -> None:
    days = inbox.days_of(CALENDAR, date(2026, 11, 25), 3)
    assert inbox.ranks(Urgency.STOPPED, days) == (inbox.STOPPED_RANK, inbox.STOPPED_RANK)


def test_days_left_count_working_days_both_ways() -> None:
    wednesday = date(2026, 11, 25)
    assert days_left(CALENDAR, Term(date(2026, 12, 1), "1"), wednesday) == 4
    assert days_left(CALENDAR, Term(wednesday, "1"), wednesday) == 0
    assert days_left(CALENDAR, Term(date(2026, 11, 20), "1"), wednesday) == -3
    assert days_left(CALENDAR, Term(date(2026, 11, 20), "1", date(2026, 11, 18), 2), wednesday) == 2


def _next(one: Case, *, unread: bool = False, undelivered: bool = False) -> Next:
    return what_next(one, unread=unread, undelivered=undelivered)


def test_what_is_done_next() -> None:
    in_process = replace(WORKED_ON, state=CaseState.IN_PROCESS)
    asked = replace(in_process, asked_until=date(2026, 12, 1))
    assert _next(FRESH, unread=True) is Next.ASSIGN
    assert _next(replace(WORKED_ON, state=CaseState.ASSIGNED)) is Next.BEGIN
    assert _next(replace(WORKED_ON, state=CaseState.REOPENED)) is Next.READ_REOPENED
    assert _next(in_process) is Next.ANSWER
    assert _next(in_process, unread=True) is Next.READ_MESSAGE
    assert _next(asked, unread=True) is Next.WAIT_FOR_REPLY
    answered = replace(WORKED_ON, state=CaseState.ANSWERED)
    assert _next(answered) is Next.WAIT_FOR_CITIZEN
    assert _next(answered, unread=True) is Next.READ_MESSAGE
    assert _next(answered, undelivered=True) is Next.DELIVER
    assert _next(replace(WORKED_ON, state=CaseState.CONCLUDED)) is Next.NOTHING
    withdrawn = replace(WORKED_ON, state=CaseState.CONCLUDED, conclusion="withdrawn")
    assert _next(withdrawn, unread=True, undelivered=True) is Next.NOTHING
    assert (
        _next(replace(WORKED_ON, state=CaseState.CONCLUDED, department_id=DepartmentId(2)), undelivered=True)
        is Next.DELIVER
    )
