"""Tables as files that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterable, Sequence

from aiohttp import web

MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
