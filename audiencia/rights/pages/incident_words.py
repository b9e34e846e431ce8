"""Codes of incidents in plain words."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_
from audiencia.http.render import FieldWords
from audiencia.rights.domain.incident import Alarm
from audiencia.rights.pages import words

ALARMS: Mapping[Alarm, tuple[str, str]] = {
    Alarm.NONE: (N_("Nobody is left to be told"), "good"),
    Alarm.IN_TIME: (N_("In time"), ""),
    Alarm.SOON: (N_("Soon"), "warn"),
    Alarm.URGENT: (N_("Only hours are left"), "bad"),
    Alarm.OVER: (N_("The term is over"), "bad"),
}
FIELDS: FieldWords = text_files.by_field(words.TEXTS["incident"])
