"""Spreadsheets on the disk become a configuration: templates, both kinds of file, a dry run, and what is left as it was."""

import csv
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from audiencia.cli.main import app
from audiencia.core.cli_text import Stop
from audiencia.operations.setup import files, folder, importing
from audiencia.settings.config import load_municipality
from audiencia.settings.config_files import ConfigError
from audiencia.staff.staff_list import FILE, load_staff

RUN = CliRunner()


def template(tmp_path: Path) -> Path:
    path = tmp_path / "plantilla.xlsx"
    assert RUN.invoke(app, ["import", "--template", str(path)]).exit_code == 0
    return path


def change(path: Path, sheet: str, row: int, values: dict[int, str]) -> None:
    book = load_workbook(path)
    for column, value in values.items():
        book[sheet].cell(row, column, value)
    book.save(path)


def test_the_template_with_its_examples_is_a_configuration(tmp_path: Path) -> None:
    target = tmp_path / "config"
    arguments = ["import", str(template(tmp_path)), "--config", str(target)]
    tried = RUN.invoke(app, [*arguments, "--dry-run"])
    assert tried.exit_code == 0 and "departments.toml" in tried.output and not target.exists()
    assert "se hace de una copia del ejemplo" in tried.output
    done = RUN.invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert RUN.invoke(app, ["check", str(target), "--profile", "demo"]).exit_code == 0
    made = load_municipality(target)
    (works,) = made.departments
    assert (works.slug, works.prefix, works.name.en, works.cap) == ("obras-publicas", "OP", "Public Works", 40)
    assert made.petitions.complaints_to is None
    assert [one.name for one in made.petitions.holidays] == ["Día de la Independencia"]
    assert made.petitions.calendar.startswith("2027-2027-")
    assert [one.login for one in load_staff(target, made)] == ["laura.robles"]
    (pothole,) = made.services
    assert (pothole.slug, pothole.topic, pothole.example, len(pothole.steps)) == ("bache", "baches", False, 2)
    again = RUN.invoke(app, arguments)
    assert again.exit_code == 0 and "no se escribió nada" in again.output and "copia" not in again.output


def test_faulty_cells_are_said_and_nothing_is_written(tmp_path: Path) -> None:
    path, target = template(tmp_path), tmp_path / "config"
    change(path, "Áreas", 2, {4: "obras", 6: "muchas"})
    seen = RUN.invoke(app, ["import", str(path), "--config", str(target)])
    assert seen.exit_code == 2 and not target.exists()
    for said in (
        "Hoja «Áreas», fila 2, columna «prefijo»",
        "Hoja «Áreas», fila 2, columna «cupo»",
        "No se escribió nada",
    ):
        assert said in seen.output


def test_a_formula_without_a_result_is_a_faulty_cell_and_an_empty_result_is_an_empty_cell(tmp_path: Path) -> None:
    path = template(tmp_path)
    change(path, "Áreas", 2, {1: '="Obras "&"Públicas"', 6: "=20+20", 20: "=1+1"})
    change(path, "Áreas", 4, {6: "=20+20"})
    change(path, "Temas", 1, {2: '="nombre"'})
    change(path, "Temas", 2, {1: "#REF!"})
    said = RUN.invoke(app, ["import", str(path), "--config", str(tmp_path / "config")]).output
    what = "su fórmula no tiene resultado: abra el archivo en un programa de hojas de cálculo y guárdelo"
    for where in ("«Áreas», fila 2, columna «nombre»", "«Áreas», fila 2, columna «cupo»",
                  "«Áreas», fila 4, columna «cupo»", "«Temas», fila 1, columna «B»", "«Temas», fila 2, columna «area»"):  # fmt: skip
        assert f"Hoja {where}: {what}" in said
    assert "fila 2, columna «nombre»: no puede quedar vacía" not in said

    computed = with_results(path, {b"20+20</f><v></v>": b"20+20</f><v>40</v>"})
    (areas, *_others) = files.read([computed])
    assert [row[5] for row in areas.rows[1:]] == ["40", "", "40"]
    nothing = with_results(path, {b'<c r="F4"': b'<c t="str" r="F4"'})
    (areas, *_others) = files.read([nothing])
    assert len(areas.rows) == 2 and areas.rows[1][5] is None


def with_results(path: Path, changes: dict[bytes, bytes]) -> Path:
    """The workbook as a program saves it that has computed its formulas."""
    made = path.with_name("computed.xlsx")
    with ZipFile(path) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            for was, becomes in changes.items():
                content = content.replace(was, becomes)
            after.writestr(part, content)
    return made


def test_comma_separated_files_as_spreadsheets_of_here_write_them(tmp_path: Path) -> None:
    made = files.write_template(tmp_path / "hojas")
    assert [one.name for one in made] == [
        "areas.csv",
        "temas.csv",
        "personal.csv",
        "dias_inhabiles.csv",
        "servicios.csv",
    ]
    target = tmp_path / "config"
    importing.write(importing.plan(made, target), target)
    departments = (target / "departments.toml").read_text("utf-8")
    windows = tmp_path / "areas.csv"
    with made[0].open(encoding="utf-8-sig") as opened:
        rows = list(csv.reader(opened))
    windows.write_bytes("\r\n".join(";".join(row) for row in rows).encode("cp1252"))
    again = importing.plan([windows, made[1]], tmp_path / "other")
    assert again.problems == () and again.changes["departments.toml"] == departments


