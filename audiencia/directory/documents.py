"""Which documents are shown at a moment, and in which order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audiencia.core.texts import Text
from audiencia.directory.sounds import plain_words
from audiencia.settings.catalogue import RETIRED, Value
from audiencia.settings.document import Document, What, document_of
from audiencia.settings.municipality import Municipality


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the catalogue. `value`: what counts of it now, `None` when it was taken back. `made_at`: when it was added."""

    key: str
    value: Value | None
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """A document that is shown, `until` then. `publisher`: the name of its department, `None` for the whole municipality."""

    key: str
    document: Document
    publisher: Text | None
    until: datetime | None
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Documents:
    """What is shown, and when any of it was written, changed or taken back last, or ended; `None`: never."""

    shown: tuple[Published, ...] = ()
    changed_at: datetime | None = None


def documents_at(now: datetime, logged: Iterable[Logged], municipality: Municipality) -> Documents:
    """Those that are neither retired nor over, of the whole municipality and of departments that are in the configuration."""
    shown, changes = [], list[datetime]()
    names = {one.slug: one.name for one in municipality.departments}
    for one in logged:
        changes.append(one.changed_at)
        if one.value is None or one.value.get(RETIRED):
            continue
        document = document_of(one.value)
        until = document.until and document.until.replace(tzinfo=municipality.zone)
        if until is not None and until <= now:
            changes.append(until)
        elif document.department is None or document.department in names:
            publisher = names[document.department] if document.department else None
            shown.append(Published(one.key, document, publisher, until, one.made_at, one.changed_at))
    return Documents(tuple(shown), max(changes, default=None))


def by_kind(found: Iterable[Published], language: str) -> Mapping[What, Sequence[Published]]:
    """Those of each kind: calls by their end, the rest by name. `language`: `es` or `en`."""

    def place(one: Published) -> tuple[str, list[str], str]:
        until = one.until.isoformat() if one.until and one.document.what is What.CALL else ""
        return until, plain_words(getattr(one.document.name, language)), one.key

    listed = sorted(found, key=place)
    return {what: [one for one in listed if one.document.what is what] for what in What}
