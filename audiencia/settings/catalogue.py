"""What administrators change on a working day, as entries over the files' configuration. Pure.
An entry is an object of one kind under its key, as JSON; `None` in its place means that it is there no more. What is retired
(`retired` in the value) is left out of the configuration in force, and stays in the database, where what is older reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from audiencia.core.gettext_mark import N_, Worded
from audiencia.settings.municipality import Municipality
from audiencia.settings.municipality_parts import Department, Topic
from audiencia.settings.service_rules import Service

RETIRED, ORDINAL, AT = "retired", "ordinal", "at"
"""What the catalogue alone knows of an object. `at`: the address of a service that stands elsewhere than it was added
(`service_places`); `ordinal`: its place in its list, of services with fractions."""
Value = Mapping[str, Any]


class Kind(Worded):
    """What is changed one by one."""

    DEPARTMENT = "department", N_("Department")
    TOPIC = "topic", N_("Topic")
    HOLIDAY = "holiday", N_("Day without work")
    OPENING = "opening", N_("Day unlike the others")
    NOTE_TEMPLATE = "note_template", N_("Text for notes")
    STEP_TEMPLATE = "step_template", N_("Next step")
    SERVICE = "service", N_("Service")
    ANNOUNCEMENT = "announcement", N_("Announcement")
    DOCUMENT = "document", N_("Document")


IN_PAGES_ALONE = frozenset({Kind.ANNOUNCEMENT, Kind.DOCUMENT})
"""Files say nothing of them."""
CONFIGURED = frozenset(Kind) - IN_PAGES_ALONE - {Kind.SERVICE}
"""What the configuration in force is made of. Services are rows of the directory alone: there may be thousands, and no process
keeps them. Announcements are rows too, beside those of moderators; documents are read from the log itself."""
DAYS = frozenset({Kind.HOLIDAY, Kind.OPENING})  # Those that are of one day, and removed rather than retired.


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One object. `name`: a slug or code, a day (`2026-12-25`), `department/topic`, or `department/service`."""

    kind: Kind
    name: str

    @property
    def department(self) -> str:
        """The department of a topic or service."""
        return self.name.partition("/")[0]

    @property
    def slug(self) -> str:
        """The own slug of a topic or service."""
        return self.name.rpartition("/")[2]


Entries = Mapping[Key, Value | None]


def topic_key(department: str, topic: str) -> Key:
    """The key of a topic."""
    return Key(Kind.TOPIC, f"{department}/{topic}")


def service_key(department: str, service: str) -> Key:
    """The key of a service."""
    return Key(Kind.SERVICE, f"{department}/{service}")


def address(key: Key, value: Value | None) -> Key:
    """The key under which a service stands now, after moves. For everything else its own key."""
    return key if value is None or AT not in value else Key(key.kind, value[AT])


def entries_of(files: Municipality) -> dict[Key, Value]:
    """What the files say, in entries."""
    entries: dict[Key, Value] = {}
    for place, one in enumerate(files.departments):
        entries[Key(Kind.DEPARTMENT, one.slug)] = _department_value(one, place)
        for ordinal, topic in enumerate(one.topics):
            entries[topic_key(one.slug, topic.slug)] = _topic_value(topic, ordinal)
    for holiday in files.petitions.holidays:
        entries[Key(Kind.HOLIDAY, holiday.day.isoformat())] = {"name": holiday.name}
    for opening in files.openings:
        entries[Key(Kind.OPENING, opening.day.isoformat())] = opening.model_dump(
            mode="json", exclude={"day"}, exclude_none=True
        )
    for note in files.note_templates:
        entries[Key(Kind.NOTE_TEMPLATE, note.code)] = _listed(note.model_dump(mode="json", exclude={"code"}))
    for step in files.step_templates:
        entries[Key(Kind.STEP_TEMPLATE, step.code)] = _listed(step.model_dump(mode="json", exclude={"code"}))
    return entries | _services(files.services)


def _services(listed: tuple[Service, ...]) -> dict[Key, Value]:
    """In the order of the files within each department."""
    entries: dict[Key, Value] = {}
    placed: dict[str, int] = {}
    for one in listed:
        known = one.model_dump(mode="json", exclude={"department", "slug", "example"}, exclude_defaults=True)
        ordinal = placed[one.department] = placed.get(one.department, -1) + 1
        entries[service_key(one.department, one.slug)] = {**known, ORDINAL: ordinal, RETIRED: False}
    return entries


