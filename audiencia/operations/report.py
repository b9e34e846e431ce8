"""What checks found on a terminal, or as JSON for a program that watches."""

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from audiencia.core.cli_text import _
from audiencia.core.gettext_mark import N_
from audiencia.operations.checks.result import Check, State, reds, worst_first

STYLES = {State.RED: "bold red", State.AMBER: "yellow", State.GREEN: "green"}
WORDS = {State.RED: N_("RED"), State.AMBER: N_("NOTE"), State.GREEN: N_("GOOD")}  # Nobody has to tell colours apart.


def as_data(found: Sequence[Check]) -> dict[str, Any]:
    """For JSON: `ready`, and the rows."""
    return {
        "ready": not reds(found),
        "rows": [
            {
                "code": one.code,
                "light": one.state.value,
                "title": one.name.said(_),
                "found": one.sentence.said(_),
                "todo": None if one.to_do is None else one.to_do.said(_),
            }
            for one in found
        ],
    }


def write(found: Sequence[Check], *, as_json: bool, console: Console | None = None) -> None:
    """The worst first, and the sum; JSON keeps the order in which it was looked at."""
    out = console or Console(highlight=False, soft_wrap=True, markup=False)
    if as_json:
        out.print(json.dumps(as_data(found), ensure_ascii=False, indent=2))
        return
    write_each(worst_first(found), out)
    count = reds(found)
    out.print(_("Red: %(count)s.", count=count) if count else _("All ready."))


def write_each(found: Sequence[Check], out: Console) -> None:
    """In this order: how it stands, and what to do."""
    for one in found:
        out.print(f"{_(WORDS[one.state]):5}", style=STYLES[one.state], end="")
        out.print(f"{one.name.said(_)}: {one.sentence.said(_)}")
        if one.to_do is not None:
            out.print(f"     → {one.to_do.said(_)}")
