"""Changes of the catalogue in words: what was done to which object."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from audiencia.administration.catalogue import Change
from audiencia.administration.pages.catalogue_fields import FieldOf
from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.settings.catalogue import DAYS, ORDINAL, RETIRED, Key, Kind, Value, address

ADDED, REMOVED = N_("Added: %(name)s"), N_("Removed: %(name)s")
RETIRED_NOW, BACK = N_("Retired: %(name)s"), N_("Put back: %(name)s")
MOVED, ORDERED = N_("Moved to %(department)s: %(name)s"), N_("Put in another place of its list: %(name)s")
RENAMED, CHANGED = N_("“%(before)s” is called “%(name)s” now"), N_("Changed: %(name)s")
SOURCES = {"undo": N_("taken back"), "files": N_("from the files of the configuration")}
WRONG = {
    "required": N_("%(field)s: fill this in"),
    "too_long": N_("%(field)s: this is too long"),
    "malformed": N_("%(field)s: this cannot be used"),
    "taken": N_("%(field)s: another one has this already"),
    "out_of_range": N_("%(field)s: write a number from %(least)s to %(most)s"),
    "by_rule_alone": N_("%(field)s: this goes with a department that nobody chooses"),
    "nobody_chooses": N_("%(field)s: nobody can ask for somebody in a department that nobody chooses"),
    "too_many": N_("%(field)s: these are too many"),
    "line_too_long": N_("%(field)s: each line has 300 characters at most"),
    "before_it_begins": N_("%(field)s: this is not after it begins"),
    "over": N_("%(field)s: this time is past, so nobody would be shown it"),
    "not_as_many": N_("%(field)s: write as many lines as in Spanish, or none"),
}


def wrong(words: Words, target: str, listed: Iterable[FieldOf], why: Mapping[str, str]) -> dict[str, str]:
    """What people read beside the fields of a form, by their ids."""
    by_name = {one.name: one for one in listed}
    return {
        f"{target}-{name}": words.gettext(WRONG[reason])
        % {"field": words.gettext(by_name[name].label), "least": by_name[name].least, "most": by_name[name].most}
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


LONGEST = 70
"""Characters of an announcement where it is named."""


def shown(words: Words, key: Key, value: Value) -> Shown:
    """An object as its page has it."""
    lines = (value["summary"][words.language[:2]],) if "summary" in value else ()
    return Shown(key, value, name(words, value, key), lines, value.get("prefix", ""), bool(value.get(RETIRED)))


def what(words: Words, change: Change, departments: Mapping[str, str]) -> str:
    """One change, in a few words. `departments`: what those are called that services are moved to."""
    before, after = change.before, change.value
    msgid = _msgid(words, change.key, before, after)
    if msgid == RENAMED and change.key.kind is Kind.ANNOUNCEMENT:
        msgid = CHANGED
    place = address(change.key, after).department
    said = {
        "name": name(words, after or before or {}, change.key),
        "before": name(words, before or {}, change.key),
        "department": departments.get(place, place),
    }
    return words.gettext(msgid) % said


def _msgid(words: Words, key: Key, before: Value | None, after: Value | None) -> str:
    if before is None:
        return ADDED
    if after is None:
        return REMOVED
    if bool(before.get(RETIRED)) != bool(after.get(RETIRED)):
        return RETIRED_NOW if after.get(RETIRED) else BACK
    if address(key, before) != address(key, after):
        return MOVED
    if {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {ORDINAL}:
        return ORDERED
    return RENAMED if called(words, before) != called(words, after) else CHANGED


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
    return said if len(said) <= LONGEST or "until" not in value else f"{said[:LONGEST].rstrip()}…"
