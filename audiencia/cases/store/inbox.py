"""Lists of cases as those see them who answer: in which order, how urgent, and what is to be done next. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from audiencia.cases.domain.case import OPEN, Case, CaseState
from audiencia.core.deadlines import Calendar, Urgency

Stage = Literal["open", "answered", "concluded"]
By = Literal["term", "folio", "state", "officer"]
EPOCH = date(2000, 1, 1)
STOPPED_RANK = 1_000_000  # The place of what stands still, after everything that is due.
_BEFORE_ALL, _AFTER_ALL = -(2**31), 2**31 - 1


def rank_of(day: date) -> int:
    """The place of what is due on this day: the column `case_file.list_rank` of cases that are owed an answer."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class Days:
    """What the urgencies begin and end with: today, and the last day that is still soon."""

    today: date
    soon_until: date


def days_of(calendar: Calendar, today: date, warn_days: int) -> Days:
    """The days of `deadlines.urgency`: soon is what has at most so many working days left."""
    return Days(today, calendar.after(today, warn_days + 1) - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by the day on which cases are due, or by another column; `descending`: the last first."""

    by: By = "term"
    descending: bool = False

    def backwards(self, stage: Stage) -> bool:
        """Whether it runs against the places: those of what is owed no answer have the newest first."""
        return self.by == "term" and self.descending == (stage == "open")


def usual(stage: Stage) -> Order:
    """How a stage is sorted without a choice: what is due first comes first, of what is owed no more the newest."""
    return Order(descending=stage != "open")


def ranks(urgency: Urgency | None, days: Days) -> tuple[int, int]:
    """The first and the last place in the list of an urgency; all of it without one."""
    today, soon = rank_of(days.today), rank_of(days.soon_until)
    return {
        None: (_BEFORE_ALL, _AFTER_ALL),
        Urgency.OVERDUE: (_BEFORE_ALL, today - 1),
        Urgency.TODAY: (today, today),
        Urgency.SOON: (today + 1, soon),
        Urgency.ON_TIME: (soon + 1, STOPPED_RANK - 1),
        Urgency.STOPPED: (STOPPED_RANK, STOPPED_RANK),
    }[urgency]


class Next(StrEnum):
    """What whoever answers does next."""

    ASSIGN = "assign"
    READ_REOPENED = "read_reopened"
    READ_MESSAGE = "read_message"
    WAIT_FOR_REPLY = "wait_for_reply"
    BEGIN = "begin"
    ANSWER = "answer"
    DELIVER = "deliver"
    WAIT_FOR_CITIZEN = "wait_for_citizen"
    NOTHING = "nothing"


def what_next(case: Case, *, unread: bool, undelivered: bool) -> Next:
    """`unread`: the citizen wrote last. `undelivered`: the answer is to be told or handed over, and nobody has yet."""
    if case.withdrawal:
        return Next.NOTHING
    if case.state not in OPEN:
        if undelivered:
            return Next.DELIVER
        if case.state is CaseState.CONCLUDED:
            return Next.NOTHING
        return Next.READ_MESSAGE if unread else Next.WAIT_FOR_CITIZEN
    if case.assigned_to is None:
        return Next.ASSIGN
    if case.state is CaseState.REOPENED:
        return Next.READ_REOPENED
    if case.asked_until is not None:
        return Next.WAIT_FOR_REPLY
    if unread:
        return Next.READ_MESSAGE
    return Next.BEGIN if case.state is not CaseState.IN_PROCESS else Next.ANSWER
