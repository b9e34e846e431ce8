"""Changes of the catalogue in words: what was done to which object."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from audiencia.administration.catalogue_log import Change
from audiencia.administration.pages.catalogue_fields import FieldOf
from audiencia.core import text_files
from audiencia.http.i18n import Words
from audiencia.settings.catalogue import DAYS, ORDINAL, RETIRED, Key, Kind, Value, address

_TEXTS = text_files.load("audiencia.administration.pages", "catalogue_words.toml")
DONE: Mapping[str, str] = _TEXTS["done"]
SOURCES: Mapping[str, str] = _TEXTS["sources"]
WRONG: Mapping[str, str] = _TEXTS["wrong"]


def wrong(
    words: Words, target: str, listed: Iterable[FieldOf], why: Mapping[str, str], topic: str = ""
) -> dict[str, str]:
    """What people read beside the fields of a form, by their ids. `topic`: what the one is called that a department does not have."""
    by_name = {one.name: one for one in listed}
    return {
        f"{target}-{name}": words.gettext(WRONG[reason])
        % {
            "field": words.gettext(by_name[name].label),
            "least": by_name[name].least,
            "most": by_name[name].most,
            "topic": topic,
        }
        for name, reason in why.items()
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """One object in its list: what it is called, and more about it in `lines`."""

    key: Key
    value: Value
    name: str
    lines: tuple[str, ...]
    tag: str
    retired: bool


LONGEST = 70  # Characters of an announcement where it is named.


def shown(words: Words, key: Key, value: Value) -> Shown:
    """An object as its page has it."""
    lines = (value["summary"][words.language[:2]],) if "summary" in value else ()
    return Shown(key, value, name(words, value, key), lines, value.get("prefix", ""), bool(value.get(RETIRED)))


def what(words: Words, change: Change, departments: Mapping[str, str]) -> str:
    """One change, in a few words. `departments`: what those are called that services are moved to."""
    before, after = change.before, change.value
    done = _done(words, change.key, before, after)
    place = address(change.key, after).department
    said = {
        "name": name(words, after or before or {}, change.key),
        "before": name(words, before or {}, change.key),
        "department": departments.get(place, place),
    }
    return words.gettext(DONE[done]) % said


def _done(words: Words, key: Key, before: Value | None, after: Value | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if bool(before.get(RETIRED)) != bool(after.get(RETIRED)):
        return "retired" if after.get(RETIRED) else "back"
    if address(key, before) != address(key, after):
        return "moved"
    if {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {ORDINAL}:
        return "ordered"
    renamed = called(words, before) != called(words, after) and key.kind is not Kind.ANNOUNCEMENT
    return "renamed" if renamed else "changed"


def name(words: Words, value: Value, key: Key) -> str:
    """What the object is called; a day by its date."""
    if key.kind in DAYS:
        day = words.environment.filters["day"](date.fromisoformat(key.name))
        return f"{day} · {called(words, value)}"
    return called(words, value) or key.name


def called(words: Words, value: Value) -> str:
    """What its value calls it; an announcement by how it begins."""
    said_of = value.get("name") or value.get("label") or value.get("why") or value.get("text") or ""
    said = said_of if isinstance(said_of, str) else str(said_of[words.language[:2]])
    return said if len(said) <= LONGEST or "name" in value or "until" not in value else f"{said[:LONGEST].rstrip()}…"
