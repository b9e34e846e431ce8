"""A folder of configuration: begun from the example, changed file by file, tried as a whole before anything is written."""

import hashlib
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomlkit

from audiencia.core.cli_text import _
from audiencia.core.paths import example_root
from audiencia.operations.checks import configuration
from audiencia.operations.checks.result import State
from audiencia.operations.setup.build import Made
from audiencia.settings.config_files import EXAMPLE, ConfigError, Problem, load_municipality
from audiencia.settings.municipality import Municipality
from audiencia.staff.staff_list import FILE as STAFF_FILE
from audiencia.staff.staff_list import load_staff

Changes = Mapping[str, str | None]
"""By the file's path within the folder, its whole new text; `None` for one that goes."""
DEPARTMENTS, PETITIONS, SERVICES = "departments.toml", "petitions.toml", "services"


def text_of(folder: Path, name: str) -> str:
    """A file as it is, or as the example has it where the folder is new."""
    file = folder / name
    return (file if file.exists() else example_root() / name).read_text("utf-8")


def changes_of(folder: Path, made: Made) -> dict[str, str | None]:
    """What the sheets change. What no sheet is about stays as it is, but for services of the example, which go with its departments."""
    changes: dict[str, str | None] = {}
    if made.departments is not None:
        changes[DEPARTMENTS] = _departments(text_of(folder, DEPARTMENTS), made.departments)
    if made.departments is not None or made.holidays is not None:
        changes[PETITIONS] = _petitions(text_of(folder, PETITIONS), made, new=not is_begun(folder))
    if made.staff is not None:
        changes[STAFF_FILE.as_posix()] = _staff(made.staff)
    if made.services is not None or made.departments is not None:
        changes |= _services(folder, made)
    return {name: text for name, text in changes.items() if not _same(folder, name, text)}


def _same(folder: Path, name: str, text: str | None) -> bool:
    file = folder / name
    if text is None:
        return is_begun(folder) and not file.exists()
    return file.exists() and file.read_text("utf-8") == text


def _services(folder: Path, made: Made) -> dict[str, str | None]:
    """A file for each department. A sheet of services is about all of them; without one, the example's alone go."""
    there = sorted(((folder if is_begun(folder) else example_root()) / SERVICES).glob("*.toml"))
    if made.services is None:
        return {f"{SERVICES}/{one.name}": None for one in there if _is_example(one)}
    gone: dict[str, str | None] = {f"{SERVICES}/{one.name}": None for one in there}
    return gone | {f"{SERVICES}/{area}.toml": _services_of(listed) for area, listed in made.services.items()}


def _is_example(file: Path) -> bool:
    """Whether nobody has written anything into it."""
    try:
        written = tomllib.loads(file.read_text("utf-8"))
        example = example_root() / SERVICES / file.name
        return (
            bool(written.get(EXAMPLE)) or written["services"] == tomllib.loads(example.read_text("utf-8"))["services"]
        )
    except (OSError, KeyError, ValueError):
        return False


def try_out(folder: Path, changes: Changes) -> Municipality:
    """The municipality that it would become, which `audiencia check` takes. Raises `ConfigError` as if it stood there already."""
    with _copied(folder) as copy:
        write(copy, changes)
        try:
            municipality = load_municipality(copy)
            load_staff(copy, municipality)
        except ConfigError as error:
            raise ConfigError(_there(one, copy, folder) for one in error.problems) from error
    serious = [one for one in configuration.lint(municipality) if one.state is State.RED]
    if serious:
        raise ConfigError(configuration.problems(folder, serious))
    return municipality


def _there(problem: Problem, copy: Path, folder: Path) -> Problem:
    return Problem(folder / problem.file.relative_to(copy), problem.where, problem.what)


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="audiencia-config-") as made:
        copy = Path(made) / "config"
        begin(copy, folder if is_begun(folder) else example_root())
        yield copy


def is_begun(folder: Path) -> bool:
    """Whether there is a configuration."""
    return any(folder.glob("*.toml"))


def begin(folder: Path, example: Path | None = None) -> None:
    """A copy of the example, to be changed; what is there stays."""
    shutil.copytree(example or example_root(), folder, dirs_exist_ok=True)


def write(folder: Path, changes: Changes) -> None:
    """Each file is the old one or the new one, also when the machine stops between."""
    for name, text in changes.items():
        file = folder / name
        if text is None:
            file.unlink(missing_ok=True)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(file)


def _departments(old: str, departments: Sequence[Mapping[str, Any]]) -> str:
    """The explanations at the head of the file stay."""
    head = []
    for line in old.splitlines():
        if not line.startswith("#"):
            break
        head.append(line)
    return "\n".join([*head, "", *(_block("departments", one) for one in departments)]).lstrip("\n")


def _services_of(listed: Sequence[Mapping[str, Any]]) -> str:
    head = _("# What this department does for people.")
    return "\n".join([head, *("\n" + _block("services", one) for one in listed)])


def _block(kind: str, one: Mapping[str, Any]) -> str:
    lines = [f"[[{kind}]]"]
    for key, value in one.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            lines += [f"{key} = [", *(f"  {_value(entry)}," for entry in value), "]"]
        else:
            lines.append(f"{key} = {_value(value)}")
    return "\n".join([*lines, ""])


def _value(value: object) -> str:
    """On one line: a text, number, flag, or a table of these."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    return tomlkit.item(value).as_string()


def _petitions(old: str, made: Made, *, new: bool) -> str:
    """`new`: the terms of the example's topics go with them."""
    document = tomlkit.parse(old)
    petitions = document.setdefault("petitions", tomlkit.table())
    if made.departments is not None:
        if new:
            petitions.pop("terms", None)
        petitions.pop("complaints_to", None)
        if made.complaints_to:
            petitions["complaints_to"] = made.complaints_to
        ruled = [str(one["slug"]) for one in made.departments if one.get("by_rule")]
        petitions["overseen_by"] = list(dict.fromkeys(filter(None, [*ruled, made.complaints_to])))
    if made.holidays is not None:
        petitions.pop("holidays", None)
        petitions["calendar"] = calendar_name(made.holidays)
        if made.holidays:
            days = tomlkit.aot()
            for one in made.holidays:
                days.append(tomlkit.item(dict(one)))
            petitions["holidays"] = days
    return tomlkit.dumps(document)


def calendar_name(holidays: Sequence[Mapping[str, Any]]) -> str:
    """Another one for each list of days: every term keeps the name of the calendar by which it was computed."""
    days = [one["day"].isoformat() for one in holidays]
    years = sorted({day[:4] for day in days}) or ["0"]
    return f"{years[0]}-{years[-1]}-{hashlib.sha256(' '.join(days).encode()).hexdigest()[:6]}"


def _staff(people: Sequence[Mapping[str, Any]]) -> str:
    head = _("# Who gets an account at the first start. Those that are there are not changed.")
    return "\n".join([head, *("\n" + _block("staff", one) for one in people)])
