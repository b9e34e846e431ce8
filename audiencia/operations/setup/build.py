"""What the rows of the sheets make together: departments with their topics, people, holidays and services; and what does not fit. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase
from types import MappingProxyType
from typing import Any

from audiencia.core.cli_text import _
from audiencia.core.texts import LOGIN, PREFIX
from audiencia.operations.setup import services
from audiencia.operations.setup.cells import plain, slug_of
from audiencia.operations.setup.columns import AREAS, HOLIDAYS, SERVICES, STAFF, TOPICS
from audiencia.operations.setup.tables import Row, Tables
from audiencia.staff.roles import OF_DEPARTMENT, Role

OPTIONAL = {
    "correo": "mail",
    "cupo": "cap",
    "citas por horario": "booked_per_slot",
    "minutos": "handle_minutes",
    "pedir director": "ask_for_director",
    "por regla": "by_rule",
    "veces pospuesto": "carried_over_times",
}
"""Columns of a department, and the keys of the configuration that they become."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the sheets say, in the form of the configuration; `None` for what no sheet was about.
    `complaints_to`: the department that reads complaints, empty for none."""

    departments: Sequence[Mapping[str, Any]] | None = None
    complaints_to: str = ""
    staff: Sequence[Mapping[str, Any]] | None = None
    holidays: Sequence[Mapping[str, Any]] | None = None
    services: Mapping[str, Sequence[Mapping[str, Any]]] | None = None  # By their department.


@dataclass(slots=True)
class _Areas:
    """Departments by whatever people call them: key or name. `names`: by their keys; `ruled`: those that nobody chooses."""

    by_word: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ruled: set[str] = field(default_factory=set)

    def find(self, word: str) -> str | None:
        return self.by_word.get(plain(word))


Topics = Mapping[str, Mapping[str, str]]  # By the key of a department, the names of its topics by their keys.


def build(tables: Tables, known_areas: Mapping[str, str], known_topics: Topics = MappingProxyType({})) -> Made:
    """Notes into `tables.problems` what does not fit together. `known_areas`: key -> name of those that are configured already,
    and `known_topics`, for sheets that speak of departments without a sheet of them."""
    topics, by_word = known_topics, {plain(word): key for key, name in known_areas.items() for word in (key, name)}
    areas = _Areas(by_word, dict(known_areas))
    departments: list[dict[str, Any]] | None = None
    complaints_to = ""
    if AREAS in tables.rows:
        areas = _Areas()
        departments = _departments(tables, areas)
        complaints_to = _complaints(tables, areas)
        _topics(tables, areas, departments)
        topics = {one["slug"]: {topic["slug"]: topic["name"]["es"] for topic in one["topics"]} for one in departments}
    elif TOPICS in tables.rows:
        tables.wrong(TOPICS, 0, "", _("topics come with the sheet «Áreas»"))
    staff = _staff(tables, areas) if STAFF in tables.rows else None
    holidays = _holidays(tables) if HOLIDAYS in tables.rows else None
    listed = _services(tables, areas, topics) if SERVICES in tables.rows else None
    return Made(departments, complaints_to, staff, holidays, listed)


def _departments(tables: Tables, areas: _Areas) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    prefixes = {str(row.values["prefijo"]) for row in tables.rows[AREAS] if "prefijo" in row.values}
    given: set[str] = set()
    for row in tables.rows[AREAS]:
        name = row.text("nombre")
        key = _key(row, found)
        mark = row.text("prefijo")
        if mark in given:
            row.wrong("prefijo", _("«%(mark)s» is there twice", mark=mark))
        mark = mark or free_prefix(name, prefixes)
        prefixes.add(mark)
        given.add(mark)
        department: dict[str, Any] = {
            "slug": key,
            "prefix": mark,
            "name": _text(row, "nombre"),
            "summary": _text(row, "resumen"),
        }
        department |= {ours: row.values[theirs] for theirs, ours in OPTIONAL.items() if row.values.get(theirs)}
        if row.values.get("citas por horario") == 0:
            department["booked_per_slot"] = 0
        if "carried_over_times" in department and not department.get("by_rule"):
            row.wrong("veces pospuesto", _("it goes with «por regla» alone"))
        if department.get("by_rule") and department.get("ask_for_director"):
            row.wrong("pedir director", _("with «por regla» nobody chooses"))
        department["topics"] = []
        found.append(department)
        areas.by_word |= {plain(key): key, plain(name): key}
        areas.names[key] = name
        areas.ruled |= {key} if department.get("by_rule") else set()
    return found


def _key(row: Row, beside: Sequence[Mapping[str, Any]]) -> str:
    """The row's own key, or one made of its name. `beside`: those above it, among which people have to tell it apart."""
    column = "clave" if row.text("clave") else "nombre"
    key = row.text("clave") or slug_of(row.text("nombre"))
    if not key and row.text("nombre"):
        row.wrong("nombre", _("write a «clave»: none can be made of this name"))
    elif key and key in {one["slug"] for one in beside}:
        row.wrong(column, _("the key «%(key)s» is there twice", key=key))
    elif row.sheet != SERVICES:
        _check_called_alike(row, beside)
    return key


def _check_called_alike(row: Row, beside: Sequence[Mapping[str, Any]]) -> None:
    """Keys of their own do not help: people choose by the name alone. Services are told apart by what stands below it."""
    name = row.text("nombre")
    if name and plain(name) in {plain(one["name"]["es"]) for one in beside}:
        what = _("is there twice: nobody could tell which to choose")
        row.wrong("nombre", f"«{name[:40]}» {what}")


