"""Texts for people in a file `*_words.toml` beside the code that says them: all are message ids, and `tools.messages` finds them there."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def load(package: str, name: str) -> dict[str, Any]:
    """The tables of the file `name` in `package`."""
    return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))


def by_field(tables: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """Texts by two keys, such as the field of a form and the reason: each of the first is a table of the second."""
    return {(field, reason): text for field, reasons in tables.items() for reason, text in reasons.items()}
