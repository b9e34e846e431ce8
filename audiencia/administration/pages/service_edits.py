"""What a form of a service changes: its texts, whether it is found, under which department it stands, and where in its list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from audiencia.administration.catalogue import Catalogue, Edit
from audiencia.administration.pages import service_forms
from audiencia.administration.pages.content_forms import slug_of
from audiencia.administration.pages.content_parts import ContentForm, Typed
from audiencia.core.errors import Code, NotFound
from audiencia.core.texts import Text
from audiencia.http.forms import Fields
from audiencia.settings.live.catalogue import RETIRED, Key, Kind, Value, address, next_ordinal, service_key
from audiencia.settings.service_places import Places, key_at, moved, put_after, taken

KINDS = (Kind.SERVICE, Kind.DEPARTMENT, Kind.TOPIC)
TO, AFTER = "to", "after"
Asked = tuple[list[Edit], Typed]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A department as services stand under it, with the topics that can be chosen. `open`: people find what it does."""

    slug: str
    name: Text
    topics: Mapping[str, Text]
    open: bool


def shelves(catalogue: Catalogue) -> dict[str, Shelf]:
    """All departments by their slugs, in their order, those that were retired too."""
    topics: dict[str, dict[str, Text]] = {}
    for key, value in _sorted(catalogue, Kind.TOPIC):
        if not value.get(RETIRED):
            topics.setdefault(key.department, {})[key.slug] = Text(**value["name"])
    return {
        key.name: Shelf(
            key.name,
            Text(**value["name"]),
            topics.get(key.name, {}),
            not value.get(RETIRED) and not value.get("by_rule"),
        )
        for key, value in _sorted(catalogue, Kind.DEPARTMENT)
    }


def _sorted(catalogue: Catalogue, kind: Kind) -> list[tuple[Key, Value]]:
    there = [(key, value) for key, value in catalogue.entries.items() if key.kind is kind and value is not None]
    return sorted(there, key=lambda one: (one[1].get("ordinal", 0), one[0].name))


def shelf_of(catalogue: Catalogue, slug: str, *, opened: bool = False) -> Shelf:
    """`opened`: one under which something is added. Raises `NotFound`."""
    found = shelves(catalogue).get(slug)
    if found is None or (opened and not found.open):
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return found


def asked(catalogue: Catalogue, before: Places, form: ContentForm, fields: Fields) -> Asked:
    """What the form changes, and what it shows when it comes back. Raises `NotFound` for a service or department that is not there."""
    if form.act == "add":
        return _added(catalogue, before, form, fields)
    key = Key(Kind.SERVICE, form.key)
    value = catalogue.entries.get(key)
    if value is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    if form.act in ("retire", "put_back"):
        return [Edit(key, form.version, {**value, RETIRED: form.act == "retire"})], Typed(form.target)
    if form.act == "move":
        return _moved(catalogue, before, form, key, fields.get(TO))
    if form.act == "order":
        return _ordered(catalogue, form, key, fields.get(AFTER))
    shelf = shelf_of(catalogue, address(key, value).department)
    typed, wrong = service_forms.check(fields, shelf.topics)
    shown = Typed(form.target, typed, wrong)
    return [Edit(key, form.version, None if wrong else service_forms.value_of(typed, value))], shown


def _added(catalogue: Catalogue, before: Places, form: ContentForm, fields: Fields) -> Asked:
    shelf = shelf_of(catalogue, form.key, opened=True)
    typed, wrong = service_forms.check(fields, shelf.topics)
    key = service_key(shelf.slug, slug_of(typed["name_es"], taken(catalogue.entries, before, shelf.slug)))
    place = next_ordinal(catalogue.entries, Kind.SERVICE, shelf.slug)
    return [Edit(key, 0, None if wrong else service_forms.value_of(typed, None, place))], Typed(
        form.target, typed, wrong
    )


def _moved(catalogue: Catalogue, before: Places, form: ContentForm, key: Key, to: str) -> Asked:
    """`to`: the department and the topic that it leads to there, as `department/topic`; the topic may be empty."""
    department, _, topic = to.partition("/")
    shelf, here = shelves(catalogue).get(department), address(key, catalogue.entries[key]).department
    if not department:
        return [], Typed(form.target, {}, {TO: "required"})
    if shelf is None or department == here or (topic and shelf.open and topic not in shelf.topics):
        return [], Typed(form.target, {TO: to}, {TO: "malformed"})
    value = moved(catalogue.entries, before, key, department, topic)
    return [Edit(key, form.version, value)], Typed(form.target, {TO: to})


def _ordered(catalogue: Catalogue, form: ContentForm, key: Key, after: str) -> Asked:
    """`after`: the address of the service that it is to follow; empty to be the first."""
    behind = key_at(catalogue.entries, after) if after else None
    try:
        if after and behind is None:
            raise KeyError(after)
        values = put_after(catalogue.entries, key, behind)
    except KeyError:
        return [], Typed(form.target, {AFTER: after}, {AFTER: "malformed"})
    seen = {one: catalogue.number(one) for one in values} | {key: form.version}
    return [Edit(one, seen[one], value) for one, value in values.items()], Typed(form.target, {AFTER: after})
