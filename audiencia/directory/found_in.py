"""What the search finds: services, topics without a service of their own, and what others do; announcements and documents
beside them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from audiencia.core.texts import Text
from audiencia.directory.documents import Published
from audiencia.directory.search_index import Entry
from audiencia.directory.service import Announced, Searchable
from audiencia.directory.sounds import heard
from audiencia.settings.document import What
from audiencia.settings.municipality import Municipality
from audiencia.settings.search_rules import Elsewhere


@dataclass(frozen=True, slots=True)
class Finding:
    """One of them, as pages show it. `department`, `slug` and `topic` are those of a service or topic; `elsewhere` of what others do."""

    kind: Literal["service", "topic", "elsewhere"]
    name: Text
    summary: Text
    department: str = ""
    slug: str = ""
    topic: str | None = None
    elsewhere: Elsewhere | None = None

    @property
    def key(self) -> str:
        """By which the search knows it."""
        return f"{self.department or self.kind}/{self.slug}"


def findable(municipality: Municipality, services: Iterable[Searchable]) -> list[tuple[Finding, Entry]]:
    """Everything that can be found, services before topics."""
    known = list(services)
    return [*_services(municipality, known), *_topics(municipality, known), *_elsewhere(municipality)]


def announcements(municipality: Municipality, announced: Iterable[Announced]) -> dict[str, tuple[int, Entry]]:
    """Id and words of each by its key; without those of a department that nobody reads of."""
    readers = {None, *(one.slug for one in municipality.public_departments)}
    keyed = {f"announcement/{one.id}": one for one in announced if one.department in readers}
    return {key: (one.id, Entry(key, _both(one.text))) for key, one in keyed.items()}


KINDS: Mapping[What, tuple[str, ...]] = {
    What.CALL: ("convocatoria", "call"),
    What.FORMAT: ("formato", "form"),
    What.REGULATION: ("reglamento", "regulation"),
}
"""What each kind is called in a question."""


def documents(published: Iterable[Published]) -> dict[str, tuple[str, Entry]]:
    """Catalogue key and words of each by its key in the search."""
    keyed = {f"document/{one.key}": one for one in published}
    return {
        key: (one.key, Entry(key, (*_both(one.document.name), *KINDS[one.document.what]), _both(one.document.summary)))
        for key, one in keyed.items()
    }


def _services(municipality: Municipality, services: Iterable[Searchable]) -> Iterator[tuple[Finding, Entry]]:
    public = municipality.public_departments
    topics = {(one.slug, topic.slug): topic.name for one in public for topic in one.topics}
    departments = {one.slug for one in public}
    for one in services:
        if one.department in departments:
            topic = topics.get((one.department, one.topic or ""))
            found = Finding("service", one.name, one.summary, one.department, one.slug, one.topic if topic else None)
            names = (one.name, topic) if topic else (one.name,)
            yield found, Entry(found.key, (*one.words, *_both(*names)), _both(one.summary))


def _topics(municipality: Municipality, services: Iterable[Searchable]) -> Iterator[tuple[Finding, Entry]]:
    """Those to which no service leads. What the synonyms say for the very name of one are its words."""
    known = {(one.department, name) for one in services for name in (one.slug, one.topic)}
    words = {tuple(heard(one.means)): one.said for one in municipality.search.synonyms}
    for department in municipality.public_departments:
        for topic in department.topics:
            if (department.slug, topic.slug) not in known:
                found = Finding("topic", topic.name, department.name, department.slug, topic.slug, topic.slug)
                said = words.get(tuple(heard(topic.name.es)), ())
                yield found, Entry(found.key, (*_both(topic.name), *said), _both(department.name))


def _elsewhere(municipality: Municipality) -> Iterator[tuple[Finding, Entry]]:
    for one in municipality.elsewhere:
        found = Finding("elsewhere", one.name, one.office, slug=one.code, elsewhere=one)
        yield found, Entry(found.key, (*one.words, *_both(one.name)), _both(one.office))


def _both(*texts: Text) -> tuple[str, ...]:
    return tuple(text for one in texts for text in (one.es, one.en))
