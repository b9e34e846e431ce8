"""Kinds of record, what is done to them, and what can go wrong with a run, in plain words."""

from collections.abc import Mapping

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_
from audiencia.settings.retention_rules import PersonKind, RowKind

_TEXTS = text_files.load("audiencia.privacy.retention", "retention_words.toml")
PERSONS: Mapping[PersonKind, tuple[str, str]] = _TEXTS["persons"]  # What each is called, and from when its time runs.
ROWS: Mapping[RowKind, tuple[str, str]] = _TEXTS["rows"]
RESTORED = N_("People who came back from a backup")
FIXED: tuple[tuple[str, str], ...] = _TEXTS["fixed"]  # What is not configured.
ACTS: Mapping[str, str] = _TEXTS["acts"]
COMING: Mapping[str, str] = _TEXTS["coming"]
PROBLEMS: Mapping[str, str] = _TEXTS["problems"]


def name(kind: str) -> str:
    """What a kind is called: a message id."""
    return next((label for code, (label, _since) in (*PERSONS.items(), *ROWS.items()) if code == kind), RESTORED)
