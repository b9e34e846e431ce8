"""Who gets an account at the first start: `accounts/staff.toml` beside the configuration, as `audiencia import` writes it.
An account that is there already is left as it is, also when it was closed: afterwards the page of the accounts counts."""

import tomllib
from pathlib import Path
from typing import Self

from pydantic import ValidationError, model_validator

from audiencia.core.cli_text import _
from audiencia.core.texts import Line, Login, Model
from audiencia.settings.config_files import ConfigError, Problem
from audiencia.settings.municipality import Municipality
from audiencia.settings.sign_in_rules import Post

FILE = Path("accounts") / "staff.toml"


class Person(Post):
    """One account. `stands_in`: a director who attends only when a moderator seats them."""

    login: Login
    name: Line
    stands_in: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.stands_in and self.role != "director":
            raise ValueError(_("only a director has a substitute"))
        return self


class _List(Model):
    staff: tuple[Person, ...] = ()


def load_staff(folder: Path, municipality: Municipality) -> tuple[Person, ...]:
    """The people of this configuration; none without the file. Raises `ConfigError`."""
    file = folder / FILE
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return ()
    try:
        people = _List.model_validate(tomllib.loads(text)).staff
    except tomllib.TOMLDecodeError as error:
        what = _("this line cannot be understood (%(error)s)", error=error)
        raise ConfigError([Problem(file, "", what)]) from error
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        raise ConfigError(
            [Problem(file, " › ".join(str(step) for step in one["loc"]), one["msg"]) for one in problems]
        ) from error
    found = [Problem(file, one.login, what) for one in people for what in _problems(one, people, municipality)]
    if found:
        raise ConfigError(found)
    return people


def _problems(one: Person, people: tuple[Person, ...], municipality: Municipality) -> list[str]:
    found = []
    if one.department and municipality.department(one.department) is None:
        found.append(_("there is no department «%(department)s»", department=one.department))
    if sum(other.login == one.login for other in people) > 1:
        found.append(_("this user name is there twice"))
    return found
