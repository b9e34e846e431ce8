"""What public pages keep silent about while an election goes on. Pure.

From the beginning of the campaigns until the end of the voting, a public body may not spread its achievements, and its
communication never names or pictures an official to promote them: Political Constitution of the United Mexican States, arts. 41
(base III, part C) and 134 (paragraph 8); Ley General de Instituciones y Procedimientos Electorales, art. 209. The days differ
with each election, so an administrator says which they are. While a period is in force, public pages show no achievements, no
names and no pictures of officials; services, and how to use them, stay as they are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from audiencia.core.errors import BadInput

LONGEST = timedelta(days=366)  # A longer one is a slip of the hand.


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it, each from midnight to midnight in the municipality."""

    begins_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        """Whether it is in force on this day."""
        return self.begins_on <= day <= self.ends_on


def in_force(periods: Collection[Period], today: date) -> Period | None:
    """The one that is in force today; of several, with the end at which the last of those that follow on one another is over."""
    now = [one for one in periods if one.covers(today)]
    if not now:
        return None
    begins, ends = min(one.begins_on for one in now), max(one.ends_on for one in now)
    for one in sorted(periods, key=lambda period: period.begins_on):
        if one.begins_on <= ends + timedelta(days=1):
            ends = max(ends, one.ends_on)
    return Period(begins, ends)


def check(begins_on: date, ends_on: date, today: date) -> Period:
    """A period as an administrator fills it in. Raises `BadInput` for one that is over, turned round, or endless."""
    if ends_on < begins_on:
        raise BadInput(fields={"ends_on": "before_begin"})
    if ends_on < today:
        raise BadInput(fields={"ends_on": "past"})
    if ends_on - begins_on > LONGEST:
        raise BadInput(fields={"ends_on": "too_long"})
    return Period(begins_on, ends_on)
