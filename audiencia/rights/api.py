"""What other features ask of requests about personal data.

They import from here alone (`pyproject.toml` holds it); the rest of the folder is its own.
"""

from audiencia.rights.pages import record_words
from audiencia.rights.pages.incident_words import ALARMS as INCIDENT_ALARMS
from audiencia.rights.use_cases.incidents import listed as incidents
from audiencia.rights.use_cases.work import open_counts