def free_prefix(name: str, taken: set[str]) -> str:
    """Two or three capitals made of the name, which no other department has; empty when there is none."""
    words = [one for one in plain(name).upper().split() if one.isascii() and one.isalpha() and len(one) > 2]
    # Of "C5" or "O.D.A.P.A.S." whatever letters there are.
    letters = "".join(words) or re.sub("[^A-Z]", "", plain(name).upper())
    firsts = "".join(one[0] for one in words)
    likely = [firsts[:2], firsts[:3], letters[:2], letters[:3]]
    likely += [letters[0] + one for one in letters[1:]]
    likely += [letters[:1] + one + other for other in ("", *ascii_uppercase) for one in ascii_uppercase]
    return next((one for one in likely if PREFIX.fullmatch(one) and one not in taken), "")


def _text(row: Row, column: str) -> dict[str, str]:
    """In both languages: the Spanish one where there is no English one."""
    spanish = row.text(column)
    return {"es": spanish, "en": row.text(f"{column} en") or spanish}


def _complaints(tables: Tables, areas: _Areas) -> str:
    reading = [row for row in tables.rows[AREAS] if row.values.get("recibe quejas")]
    for row in reading[1:]:
        row.wrong("recibe quejas", _("it can be one alone"))
    return areas.find(reading[0].text("nombre")) or "" if reading else ""


def _topics(tables: Tables, areas: _Areas, departments: Sequence[dict[str, Any]]) -> None:
    by_key = {one["slug"]: one for one in departments}
    for row in tables.rows.get(TOPICS, []):
        area = _area(row, areas)
        department = by_key.get(area)
        if department is None:
            continue
        topic: dict[str, Any] = {"slug": _key(row, department["topics"]), "name": _text(row, "nombre")}
        if row.text("atiende"):
            topic["to"] = _attends(row, areas, area)
        department["topics"].append(topic)
    for row in tables.rows[AREAS]:
        key = areas.find(row.text("nombre"))
        if key in by_key and not by_key[key]["topics"]:
            what = _("it has no topic in the sheet «Temas»")
            row.wrong("nombre", f"«{row.text('nombre')}» {what}")


def _attends(row: Row, areas: _Areas, own: str) -> str:
    to = areas.find(row.text("atiende"))
    if to is None or to not in areas.ruled:
        what = _("it is no department with «por regla»")
        row.wrong("atiende", f"«{row.text('atiende')}» {what}")
    elif own in areas.ruled:
        row.wrong("atiende", _("its department is «por regla» already: leave this empty"))
    return to or ""


def _area(row: Row, areas: _Areas) -> str:
    word = row.text("area")
    found = areas.find(word)
    if word and found is None:
        row.unknown("area", _("no department has this key or name"), areas.by_word, areas.names.values())
    return found or ""


def _staff(tables: Tables, areas: _Areas) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in tables.rows[STAFF]:
        role = row.values.get("rol")
        login = _login(row, {one["login"] for one in found})
        person: dict[str, Any] = {
            "login": login,
            "name": row.text("nombre"),
            "role": role.value if isinstance(role, Role) else "",
        }
        area = _area(row, areas)
        if role in OF_DEPARTMENT and not row.text("area"):
            row.wrong("area", _("this role is of a department: write which"))
        elif role in OF_DEPARTMENT:
            person["department"] = area
            _check_mayor(row, areas, role, area)
        elif row.text("area") and role is not None:
            row.wrong("area", _("this role is of no department: leave it empty"))
        if row.values.get("suplente"):
            person["stands_in"] = True
            if role is not Role.DIRECTOR:
                row.wrong("suplente", _("only a director has a substitute"))
        found.append(person)
    return found


def _login(row: Row, taken: set[str]) -> str:
    """The user name that was written, or one made of the name."""
    login = row.text("usuario") or slug_of(row.text("nombre")).replace("-", ".")
    if row.text("nombre") and not LOGIN.fullmatch(login):
        row.wrong("usuario", _("write a user name: none can be made of the name"))
    elif login in taken:
        row.wrong("usuario", _("«%(login)s» is there twice", login=login))
    return login


def _check_mayor(row: Row, areas: _Areas, role: object, area: str) -> None:
    if role is Role.MAYOR and area and areas.ruled and area not in areas.ruled:
        row.wrong("area", _("the mayor is of a department «por regla»"))


def _holidays(tables: Tables) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in tables.rows[HOLIDAYS]:
        day = row.values.get("fecha")
        if not isinstance(day, date):
            continue
        if day in {one["day"] for one in found}:
            row.wrong("fecha", _("this day is there twice"))
        found.append({"day": day, "name": row.text("nombre")})
    return sorted(found, key=lambda one: str(one["day"]))


def _services(tables: Tables, areas: _Areas, topics: Topics) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in tables.rows[SERVICES]:
        area = _area(row, areas)
        if area in areas.ruled:
            what = _("nobody chooses this one: no directory shows it")
            row.wrong("area", f"«{row.text('area')}»: {what}")
        listed = found.setdefault(area, [])
        key = _key(row, listed if area else ())
        listed.append(services.of_row(row, key, topics.get(area, {}) if area else None))
    return found
