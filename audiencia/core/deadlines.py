"""Terms in working days, on a calendar that says when the municipality receives and works. Pure.
A term begins on the working day after reception; what arrives outside of hours is received on the next working day. The days
without work are dated configuration (`config/petitions.toml`), whose version stays with every term that was computed by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

MOST_DAYS_AWAY = 366  # A calendar without a working day in a whole year is a mistake, not a long holiday.


class CalendarEmpty(ValueError):
    """No working day within a year."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When people work: `weekdays` by ISO number (1 is Monday), from `opens` to `closes` in `zone`, but on no day of `holidays`
    (day -> what is kept then). `version` names this calendar for good."""

    version: str
    zone: ZoneInfo
    weekdays: frozenset[int]
    opens: time
    closes: time
    holidays: Mapping[date, str]

    def is_working(self, day: date) -> bool:
        """Whether terms count this day."""
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def day_of(self, at: datetime) -> date:
        """The date at this moment."""
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        """Whether what arrives at this moment is received at once."""
        local = at.astimezone(self.zone)
        return self.is_working(local.date()) and self.opens <= local.time() < self.closes

    def days_from(self, day: date) -> Iterator[date]:
        """Working days, from this one on. Raises `CalendarEmpty` where a year holds none."""
        since = day
        while True:
            if self.is_working(day):
                since = day
                yield day
            elif (day - since).days > MOST_DAYS_AWAY:
                raise CalendarEmpty
            day += timedelta(days=1)

    def received_on(self, at: datetime) -> date:
        """The day on which what arrives at this moment counts as received."""
        local = at.astimezone(self.zone)
        late = local.time() >= self.closes
        return next(self.days_from(local.date() + timedelta(days=1 if late else 0)))

    def opens_next(self, at: datetime) -> datetime:
        """When it is open again, or `at` itself while it is."""
        if self.is_open(at):
            return at
        return datetime.combine(self.received_on(at), self.opens, self.zone)

    def after(self, day: date, days: int) -> date:
        """The `days`-th working day after this one; the next working day, or itself, for none."""
        following = self.days_from(day + timedelta(days=1 if days else 0))
        return next(islice(following, max(days - 1, 0), None))

    def between(self, since: date, until: date) -> int:
        """How many working days there are after `since`, up to and including `until`; zero when it lies before."""
        weeks, rest = divmod(max((until - since).days, 0), 7)
        beyond = (since + timedelta(days=n) for n in range(1, rest + 1))
        working = weeks * len(self.weekdays) + sum(day.isoweekday() in self.weekdays for day in beyond)
        return working - sum(since < day <= until and day.isoweekday() in self.weekdays for day in self.holidays)


@dataclass(frozen=True, slots=True)
class Term:
    """Until when something has to be done. While it is stopped (`stopped_on`), nothing is due, and `days_left` of it remain."""

    due_on: date
    calendar: str
    stopped_on: date | None = None
    days_left: int | None = None

    def __post_init__(self) -> None:
        if (self.stopped_on is None) != (self.days_left is None):
            raise ValueError("a stopped term, and only a stopped one, has days left")


def start(calendar: Calendar, received_on: date, days: int) -> Term:
    """A term of so many working days after reception."""
    return Term(calendar.after(received_on, days), calendar.version)


def stop(calendar: Calendar, term: Term, on: date) -> Term:
    """The clock stands still from this day on; a term that stands still already, or is over, stays as it is."""
    if term.stopped_on is not None or on > term.due_on:
        return term
    return Term(term.due_on, term.calendar, on, calendar.between(on, term.due_on))


def resume(calendar: Calendar, term: Term, on: date) -> Term:
    """It goes on, on the working day after this one, with the days that were left; nothing for one that goes on already. One that was
    stopped on its last day has that working day: otherwise it would be over while nobody could act."""
    if term.stopped_on is None or term.days_left is None:
        return term
    return Term(calendar.after(on, max(1, term.days_left)), calendar.version)


class Urgency(StrEnum):
    """How near the end of a term is."""

    STOPPED = "stopped"
    ON_TIME = "on_time"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


def urgency(calendar: Calendar, term: Term, today: date, warn_days: int) -> Urgency:
    """How near, on this day: `soon` from so many working days before the last."""
    if term.stopped_on is not None:
        return Urgency.STOPPED
    if today > term.due_on:
        return Urgency.OVERDUE
    if today == term.due_on:
        return Urgency.TODAY
    return Urgency.SOON if calendar.between(today, term.due_on) <= warn_days else Urgency.ON_TIME


def days_left(calendar: Calendar, term: Term, today: date) -> int:
    """Working days until the last one of the term, below zero those since it; while it is stopped, what is left of it."""
    if term.days_left is not None:
        return term.days_left
    if today > term.due_on:
        return -calendar.between(term.due_on, today)
    return calendar.between(today, term.due_on)