def test_only_what_a_sheet_is_about_changes(tmp_path: Path) -> None:
    target = tmp_path / "config"
    folder.begin(target)
    before = load_municipality(target)
    holidays = tmp_path / "dias_inhabiles.csv"
    holidays.write_text("fecha,nombre\n05/02/2028,Constitución\n")
    plan = importing.plan([holidays], target)
    assert list(plan.changes) == ["petitions.toml"]
    importing.write(plan, target)
    after = load_municipality(target)
    assert after.departments == before.departments and after.petitions.complaints_to == "contraloria"
    assert [one.name for one in after.petitions.holidays] == ["Constitución"]
    assert after.petitions.calendar != before.petitions.calendar
    assert "# Days without work" in (target / "petitions.toml").read_text("utf-8")


def test_what_is_wrong_in_the_whole_is_said_where_it_would_stand(tmp_path: Path) -> None:
    target = tmp_path / "config"
    importing.write(importing.plan([template(tmp_path)], target), target)
    other = files.write_template(tmp_path / "hojas")
    text = other[0].read_text("utf-8-sig").replace("obras-publicas", "obras")
    other[0].write_text(text, "utf-8")
    other[1].write_text(other[1].read_text("utf-8-sig").replace("obras-publicas", "obras"), "utf-8")
    with pytest.raises(ConfigError) as error:
        importing.plan(other[:2], target)  # the people of the first import are of a department that would be gone
    assert str(target / FILE) in str(error.value) and "laura.robles" in str(error.value)
    assert (target / "departments.toml").read_text("utf-8").count('slug = "obras-publicas"') == 1


def test_services_of_the_example_go_with_its_departments_and_own_ones_stay(tmp_path: Path) -> None:
    target, sheets = tmp_path / "config", files.write_template(tmp_path / "hojas")
    plan = importing.plan(sheets[:2], target)
    assert plan.municipality is not None and plan.municipality.services == ()
    importing.write(plan, target)
    assert not list((target / "services").glob("*.toml"))
    told = RUN.invoke(app, ["check", str(target), "--profile", "demo"])
    assert told.exit_code == 0 and "OJO  services: no hay servicios" in told.output
    importing.write(importing.plan(sheets[-1:], target), target)
    assert importing.plan(sheets, target).changes.keys() == {FILE.as_posix(), "petitions.toml"}
    assert [one.slug for one in load_municipality(target).services] == ["bache"]
    assert importing.plan(sheets[:2], target).changes == {}


def test_services_of_an_older_example_count_as_the_examples(tmp_path: Path) -> None:
    target, sheets = tmp_path / "config", files.write_template(tmp_path / "hojas")
    folder.begin(target)
    for file in (target / "services").glob("*.toml"):
        file.write_text(file.read_text("utf-8").replace("example = true\n", ""), "utf-8")
    own = target / "services" / "agua.toml"
    own.write_text(own.read_text("utf-8").replace("Pipa de agua", "Carro tanque"), "utf-8")
    changes = importing.plan(sheets[:2], target).changes
    gone = [name for name, text in changes.items() if text is None]
    assert len(gone) > 10 and "services/agua.toml" not in gone


@pytest.mark.parametrize("name", ["nada.xlsx", "nada.csv", "hoja.ods", "falso.xlsx"])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    if not name.startswith("nada"):
        (tmp_path / name).write_bytes(b"PK no es un libro")
    with pytest.raises(Stop):
        files.read([tmp_path / name])


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"</sheetData>", b"</sheet"),
        (b"</sheetData>", b""),
        (b'<row r="1"', b'<row r="x"'),
        (b'r="A1"', b'r="1A"'),
    ],
)
def test_a_workbook_with_one_damaged_sheet_ends_in_one_sentence(tmp_path: Path, was: bytes, becomes: bytes) -> None:
    whole, damaged = template(tmp_path), tmp_path / "rota.xlsx"
    with ZipFile(whole) as source, ZipFile(damaged, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            assert name != "xl/worksheets/sheet2.xml" or was in content
            copy.writestr(name, content.replace(was, becomes) if name == "xl/worksheets/sheet2.xml" else content)
    with pytest.raises(Stop, match=r"rota\.xlsx"):
        files.read([damaged])


def test_a_workbook_with_a_damaged_part_of_its_archive_ends_in_one_sentence(tmp_path: Path) -> None:
    path = template(tmp_path)
    with ZipFile(path) as book:
        begins = book.getinfo("xl/worksheets/sheet2.xml").header_offset
    content = bytearray(path.read_bytes())
    content[begins + 120 : begins + 160] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(Stop, match=r"plantilla\.xlsx"):
        files.read([path])


def test_a_workbook_that_grows_too_large_when_unpacked_is_not_opened(tmp_path: Path) -> None:
    path = template(tmp_path)
    with ZipFile(path, "a", ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.png", bytes(files.MOST_UNPACKED_BYTES))
    assert path.stat().st_size < 100_000
    with pytest.raises(Stop, match=r"plantilla\.xlsx: descomprimido"):
        files.read([path])


def test_quotes_that_nothing_closes_in_a_long_file_end_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text('nombre,resumen\n"Obras,' + "Calles y alumbrado\n" * 10_000, "utf-8")
    with pytest.raises(Stop, match=r"areas\.csv"):
        files.read([path])


def test_what_is_no_file_is_said_in_the_language_of_whoever_runs_it(tmp_path: Path) -> None:
    (tmp_path / "hojas.csv").mkdir()
    for name, said in (("nada.xlsx", "no existe este archivo; revise su nombre."), ("hojas.csv", "es una carpeta;")):
        with pytest.raises(Stop) as stopped:
            files.read([tmp_path / name])
        assert str(stopped.value).startswith(f"{tmp_path / name}: {said}")


def test_templates_replace_nothing(tmp_path: Path) -> None:
    path = template(tmp_path)
    for taken in (path, tmp_path / "plantilla.ods"):
        with pytest.raises(Stop):
            files.write_template(taken)
