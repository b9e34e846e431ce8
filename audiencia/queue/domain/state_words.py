"""States of a ticket and outcomes, in plain words (`state_words.toml`). Pure."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_

_TEXTS = text_files.load("audiencia.queue.domain", "state_words.toml")
TICKET_STATES: Mapping[str, str] = _TEXTS["ticket"]
DESK_STATES: Mapping[str, str] = _TEXTS["desk"]  # States of a ticket as the front desk reads them.
OUTCOMES: Mapping[str, str] = _TEXTS["outcomes"]
CALLED_OFF = N_("There is no audience on the day of your appointment")
HELD_AFTER_ALL = N_("There is an audience on that day after all; your place was given back")
REOPENED = N_("In process: open again, because you said it was not resolved")
