"""Codes of incidents in plain words."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_
from audiencia.http.render import FieldWords
from audiencia.rights.domain.incident import Alarm

ALARMS: Mapping[Alarm, tuple[str, str]] = {
    Alarm.NONE: (N_("Nobody is left to be told"), "good"),
    Alarm.IN_TIME: (N_("In time"), ""),
    Alarm.SOON: (N_("Soon"), "warn"),
    Alarm.URGENT: (N_("Only hours are left"), "bad"),
    Alarm.OVER: (N_("The term is over"), "bad"),
}
_TEXTS: Mapping[str, str] = {
    "what": N_("Write what happened"),
    "responsible": N_("Write who is responsible for attending to it"),
    "actions": N_("Write what was done at once"),
    "advice": N_("Write what you recommend to the people"),
}
_TIMES: Mapping[str, str] = {
    "happened_at": N_("Write when it happened, as far as is known"),
    "noticed_at": N_("Write when it was noticed"),
}
_TOLD = ("told_at_autoridad", "told_at_personas")
_MALFORMED = N_("Write day and hour, such as 2026-09-16T10:30")
_FUTURE = N_("This is still to come: write when it was")
FIELDS: FieldWords = {
    **{(name, "required"): text for name, text in {**_TEXTS, **_TIMES}.items()},
    **{
        (name, "too_long"): N_("Write it with at most 4,000 characters")
        for name in (*_TEXTS, "cause", "lasting")
        if name != "responsible"
    },
    ("responsible", "too_long"): N_("Write it with at most 200 characters"),
    **{(name, "malformed"): _MALFORMED for name in (*_TIMES, "confirmed_at", *_TOLD)},
    **{(name, "future"): _FUTURE for name in (*_TIMES, "confirmed_at", *_TOLD)},
    ("noticed_at", "too_early"): N_("It cannot have been noticed before it happened"),
    ("confirmed_at", "too_early"): N_("It cannot have been confirmed before it was noticed"),
    **{(name, "required"): N_("Write when they were told") for name in _TOLD},
    ("data", "required"): N_("Choose which data are concerned"),
    ("folios", "required"): N_("Write folios, or choose a day"),
    ("folios", "unknown"): N_("There is nothing under one of these folios: copy them as they stand on the numbers"),
    ("folios", "too_long"): N_("Write 500 folios at most at once"),
    ("until", "too_early"): N_("The last day is before the first one"),
    ("people", "required"): N_("Write how many people it concerns, about; 0 if nobody knows yet"),
    ("people", "malformed"): N_("Write a number"),
    **{
        (f"text_{act}", "required"): text
        for act, text in {
            "nota": N_("Write the note"),
            "autoridad": N_("Write how the authority was told, and the number of its receipt"),
            "personas": N_("Write how the people were told"),
            "sin-aviso": N_("Write why nobody's rights are affected in a significant way"),
            "cierre": N_("Write how it ended"),
        }.items()
    },
    **{
        (f"text_{act}", "too_long"): N_("Write it with at most 4,000 characters")
        for act in ("nota", "autoridad", "personas", "sin-aviso", "cierre")
    },
}
