"""The sheets that `audiencia import` reads (`sheets.toml`): their columns, what each takes, and an example."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audiencia.operations.setup import cells
from audiencia.operations.setup.cells import Parse
from audiencia.settings import service_text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it takes, what whoever fills it in reads, and an example."""

    name: str
    parse: Parse
    help: str
    example: str = ""
    required: bool = False


AREAS, TOPICS, STAFF, HOLIDAYS, SERVICES = "areas", "temas", "personal", "dias inhabiles", "servicios"
TAKES: Mapping[str, Parse] = {
    "line": cells.line,
    "short": cells.short,
    "slug": cells.slug,
    "prefix": cells.prefix,
    "mail": cells.mail,
    "login": cells.login,
    "yes_or_no": cells.yes_or_no,
    "day": cells.day,
    "role": cells.role,
    "words": cells.words,
    "links": cells.links,
    "labels": cells.entries(service_text.MOST_LINKS),
    "steps": cells.entries(service_text.MOST_STEPS),
    "requirements": cells.entries(service_text.MOST_REQUIREMENTS),
}


def _column(name: str, takes: str | list[int], help: str, example: str = "", required: bool = False) -> Column:
    parse = TAKES[takes] if isinstance(takes, str) else cells.between(*takes)
    return Column(name, parse, help.format(roles=", ".join(cells.ROLES)), example, required)


_READ = tomllib.loads(Path(__file__).with_name("sheets.toml").read_text("utf-8"))
SHEETS: Mapping[str, tuple[Column, ...]] = {
    name: tuple(_column(**one) for one in sheet["columns"]) for name, sheet in _READ.items()
}
"""By the sheet's name, as `cells.plain` writes it."""
SHOWN: Mapping[str, str] = {name: sheet["shown"] for name, sheet in _READ.items()}
HELP, HELP_SHOWN = "leame", "Léame"  # A sheet of explanations, which is not read.
