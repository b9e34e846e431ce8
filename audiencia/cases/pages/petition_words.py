"""The words of the petition form: what is wrong with a field, and who speaks for whom."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_

RELATIONS: Mapping[str, str] = {"mother": N_("mother"), "father": N_("father"), "guardian": N_("legal guardian")}
"""Who may speak for a minor: whoever has parental authority or guardianship (Código Civil, patria potestad y tutela)."""
TEXTS = text_files.load("audiencia.cases.pages", "field_words.toml")
FIELDS = text_files.by_field(TEXTS["petition"])
FILES: Mapping[str, str] = TEXTS["file"]  # Why one file was not taken, and what helps.
DESK_FIELDS = FIELDS | text_files.by_field(TEXTS["desk"])
