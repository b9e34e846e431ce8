"""What a form of the catalogue changes: an object's texts, whether it can be chosen, and where a service stands. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from audiencia.administration.catalogue import Edit
from audiencia.administration.catalogue_log import Catalogue
from audiencia.administration.pages import catalogue_forms
from audiencia.administration.pages.catalogue_forms import PLACED, slug_of
from audiencia.administration.pages.catalogue_parts import CatalogueForm, Typed, target_of
from audiencia.core.errors import BadInput, Code, NotFound
from audiencia.core.texts import Text
from audiencia.http.forms import Fields
from audiencia.settings.catalogue import DAYS, ORDINAL, RETIRED, Key, Kind, Value, address, next_ordinal, topic_key
from audiencia.settings.service_places import Places, key_at, moved, put_after, taken

SERVICE_READS = (Kind.SERVICE, Kind.DEPARTMENT, Kind.TOPIC)  # What a form of a service is checked against.
TO, AFTER, UNDER = "to", "after", "key"
Asked = tuple[list[Edit], Typed]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A department as services stand under it, with the topics that can be chosen. `open`: people find what it does."""

    slug: str
    name: Text
    topics: Mapping[str, Text]
    open: bool


def shelves(catalogue: Catalogue) -> dict[str, Shelf]:
    """All departments by their slugs, in their order, those that were retired too; then those that are no more, but for their services."""
    topics: dict[str, dict[str, Text]] = {}
    for key, value in _sorted(catalogue, Kind.TOPIC):
        if not value.get(RETIRED):
            topics.setdefault(key.department, {})[key.slug] = Text(**value["name"])
    there = {
        key.name: Shelf(
            key.name,
            Text(**value["name"]),
            topics.get(key.name, {}),
            not value.get(RETIRED) and not value.get("by_rule"),
        )
        for key, value in _sorted(catalogue, Kind.DEPARTMENT)
    }
    left = {address(key, value).department for key, value in _sorted(catalogue, Kind.SERVICE)}
    return there | {
        slug: Shelf(slug, Text(es=slug, en=slug), topics.get(slug, {}), False) for slug in sorted(left - {*there})
    }


def _sorted(catalogue: Catalogue, kind: Kind) -> list[tuple[Key, Value]]:
    there = [(key, value) for key, value in catalogue.entries.items() if key.kind is kind and value is not None]
    return sorted(there, key=lambda one: (one[1].get(ORDINAL, 0), one[0].name))


def open_shelf(catalogue: Catalogue, slug: str) -> Shelf | None:
    """The department, where services can be added under it."""
    found = shelves(catalogue).get(slug)
    return found if found is not None and found.open else None


def topic_name(catalogue: Catalogue, slug: str) -> Text | None:
    """What a topic with this slug is called in the first department that has one, retired or not."""
    named = (Text(**value["name"]) for key, value in _sorted(catalogue, Kind.TOPIC) if key.slug == slug)
    return next(named, None)


def asked(catalogue: Catalogue, before: Places, form: CatalogueForm, fields: Fields, now: datetime) -> Asked:
    """What the form changes, and what it shows when it comes back. `before`: where services stood. `now` as the municipality's clocks
    say it.
    Raises `BadInput` for what cannot be done with this kind, `NotFound` for an object or department that is not there."""
    key = Key(form.kind, form.key)
    if form.act in ("add", "change") and _is_left_over(catalogue, key):
        return _left_over(catalogue, form, fields, key, now)
    if form.act == "add":
        return _added(catalogue, before, form, fields, now)
    value = catalogue.entries.get(key)
    if value is None and form.act == "change" and catalogue.number(key) > form.version:
        return _removed(form, fields, key, now)
    if value is None:
        raise NotFound(Code.UNKNOWN_SERVICE if form.kind is Kind.SERVICE else Code.NOT_FOUND)
    typed = Typed(form.target)
    match form.act, form.kind:
        case "change", _:
            return _changed(catalogue, form, fields, key, value, now)
        case "remove", kind if kind in DAYS:
            return [Edit(key, form.version, None)], typed
        case (("retire" | "put_back"), kind) if kind not in DAYS:
            return [Edit(key, form.version, {**value, RETIRED: form.act == "retire"})], typed
        case "move", Kind.SERVICE:
            return _moved(catalogue, before, form, key, fields.get(TO))
        case "order", Kind.SERVICE:
            return _ordered(catalogue, form, key, fields.get(AFTER))
    raise BadInput


def _removed(form: CatalogueForm, fields: Fields, key: Key, now: datetime) -> Asked:
    """Of an object that was removed meanwhile: what was typed comes back in the form of a new one. Its edit is `Stale`."""
    values, _ = catalogue_forms.check(form.kind, fields, now, new=False)
    if key.kind in DAYS:
        values["day"] = key.name
    under = key.department if key.kind in (Kind.SERVICE, Kind.TOPIC) else ""
    return [Edit(key, form.version, None)], Typed(target_of(key.kind, under, "add"), values)


def _is_left_over(catalogue: Catalogue, key: Key) -> bool:
    """Whether it is a topic whose department was removed."""
    department = catalogue.objects.get(Key(Kind.DEPARTMENT, key.department))
    return key.kind is Kind.TOPIC and department is not None and department.value is None


