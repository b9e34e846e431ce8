"""Calendars and cases drawn at random, for the tests of terms and states."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from audiencia.cases.domain.case import Case, CaseState, Rules
from audiencia.core.deadlines import Calendar, start
from audiencia.core.ids import CaseId, DepartmentId

ZONE = ZoneInfo("America/Mexico_City")
RULES = Rules(
    term_days=15, clarification_days=10, silence_days=15, reopen_days=30, asking_stops_clock=True, undelivered_days=90
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Legal calendars: some weekdays, some hours, up to thirty days without work."""
    weekdays = draw(st.frozensets(st.integers(1, 7), min_size=1))
    opens, closes = sorted(draw(st.tuples(st.integers(0, 11), st.integers(12, 23))))
    holidays = draw(st.frozensets(DAYS, max_size=30))
    return Calendar("v", ZONE, weekdays, time(opens), time(closes), dict.fromkeys(holidays, "holiday"))


def calendar(*holidays: date, weekdays: frozenset[int] = frozenset(range(1, 6))) -> Calendar:
    """Monday to Friday, 9:00 to 18:00."""
    return Calendar("v", ZONE, weekdays, time(9), time(18), dict.fromkeys(holidays, "holiday"))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the municipality's clocks."""
    return datetime.combine(day, time(hour, minute), ZONE)


def case(state: CaseState = CaseState.RECEIVED, **more: object) -> Case:
    """A petition that was received on Monday, 2 November 2026."""
    held = Case(
        CaseId(UUID(int=1)), "petition", state, 1, DepartmentId(1), None,
        start(calendar(), date(2026, 11, 2), RULES.term_days),
    )  # fmt: skip
    return type(held)(**{name: getattr(held, name) for name in held.__slots__} | more)


def day_after(day: date, days: int) -> date:
    """So many days later, working or not."""
    return day + timedelta(days=days)
