"""Rows of sheets as values, with every faulty cell named: sheet, row, column, and what is wrong. Pure."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from audiencia.core.cli_text import _
from audiencia.operations.setup.cells import plain
from audiencia.operations.setup.columns import HELP, SHEETS, SHOWN

MOST_ROWS = 5000
MOST_SHOWN = 40
"""Letters of a cell or a name in a message."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: `rows` are the texts of its cells, the heading first, empty ones as empty texts, `None` for a
    formula without a result."""

    name: str
    rows: Sequence[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing that is wrong. `row` counts from 1 as spreadsheets do, 0: the whole sheet; `column` may be empty."""

    sheet: str
    row: int
    column: str
    what: str

    def __str__(self) -> str:
        where = _("Sheet «%(sheet)s»", sheet=_short(self.sheet))
        if self.row:
            where += _(", row %(row)s", row=self.row)
        if self.column:
            where += _(", column «%(column)s»", column=_short(self.column))
        return f"{where}: {self.what}"


def _short(name: str) -> str:
    """Of a name that somebody wrote, as much as tells it from others."""
    line = " ".join(name.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, by the name of the column; those of empty cells are missing. `number` as in `CellProblem`."""

    sheet: str
    number: int
    values: Mapping[str, object]
    tables: "Tables" = field(repr=False, compare=False)

    def text(self, column: str) -> str:
        """A value that is a text; empty when the cell is."""
        return str(self.values.get(column, ""))

    def wrong(self, column: str, what: str) -> None:
        """Notes a problem of this cell."""
        self.tables.wrong(self.sheet, self.number, column, what)

    def unknown(self, column: str, what: str, known: Iterable[str], listed: Iterable[str]) -> None:
        """Notes that the cell names something that is not there; `known`, `listed`: as of `meant`."""
        word = self.text(column)
        self.wrong(column, f"«{_short(word)}»: {what}{meant(plain(word), known, listed)}")


@dataclass(slots=True)
class Tables:
    """What was read, by sheet, and what is wrong with it. `shown`: how the sheet is called in the file."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, what: str) -> None:
        """Notes a problem."""
        self.problems.append(CellProblem(self.shown.get(sheet, SHOWN.get(sheet, sheet)), row, column, what))


def read(sheets: Sequence[Sheet]) -> Tables:
    """All sheets; those of a name that nobody knows are a problem, since what is in them would be lost in silence."""
    tables = Tables()
    for sheet in sheets:
        name = plain(sheet.name)
        if name == HELP or all(cell == "" for row in sheet.rows for cell in row):
            continue
        if name not in SHEETS:
            tables.shown[name] = sheet.name
            tables.wrong(name, 0, "", _("this sheet is not known") + meant(name, SHEETS))
        elif name in tables.rows:
            tables.wrong(name, 0, "", _("it is there twice"))
        else:
            tables.shown[name] = sheet.name
            tables.rows[name] = _rows(tables, name, sheet)
    if not tables.rows and not tables.problems:
        known = ", ".join(SHOWN.values())
        what = _("no sheet has any data; these are read: %(known)s", known=known)
        tables.problems.append(CellProblem("*", 0, "", what))
    return tables


def _rows(tables: Tables, name: str, sheet: Sheet) -> list[Row]:
    columns = {one.name: one for one in SHEETS[name]}
    heading = [plain(one or "") for one in sheet.rows[0]]
    _check_heading(tables, name, sheet.rows[0], heading)
    for column in columns.values():
        if column.required and column.name not in heading:
            tables.wrong(name, 1, column.name, _("this column is missing"))
    if len(sheet.rows) > MOST_ROWS:
        tables.wrong(name, 0, "", _("it has more than %(most_rows)s rows", most_rows=MOST_ROWS))
        return []
    found = []
    for number, texts in enumerate(sheet.rows[1:], start=2):
        given = {title: text for title, text in zip(heading, texts, strict=False) if title in columns and text != ""}
        if given:
            found.append(_row(tables, name, number, heading, given))
    return found


def _check_heading(tables: Tables, name: str, shown: Sequence[str | None], heading: Sequence[str]) -> None:
    known = [one.name for one in SHEETS[name]]
    for place, title in enumerate(heading):
        text = shown[place]
        if text is None:
            tables.wrong(name, 1, get_column_letter(place + 1), _no_result())
        elif title and title not in known:
            tables.wrong(name, 1, text, _("this column is not known") + meant(title, known))
        elif title and title in heading[:place]:
            tables.wrong(name, 1, text, _("it is there twice"))


def _row(tables: Tables, sheet: str, number: int, heading: Sequence[str], given: Mapping[str, str | None]) -> Row:
    values: dict[str, object] = {}
    row = Row(sheet, number, values, tables)
    for column in SHEETS[sheet]:
        name = column.name
        text = given.get(name, "")
        if text is None:
            row.wrong(name, _no_result())
        elif text:
            try:
                values[name] = column.parse(text)
            except ValueError as error:
                row.wrong(name, f"«{_short(text)}»: {error}")
        elif column.required and name in heading:
            row.wrong(name, _("it must not stay empty"))
    return row


def _no_result() -> str:
    return _(
        "its formula has no result: open the file in a spreadsheet program and save it, or write the value instead"
    )


def meant(word: str, known: Iterable[str], listed: Iterable[str] | None = None) -> str:
    """What was probably meant, or else what there is: each once, where `known` has several words for one."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1)
    if near:
        return _("; did you mean «%(near)s»?", near=near[0])
    there = ", ".join(words if listed is None else listed)
    return _("; there are: %(there)s", there=there)