def service_of(key: Key, value: Value) -> Service:
    """The service of an entry. Raises `pydantic.ValidationError`."""
    place = address(key, value)
    return Service.model_validate({"department": place.department, "slug": place.slug, **content_of(value)})


def content_of(value: Value) -> Value:
    """The value without what the catalogue alone knows of an object."""
    return {name: of for name, of in value.items() if name not in (RETIRED, ORDINAL, AT)}


def _listed(value: Value) -> Value:
    return {**value, RETIRED: False}


def _department_value(one: Department, ordinal: int) -> Value:
    known = one.model_dump(mode="json", exclude={"slug", "topics"}, exclude_defaults=True)
    return {**known, ORDINAL: ordinal, RETIRED: False}


def _topic_value(one: Topic, ordinal: int) -> Value:
    known = one.model_dump(mode="json", exclude={"slug"}, exclude_defaults=True)
    return {**known, ORDINAL: ordinal, RETIRED: False}


def in_force(files: Municipality, entries: Entries, holidays_changed: int = 0) -> Municipality:
    """The files' configuration with these entries in the place of what they say of the same kinds (`CONFIGURED`), and without services.
    `holidays_changed` (0: not since the files) is put to the calendar's version, because each term keeps the version by which
    it was computed. Raises `pydantic.ValidationError` where the entries do not go together, or with the rest."""
    given = files.model_dump(mode="json", exclude={"services"})
    given["departments"] = _departments(entries)
    given["petitions"]["holidays"] = [{"day": key.name, **value} for key, value in _of(entries, Kind.HOLIDAY).items()]
    if holidays_changed:
        given["petitions"]["calendar"] = f"{files.petitions.calendar}+{holidays_changed}"
    given["openings"] = [{"day": key.name, **value} for key, value in _of(entries, Kind.OPENING).items()]
    given["note_templates"] = _templates(entries, Kind.NOTE_TEMPLATE)
    given["step_templates"] = _templates(entries, Kind.STEP_TEMPLATE)
    return Municipality.model_validate(given)


def _of(entries: Entries, kind: Kind) -> dict[Key, Value]:
    """Those of one kind that are there, the retired ones too, by ordinal and name."""
    found = {key: value for key, value in entries.items() if key.kind is kind and value is not None}
    return dict(sorted(found.items(), key=lambda one: (one[1].get(ORDINAL, 0), one[0].name)))


def _chosen(entries: Entries, kind: Kind) -> dict[Key, Value]:
    """Those that can be chosen, without what the catalogue alone knows of them."""
    return {key: content_of(value) for key, value in _of(entries, kind).items() if not value.get(RETIRED)}


def _departments(entries: Entries) -> list[Value]:
    topics: dict[str, list[Value]] = {}
    for key, value in _chosen(entries, Kind.TOPIC).items():
        topics.setdefault(key.department, []).append({"slug": key.slug, **value})
    return [
        {"slug": key.name, **value, "topics": topics.get(key.name, [])}
        for key, value in _chosen(entries, Kind.DEPARTMENT).items()
    ]


def _templates(entries: Entries, kind: Kind) -> list[Value]:
    return [{"code": key.name, **value} for key, value in _chosen(entries, kind).items()]


def next_ordinal(entries: Entries, kind: Kind, department: str | None = None) -> int:
    """The place after all others of this kind; of topics and services, after those of the same department."""
    places = [
        value.get(ORDINAL, 0)
        for key, value in _of(entries, kind).items()
        if department is None or address(key, value).department == department
    ]
    return floor(max(places, default=-1)) + 1


def differences(now: Entries, files: Entries) -> dict[Key, Value | None]:
    """What has to be changed so that the files count again: their entries where they differ, `None` for what they do not have.
    Departments, topics, services and templates that the files do not have are retired, because what is older may speak of them."""
    found: dict[Key, Value | None] = {key: value for key, value in files.items() if now.get(key) != value}
    for key, value in now.items():
        if value is None or key in files or key.kind in IN_PAGES_ALONE:
            continue
        if RETIRED not in value:
            found[key] = None
        elif not value[RETIRED]:
            found[key] = {**value, RETIRED: True}
    return found
