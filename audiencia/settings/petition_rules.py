"""The weekday channel as a municipality configures it: hours, days without work, terms, and what may be sent. Pure."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import Model, Slug, Text

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
_Weekday = Annotated[int, Field(ge=1, le=7)]


class Holiday(Model):
    """A day on which no term runs and nothing is received; `name` is what people read."""

    day: date
    name: _Line


class TopicTerm(Model):
    """A topic of a department whose petitions are answered sooner than others, in working days."""

    department: Slug
    topic: Slug
    days: int = Field(ge=1, le=90)


class Petitions(Model):
    """Monday is weekday 1. Terms are in working days, but for `silence_days`, `reopen_days` and `undelivered_days`, which are any days.
    `outside_hours`: whether what is sent then is accepted, and received on the next working day, or refused.
    `calendar`: names this state of `holidays`; each term keeps the version it was computed by. `complaints_to`: the department
    that alone reads complaints about public servants; without it none are taken. `overseen_by`: the departments whose directors see
    all departments' cases that need somebody; `target_in_time`: of a hundred that fall due, how many are to be answered in time.
    `open311`: whether programs send petitions and ask how far they are, too (Open311 GeoReport v2). `legal_basis`: the rules by which
    an answer is owed, as its letter names them. `turn_reasons`: the codes of those `move_reasons` for which a case is turned to
    another department; all of them when it is empty."""

    weekdays: tuple[_Weekday, ...] = Field((1, 2, 3, 4, 5), min_length=1)
    opens: time = time(9)
    closes: time = time(18)
    outside_hours: Literal["accept", "refuse"] = "accept"
    calendar: _Line = "1"
    term_days: int = Field(15, ge=1, le=90)
    warn_days: int = Field(3, ge=1, le=30)
    clarification_days: int = Field(10, ge=1, le=60)
    asking_stops_clock: bool = True
    silence_days: int = Field(15, ge=1, le=180)
    reopen_days: int = Field(30, ge=1, le=365)
    undelivered_days: int = Field(90, ge=1, le=365)
    anonymous: bool = True
    complaints_to: str | None = None
    overseen_by: tuple[str, ...] = ()
    target_in_time: int = Field(90, ge=1, le=100)
    open311: bool = False
    legal_basis: Text | None = None
    turn_reasons: tuple[str, ...] = ()
    attachments: int = Field(5, ge=0, le=10)
    attachment_mb: int = Field(10, ge=1, le=25)
    per_address_per_hour: int = Field(30, ge=1)
    holidays: tuple[Holiday, ...] = ()
    terms: tuple[TopicTerm, ...] = ()

    def days_for(self, department: str, topic: str | None) -> int:
        """Working days within which a petition with this topic is answered, in whichever page it is told."""
        own = (one.days for one in self.terms if (one.department, one.topic) == (department, topic))
        return next(own, self.term_days)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(_("opens must come before closes"))
        days = [one.day for one in self.holidays]
        twice = sorted({one for one in days if days.count(one) > 1})
        if twice:
            raise ValueError(_("holidays: %(twice)s is there twice", twice=twice[0]))
        longer = next((one for one in self.terms if one.days > self.term_days), None)
        if longer is not None:
            raise ValueError(_("terms: «%(topic)s» has more days than term_days", topic=longer.topic))
        return self
