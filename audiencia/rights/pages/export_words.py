"""The export for people: which tables are read as what, and the names of their fields. What stands in none is in the JSON alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audiencia.core import text_files
from audiencia.http.i18n import Words
from audiencia.rights.export.gather import Export

TEXTS = text_files.load("audiencia.rights.pages", "export_words.toml")  # `titles` of tables, `labels` of their fields.
Section = tuple[str, list[list[tuple[str, Any]]]]


def sections(export: Export, words: Words) -> list[Section]:
    """Title, and for each row its fields with their names; without what is empty."""
    return [
        (words.gettext(title), [_fields(row, words) for row in export.held[place]])
        for place, title in TEXTS["titles"].items()
        if export.held.get(place)
    ]


def moment(value: object) -> object:
    """A time as PostgreSQL writes it into JSON, as a time; anything else as it is."""
    if not isinstance(value, str) or len(value) < 19 or value[10] != "T":
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return value


def _fields(row: Mapping[str, Any], words: Words) -> list[tuple[str, Any]]:
    return [
        (words.gettext(label), moment(row[name]))
        for name, label in TEXTS["labels"].items()
        if row.get(name) not in (None, "", [])
    ]
