"""Texts for people in a file `*_words.toml` beside the code that says them: all are message ids, and `tools.messages` finds them there."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def load(package: str, name: str) -> dict[str, Any]:
    """The tables of the file `name` in `package`."""
    return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))


def by_field(tables: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """What is said of a field of a form with a reason: each field is a table of its reasons."""
    return {(field, reason): text for field, reasons in tables.items() for reason, text in reasons.items()}
