"""Reads `config/`: TOML files beside each other, the privacy notice in a folder of its own. Errors are in plain words."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audiencia.core.cli_text import _
from audiencia.core.paths import example_root
from audiencia.settings.municipality import Municipality

EXAMPLE = "example"  # The key of a file of services which says that they are those of the example.
SEARCH_FILES = ("elsewhere.toml", "search.toml")
NOTICE_TEXTS = {"short": ("short.es.md", "short.en.md"), "full": ("full.es.md", "full.en.md")}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in which file, where in it, and what to do."""

    file: Path
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}{f' › {self.where}' if self.where else ''}: {self.what}"


class ConfigError(Exception):
    """The configuration cannot be used; `problems` tells everything that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def load_municipality(folder: Path) -> Municipality:
    """The municipality of this folder. Raises `ConfigError`."""
    if not folder.is_dir():
        what = _("there is no such folder; make it by “audiencia init”")
        raise ConfigError([Problem(folder, "", what)])
    values, origin = _read_all(folder)
    try:
        return Municipality.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_problems(error, values, origin, folder)) from error


def _read_all(folder: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    """All top-level keys, and the file that each came from."""
    values: dict[str, Any] = {}
    origin: dict[str, Path] = {}
    problems = []
    for file in (*sorted(folder.glob("*.toml")), *_of_the_example(folder)):
        for key, value in _read_toml(file).items():
            if key in values:
                what = _("«%(key)s» is already in %(file)s", key=key, file=origin[key].name)
                problems.append(Problem(file, key, what))
            values[key], origin[key] = value, file
    if problems:
        raise ConfigError(problems)
    _read_services(folder / "services", values, origin)
    values["notice"], origin["notice"] = _read_notice(folder / "notices"), folder / "notices" / "notice.toml"
    return values, origin


def _of_the_example(folder: Path) -> list[Path]:
    """What holds for every municipality until it says otherwise: a folder that was made before has none of these files."""
    return [example_root() / name for name in SEARCH_FILES if not (folder / name).exists()]


def _read_services(folder: Path, values: dict[str, Any], origin: dict[str, Path]) -> None:
    """The services of all departments, each department's in a file of its name; without the folder there are none."""
    services = []
    for file in sorted(folder.glob("*.toml")):
        found = _read_toml(file)
        unknown = sorted(found.keys() - {"services", EXAMPLE})
        listed, example = found.get("services"), found.get(EXAMPLE, False)
        if unknown or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            what = _("only blocks [[services]] belong here")
            raise ConfigError([Problem(file, unknown[0] if unknown else "services", what)])
        services += [{"department": file.stem, EXAMPLE: example} | one for one in listed]
    values["services"], origin["services"] = services, folder


def _read_notice(folder: Path) -> dict[str, Any]:
    notice = _read_toml(folder / "notice.toml")
    for name, (es, en) in NOTICE_TEXTS.items():
        notice[name] = {"es": _read_text(folder / es), "en": _read_text(folder / en)}
    return notice


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read_text(file))
    except tomllib.TOMLDecodeError as error:
        what = _("this line cannot be understood (%(error)s)", error=error)
        raise ConfigError([Problem(file, "", what)]) from error


def _read_text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError as error:
        raise ConfigError([Problem(file, "", _("this file is missing"))]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(file, "", _("save it as UTF-8"))]) from error
    except OSError as error:
        what = _("it cannot be read (%(why)s)", why=error.strerror)
        raise ConfigError([Problem(file, "", what)]) from error


def _problems(
    error: ValidationError, values: Mapping[str, Any], origin: Mapping[str, Path], folder: Path
) -> list[Problem]:
    found = []
    for one in error.errors(include_url=False):
        path = one["loc"]
        file = origin.get(str(path[0]), folder) if path else folder
        if path[:1] == ("services",) and len(path) > 1:
            file /= f"{values['services'][path[1]]['department']}.toml"
        found.append(Problem(file, _where(path, values), _in_words(one["type"], one, path)))
    return found


def _where(path: tuple[int | str, ...], values: Any) -> str:
    """`departments › obras-publicas › topics › 2`: entries of a list by their slug or code, else counted from 1."""
    steps = []
    for step in path:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
        if isinstance(step, int):
            known = values if isinstance(values, Mapping) else {}
            steps.append(str(known.get("slug") or known.get("code") or step + 1))
        else:
            steps.append(step)
    return " › ".join(steps)


def _in_words(kind: str, detail: Mapping[str, Any], path: tuple[int | str, ...]) -> str:
    context = detail.get("ctx", {})
    match kind:
        case "missing":
            return _("this is missing")
        case "extra_forbidden":
            return _("this key is not known") + _meant(str(path[-1]))
        case "string_too_short" | "too_short":
            return _("it must not be empty")
        case "string_pattern_mismatch":
            return _("it must have the form %(pattern)s", pattern=context["pattern"])
        case "greater_than_equal":
            return _("it must be at least %(ge)s", ge=context["ge"])
        case "less_than_equal":
            return _("it must be at most %(le)s", le=context["le"])
        case "literal_error":
            return _("it must be %(expected)s", expected=context["expected"])
        case "value_error":
            return str(context["error"])
        case _:
            given = repr(detail.get("input"))[:60]
            return _("«%(given)s» is not valid (%(why)s)", given=given, why=detail["msg"])


def _meant(key: str) -> str:
    near = difflib.get_close_matches(key, _all_keys(Municipality.model_json_schema()), n=1)
    return _("; did you mean «%(near)s»?", near=near[0]) if near else ""


def _all_keys(schema: Mapping[str, Any]) -> set[str]:
    keys = set(schema.get("properties", {}))
    for model in schema.get("$defs", {}).values():
        keys |= set(model.get("properties", {}))
    return keys
