"""Spreadsheets on the disk: CSV files and XLSX workbooks are read, and templates to fill in are written."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from audiencia.core.cli_text import Stop, _
from audiencia.operations.setup.columns import HELP_SHOWN, SHEETS, SHOWN
from audiencia.operations.setup.tables import MOST_ROWS, Sheet

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 32 * 1024 * 1024
"""Of a workbook, which is compressed: a hundred kilobytes can become gigabytes in memory."""
MOST_COLUMNS = 60


def read(paths: Iterable[Path]) -> list[Sheet]:
    """All sheets of these files: of a CSV file one, called like the file. Raises `Stop` for what cannot be read."""
    return [sheet for path in paths for sheet in _read(path)]


def _read(path: Path) -> Iterator[Sheet]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Stop(_("%(path)s: it is larger than 10 MB.", path=path))
        content = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path}: {_unreadable(error)}") from error
    match path.suffix.lower():
        case ".xlsx":
            yield from _workbook(path, content)
        case ".csv":
            try:
                yield Sheet(path.stem, _comma_separated(content))
            except csv.Error as error:  # such as quotes that nothing closes in a long file
                raise Stop(f"{path}: {_('it cannot be read (%(why)s).', why=error)}") from error
        case _:
            raise Stop(_("%(path)s: save it as XLSX or CSV.", path=path))


def _unreadable(error: OSError) -> str:
    """The system tells its reasons in its own language, which is English on most servers: the usual ones in words."""
    match error:
        case FileNotFoundError():
            return _("there is no such file; check its name.")
        case IsADirectoryError():
            return _("it is a folder; name the files in it.")
        case PermissionError():
            return _("there is no permission to read it.")
        case _:
            return _("it cannot be read (%(why)s).", why=error.strerror)


def _workbook(path: Path, content: bytes) -> list[Sheet]:
    """Raises `Stop` for a damaged file, also where one sheet of it alone is: the readers of ZIP, XML and cells raise much."""
    found = []
    try:
        _check_unpacked(path, content)
        # Values alone: nothing of a formula is computed here.
        values, formulas = (load_workbook(io.BytesIO(content), read_only=True, data_only=one) for one in (True, False))
        for sheet, same in zip(values.worksheets, formulas.worksheets, strict=True):
            both = (one.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS) for one in (sheet, same))
            rows = [[_result(*cells) for cells in zip(*row, strict=True)] for row in zip(*both, strict=True)]
            found.append(Sheet(sheet.title, _trimmed(rows)))
    except Stop:
        raise
    except Exception as error:
        raise Stop(_("%(path)s: it is no workbook (XLSX) that can be opened.", path=path)) from error
    return found


def _check_unpacked(path: Path, content: bytes) -> None:
    """By the sizes that the archive names: `zipfile` gives no more of a part than that."""
    with ZipFile(io.BytesIO(content)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MOST_UNPACKED_BYTES:
        raise Stop(_("%(path)s: unpacked, it is larger than 32 MB.", path=path))


def _comma_separated(content: bytes) -> list[list[str | None]]:
    """As spreadsheets of here write them: with commas or semicolons, in UTF-8 or in the letters of Windows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    return _trimmed(
        [[one.strip() for one in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    )


def _result(cell: ReadOnlyCell, source: ReadOnlyCell) -> str | None:
    """The text of a cell, `source` being the same one with its formula. `None`: a formula without a result, or with an error."""
    empty = cell.value is None and cell.data_type != "str"  # of this type is a result without letters
    if cell.data_type == "e" or (empty and source.data_type == "f"):
        return None
    return _text(cell.value)


def _text(cell: object) -> str:
    """A cell as somebody would have typed it."""
    match cell:
        case None:
            return ""
        case bool():
            return "sí" if cell else "no"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


def _trimmed(rows: list[list[str | None]]) -> list[list[str | None]]:
    """Without the empty rows behind the last full one: programs write many."""
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return rows


def write_template(path: Path) -> list[Path]:
    """A workbook, or for a folder one CSV file for each sheet, with headings, explanations and one example. Gives what was
    written. Raises `Stop` where something is there already."""
    if path.suffix.lower() == ".xlsx":
        _refuse_there(path)
        _template_book().save(path)
        return [path]
    if path.suffix:
        raise Stop(_("The template is an .xlsx file, or a folder for CSV."))
    files = {path / f"{name.replace(' ', '_')}.csv": name for name in SHEETS}
    for file in files:
        _refuse_there(file)
    path.mkdir(parents=True, exist_ok=True)
    for file, name in files.items():
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow([one.name for one in SHEETS[name]])
            writer.writerow([one.example for one in SHEETS[name]])
    return list(files)


def _refuse_there(path: Path) -> None:
    if path.exists():
        raise Stop(_("%(path)s is there already; choose another name.", path=path))


def _template_book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    bold, needed = Font(bold=True), PatternFill("solid", fgColor="FFF2CC")
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(SHOWN[name])
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, start=1):
            head = sheet.cell(1, place, column.name)
            head.font = bold
            head.comment = Comment(column.help, "Audiencia")
            if column.required:
                head.fill = needed
            sheet.cell(2, place, column.example or None).number_format = "@"
            sheet.column_dimensions[get_column_letter(place)].width = min(44, max(14, len(column.example) + 2))
    told = book.create_sheet(HELP_SHOWN)
    told.append(["Llene una fila por cada dato y borre los ejemplos. Las columnas en amarillo son obligatorias."])
    for name, columns in SHEETS.items():
        told.append([])
        told.append([SHOWN[name]])
        told.cell(told.max_row, 1).font = bold
        for column in columns:
            told.append([column.name, column.help + (" (obligatoria)" if column.required else "")])
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 22, 90
    return book