def _left_over(catalogue: Catalogue, form: CatalogueForm, fields: Fields, key: Key, now: datetime) -> Asked:
    """Of a topic whose department was removed meanwhile: its name comes back as the first topic of a new one. The edit is `Stale`."""
    values, _ = catalogue_forms.check(form.kind, fields, now, new=form.act == "add")
    department = Key(Kind.DEPARTMENT, key.department)
    named = {"topic_es": values["name_es"], "topic_en": values["name_en"]}
    stale = Edit(department, catalogue.number(department) - 1, None)
    return [stale], Typed(target_of(Kind.DEPARTMENT, "", "add"), named)


def _changed(catalogue: Catalogue, form: CatalogueForm, fields: Fields, key: Key, value: Value, now: datetime) -> Asked:
    service = form.kind is Kind.SERVICE
    topics = shelves(catalogue)[address(key, value).department].topics if service else ()
    values, wrong = catalogue_forms.check(form.kind, fields, now, new=False, topics=topics)
    if _called_alike(catalogue, key, values):
        wrong["name_es"] = "taken"
    edits = [] if wrong else [Edit(key, form.version, catalogue_forms.value_of(form.kind, values, value))]
    return edits, Typed(form.target, values, wrong)


def _added(catalogue: Catalogue, before: Places, form: CatalogueForm, fields: Fields, now: datetime) -> Asked:
    """`form.key`: under which department, of what stands under one."""
    kind, entries, topics = form.kind, catalogue.entries, tuple[str, ...]()
    if kind is Kind.SERVICE:
        shelf = open_shelf(catalogue, form.key)
        topics = tuple(shelf.topics) if shelf else ()
    elif kind is Kind.TOPIC and entries.get(Key(Kind.DEPARTMENT, form.key)) is None:
        raise NotFound(Code.NOT_FOUND)
    values, wrong = catalogue_forms.check(kind, fields, now, new=True, topics=topics)
    if kind is Kind.SERVICE and shelf is None:
        wrong = {UNDER: "gone"} | {name: why for name, why in wrong.items() if name != "topic"}
    if kind is Kind.DEPARTMENT and "prefix" not in wrong and values["prefix"] in _prefixes(catalogue):
        wrong["prefix"] = "taken"
    if _called_alike(catalogue, Key(kind, f"{form.key}/" if kind is Kind.TOPIC else ""), values):
        wrong["name_es"] = "taken"
    if not wrong:
        key = _new_key(catalogue, before, form, values)
        if entries.get(key) is not None:
            wrong["day"] = "taken"
    if wrong:
        return [], Typed(form.target, values, wrong)
    place = next_ordinal(entries, kind, form.key or None) if kind in PLACED else 0
    edits = [Edit(key, catalogue.number(key), catalogue_forms.value_of(kind, values, None, place))]
    if kind is Kind.DEPARTMENT:
        named = {"name_es": values["topic_es"], "name_en": values["topic_en"], "to": ""}
        first = topic_key(key.name, slug_of(values["topic_es"], ()))
        edits.append(Edit(first, catalogue.number(first), catalogue_forms.value_of(Kind.TOPIC, named, None)))
    return edits, Typed(form.target, values)


def _new_key(catalogue: Catalogue, before: Places, form: CatalogueForm, typed: Mapping[str, str]) -> Key:
    """The key of a new object. Days are their own key; the rest is called by its Spanish name."""
    kind, entries = form.kind, catalogue.entries
    if kind in DAYS:
        return Key(kind, typed["day"])
    called = next(typed[one] for one in ("name_es", "label", "text_es") if one in typed)
    if kind is Kind.SERVICE:
        return Key(kind, f"{form.key}/{slug_of(called, taken(entries, before, form.key))}")
    if kind is Kind.TOPIC:
        beside = {one.slug for one in entries if one.kind is kind and one.department == form.key}
        return Key(kind, f"{form.key}/{slug_of(called, beside)}")
    known = {one.name for one in entries if one.kind is kind}
    return Key(kind, slug_of(called, known, "_" if "label" in typed else "-"))


def _called_alike(catalogue: Catalogue, key: Key, typed: Mapping[str, str]) -> bool:
    """Whether another department, or another topic of the same one, has this name: people could not tell which to choose.
    What keeps the name that it has is let alone."""
    if key.kind not in (Kind.DEPARTMENT, Kind.TOPIC):
        return False
    beside = {
        one: _plain(value["name"]["es"])
        for one, value in _sorted(catalogue, key.kind)
        if not value.get(RETIRED) and (key.kind is Kind.DEPARTMENT or one.department == key.department)
    }
    called = _plain(typed.get("name_es", ""))
    return beside.get(key) != called and called in beside.values()


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _prefixes(catalogue: Catalogue) -> Iterator[str]:
    return (value["prefix"] for _, value in _sorted(catalogue, Kind.DEPARTMENT))


def _moved(catalogue: Catalogue, before: Places, form: CatalogueForm, key: Key, to: str) -> Asked:
    """`to`: the department and the topic that it leads to there, as `department/topic`; the topic may be empty."""
    department, _, topic = to.partition("/")
    shelf, here = shelves(catalogue).get(department), address(key, catalogue.entries[key]).department
    if not department:
        return [], Typed(form.target, {}, {TO: "required"})
    if shelf is None or department == here or (topic and shelf.open and topic not in shelf.topics):
        return [], Typed(form.target, {TO: to}, {TO: "malformed"})
    value = moved(catalogue.entries, before, key, department, topic)
    return [Edit(key, form.version, value)], Typed(form.target, {TO: to})


def _ordered(catalogue: Catalogue, form: CatalogueForm, key: Key, after: str) -> Asked:
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
