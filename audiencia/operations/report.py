"""The rows of readiness on a terminal, or as JSON for a program that watches."""

import json
import os
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from audiencia.core.cli_text import _, speaks_english
from audiencia.operations.checks.rules.readiness import Light, Row, reds, worst_first
from audiencia.settings.config import Text

STYLES = {Light.RED: "bold red", Light.AMBER: "yellow", Light.GREEN: "green"}


def word(light: Light) -> str:
    """The light in words: nobody has to tell colours apart."""
    words = {Light.RED: _("RED"), Light.AMBER: _("NOTE"), Light.GREEN: _("GOOD")}
    return words[light]


def any_red(rows: Sequence[Row]) -> bool:
    """Whether something would keep people from being attended."""
    return reds(rows) > 0


def as_data(rows: Sequence[Row]) -> dict[str, Any]:
    """For JSON: `ready`, and the rows."""
    return {
        "ready": not any_red(rows),
        "rows": [
            {
                "code": one.code,
                "light": one.light.value,
                "title": _said(one.title),
                "found": _said(one.found),
                "todo": None if one.todo is None else _said(one.todo),
            }
            for one in rows
        ],
    }


def write(rows: Sequence[Row], *, as_json: bool, console: Console | None = None) -> None:
    """The worst first; JSON keeps the order in which it was looked at."""
    out = console or Console(highlight=False, soft_wrap=True, markup=False)
    if as_json:
        out.print(json.dumps(as_data(rows), ensure_ascii=False, indent=2))
        return
    for one in worst_first(rows):
        out.print(f"{word(one.light):5}", style=STYLES[one.light], end="")
        out.print(f"{_said(one.title)}: {_said(one.found)}")
        if one.todo is not None:
            out.print(f"     → {_said(one.todo)}")
    count = reds(rows)
    out.print(_("Red: %(count)s.", count=count) if count else _("All ready."))


def _said(text: Text) -> str:
    return text.en if speaks_english(os.environ) else text.es
