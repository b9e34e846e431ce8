"""The configured rules of the weekday channel in the form that the pure code takes."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from audiencia.cases.domain.case import Kind, Rules
from audiencia.core.deadlines import Calendar
from audiencia.core.ids import DepartmentId
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Municipality
from audiencia.settings.petition_rules import Petitions


def calendar_of(context: AppContext) -> Calendar:
    """When the municipality receives, and which days its terms count."""
    municipality: Municipality = context.municipality
    return _calendar(municipality.petitions, municipality.timezone)


@lru_cache(maxsize=8)
def _calendar(petitions: Petitions, timezone: str) -> Calendar:
    return Calendar(
        version=petitions.calendar,
        zone=ZoneInfo(timezone),
        weekdays=frozenset(petitions.weekdays),
        opens=petitions.opens,
        closes=petitions.closes,
        holidays={one.day: one.name for one in petitions.holidays},
    )


def kind_at(context: AppContext, department: str, about: DepartmentId | None) -> Kind:
    """What a case of this department is: whatever comes to the one that reads complaints is kept as one, however it came, and
    so is what is about another department (`about`)."""
    reads_complaints = department == context.municipality.petitions.complaints_to
    return "complaint" if reads_complaints or about is not None else "petition"


def rules_of(context: AppContext, department: str = "", topic: str | None = None) -> Rules:
    """The terms; how soon is answered may depend on the topic."""
    petitions = context.municipality.petitions
    return Rules(
        term_days=petitions.days_for(department, topic),
        clarification_days=petitions.clarification_days,
        silence_days=petitions.silence_days,
        reopen_days=petitions.reopen_days,
        asking_stops_clock=petitions.asking_stops_clock,
        undelivered_days=petitions.undelivered_days,
    )
