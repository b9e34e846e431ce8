"""Calendar, terms and day of an act."""

from datetime import datetime

from audiencia.cases.api import calendar_of
from audiencia.rights.domain.request import Rules
from audiencia.runtime.context import AppContext


def rules_at(context: AppContext, now: datetime) -> Rules:
    """As they are in force at this moment."""
    calendar = calendar_of(context)
    return Rules(calendar, context.municipality.rights, calendar.day_of(now))
