"""What pages of other features show or ask of requests about personal data: parts of pages, and their words.
They import from here alone what is not in `api.py`, which loads no page (`pyproject.toml` holds it)."""

from audiencia.rights.pages import record_words
from audiencia.rights.pages.incident_words import ALARMS as INCIDENT_ALARMS
