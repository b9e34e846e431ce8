"""Terms in working days: on examples from the legal calendar, and over generated ones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.deadlines import Calendar, CalendarEmpty, Term, Urgency, resume, start, stop, urgency
from tests.support.calendars import DAYS, ZONE, at, calendar, calendars, day_after

REVOLUTION = date(2026, 11, 16)
TERMS = st.integers(1, 40)


def test_fifteen_working_days_skip_weekends_and_holidays() -> None:
    # Received on Monday the 2nd; without the 16th the fifteenth day is Tuesday the 24th.
    assert start(calendar(REVOLUTION), date(2026, 11, 2), 15).due_on == date(2026, 11, 24)
    assert start(calendar(), date(2026, 11, 2), 15).due_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("arrives", "received"),
    [
        (at(date(2026, 11, 13), 9), date(2026, 11, 13)),
        (at(date(2026, 11, 13), 17, 59), date(2026, 11, 13)),
        (at(date(2026, 11, 13), 18), date(2026, 11, 17)),  # Friday at closing time; Monday is a holiday
        (at(date(2026, 11, 14), 12), date(2026, 11, 17)),
        (at(date(2026, 11, 16), 12), date(2026, 11, 17)),
        (at(date(2026, 11, 17), 3), date(2026, 11, 17)),  # before it opens
        (datetime(2026, 11, 18, 0, 30, tzinfo=UTC), date(2026, 11, 18)),  # 18:30 of the 17th there
    ],
)
def test_what_arrives_outside_of_hours_is_received_on_the_next_working_day(arrives: datetime, received: date) -> None:
    assert calendar(REVOLUTION).received_on(arrives) == received


def test_it_says_when_it_opens_next() -> None:
    days = calendar(REVOLUTION)
    open_now = at(date(2026, 11, 13), 10)
    assert days.opens_next(open_now) == open_now
    assert days.opens_next(at(date(2026, 11, 13), 20)) == at(date(2026, 11, 17), 9)


def test_a_calendar_without_work_is_a_mistake() -> None:
    never = Calendar(
        "v", ZONE, frozenset({1}), time(9), time(18), {date(2026, 1, 5) + timedelta(days=7 * n): "x" for n in range(80)}
    )
    with pytest.raises(CalendarEmpty):
        never.after(date(2026, 1, 1), 1)


@given(calendars(), DAYS, TERMS)
def test_a_term_ends_on_a_working_day_and_counts_exactly_its_days(days: Calendar, received: date, term: int) -> None:
    due = start(days, received, term).due_on
    assert days.is_working(due)
    assert due > received
    assert days.between(received, due) == term
    assert days.between(received, day_after(due, -1)) == term - 1


@given(calendars(), DAYS, st.times())
def test_reception_is_on_a_working_day_and_never_before_it_arrived(days: Calendar, day: date, hour: time) -> None:
    arrives = datetime.combine(day, hour, ZONE)
    received = days.received_on(arrives)
    assert days.is_working(received)
    assert received >= arrives.astimezone(ZONE).date()
    assert days.opens_next(arrives) >= arrives
    assert days.is_open(days.opens_next(arrives))
    if days.is_open(arrives):
        assert received == arrives.date()


@given(calendars(), DAYS, TERMS, st.integers(0, 60), st.integers(0, 60))
def test_a_term_that_stood_still_keeps_the_days_that_were_left(
    days: Calendar, received: date, length: int, asked_after: int, for_days: int
) -> None:
    term = start(days, received, length)
    asked = day_after(received, asked_after)
    stopped = stop(days, term, asked)
    if asked > term.due_on:
        assert stopped == term
        return
    clarified = day_after(asked, for_days)
    resumed = resume(days, stopped, clarified)
    assert resumed.stopped_on is None
    # No day is won or lost but those in which it stood still; what was asked on the last day leaves one to answer.
    left = days.between(asked, term.due_on)
    assert days.between(clarified, resumed.due_on) == max(1, left)
    assert days.is_working(resumed.due_on) and resumed.due_on > clarified
    assert resumed.due_on >= term.due_on
    assert stop(days, stopped, clarified) == stopped
    assert resume(days, resumed, clarified) == resumed


def test_a_term_that_stood_still_on_its_last_day_goes_on_for_one_day() -> None:
    term = start(calendar(REVOLUTION), date(2026, 11, 2), 9)
    assert term.due_on == date(2026, 11, 13)
    stopped = stop(calendar(REVOLUTION), term, term.due_on)
    assert stopped.days_left == 0
    # Clarified on that Friday, in the evening: Monday is a holiday.
    assert resume(calendar(REVOLUTION), stopped, term.due_on).due_on == date(2026, 11, 17)


@given(calendars(), DAYS, TERMS, st.integers(1, 10))
def test_urgency_only_grows_as_days_pass(days: Calendar, received: date, length: int, warn: int) -> None:
    term = start(days, received, length)
    order = [Urgency.ON_TIME, Urgency.SOON, Urgency.TODAY, Urgency.OVERDUE]
    span = (term.due_on - received).days + 3
    seen = [order.index(urgency(days, term, day_after(received, n), warn)) for n in range(span)]
    assert seen == sorted(seen)
    assert urgency(days, term, term.due_on, warn) is Urgency.TODAY
    assert urgency(days, term, day_after(term.due_on, 1), warn) is Urgency.OVERDUE


def test_what_stands_still_is_not_urgent() -> None:
    term = stop(calendar(), start(calendar(), date(2026, 11, 2), 5), date(2026, 11, 9))
    assert urgency(calendar(), term, date(2027, 1, 1), 3) is Urgency.STOPPED


def test_a_stopped_term_says_how_much_is_left() -> None:
    with pytest.raises(ValueError, match="days left"):
        Term(date(2026, 11, 2), "v", stopped_on=date(2026, 11, 2))


@given(calendars(), DAYS, st.integers(-10, 900))
def test_working_days_between_are_those_that_one_counts(calendar: Calendar, since: date, days: int) -> None:
    until = since + timedelta(days=days)
    one_by_one = [since + timedelta(days=n) for n in range(1, days + 1)]
    assert calendar.between(since, until) == sum(calendar.is_working(day) for day in one_by_one)
