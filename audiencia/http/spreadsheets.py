"""Tables as files that a spreadsheet opens."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from aiohttp import web

MARK = "\ufeff"  # Without it, spreadsheets take UTF-8 for something else.
_FORMULA = frozenset("=+-@\t\r\n")
"""How a formula begins, in NFKC: spreadsheets take full-width forms (U+FF1D) for these too."""


def file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> web.Response:
    """A CSV file for keeping. What a spreadsheet would take for a formula is a text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return web.Response(
        text=MARK + text.getvalue(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _cell(value: object) -> object:
    begins_formula = isinstance(value, str) and unicodedata.normalize("NFKC", value[:1]) in _FORMULA
    return f"'{value}" if begins_formula else value
