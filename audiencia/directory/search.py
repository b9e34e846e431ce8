"""The one search of services, topics, petitions, announcements and documents. What people type is kept nowhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiencia.core.errors import Unavailable
from audiencia.directory import store
from audiencia.directory.detector import CrisisDetector
from audiencia.directory.documents import Documents, Published
from audiencia.directory.found_in import Finding, announcements, documents, findable
from audiencia.directory.search_index import FRONT, SearchIndex
from audiencia.directory.service import Announced, Searchable, question
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality import Municipality

MOST, MOST_ANNOUNCED, MOST_DOCUMENTS = 8, 3, 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first. `first_number`: somebody is in danger, and this emergency number comes before all else."""

    found: tuple[Finding, ...] = ()
    first_number: str | None = None
    announced: tuple[Announced, ...] = ()
    documents: tuple[Published, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What is found beside services, best first: ids of announcements, and documents by their catalogue keys."""

    announcements: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()


class Catalogue:
    """All that can be found of one version of the configuration."""

    def __init__(
        self,
        municipality: Municipality,
        services: list[Searchable],
        announced: Sequence[Announced] = (),
        published: Sequence[Published] = (),
    ) -> None:
        listed = findable(municipality, services)
        self._findings = {found.key: found for found, _entry in listed}
        entries = [entry for _found, entry in listed]
        self._index = SearchIndex(entries, municipality.search)
        self._crisis = CrisisDetector(municipality.search, entries)
        self._announced, self._documents = announcements(municipality, announced), documents(published)
        # An index of their own, so that they change no order of services; with the services, whose words tell what is rare.
        told = [entry for found in (self._announced, self._documents) for _key, entry in found.values()]
        self._beside = SearchIndex([*entries, *told], municipality.search) if told else None

    def answer(self, asked: str, most: int = MOST) -> Answer:
        """To a `service.question`."""
        found = tuple(self._findings[hit.key] for hit in self._index.search(asked, most))
        return Answer(found, self._crisis.first_number(asked))

    def beside(self, asked: str) -> Beside:
        """What else a `service.question` finds, as far as it goes with it as well as a service would."""
        keys = [hit.key for hit in self._beside.search(asked, FRONT)] if self._beside else []
        return Beside(
            tuple(self._announced[key][0] for key in keys if key in self._announced),
            tuple(self._documents[key][0] for key in keys if key in self._documents),
        )


class Search:
    """The catalogue of this process: built when it is first asked, and again after the configuration changed."""

    def __init__(self) -> None:
        self._built: tuple[int, Catalogue] | None = None
        self._building = asyncio.Lock()

    async def answer(self, context: AppContext, typed: str) -> Answer:
        """What the search finds; empty when too little was typed. Raises `Unavailable`."""
        asked = question(typed)
        if not asked:
            return Answer()
        catalogue = await self._catalogue(context)
        answer, beside = catalogue.answer(asked), catalogue.beside(asked)
        # The emergency numbers wait for no database.
        if answer.first_number or beside == Beside():
            return answer
        announced, published = await _shown(context, beside)
        return replace(answer, announced=announced, documents=published)

    async def _catalogue(self, context: AppContext) -> Catalogue:
        async with self._building:
            version, municipality = context.in_force.version, context.municipality
            if self._built is None or self._built[0] != version:
                async with context.database.read() as conn:
                    services, announced = await store.searchable(conn), await store.announced(conn)
                    published = (await store.documents(conn, municipality)).shown
                self._built = version, await asyncio.to_thread(Catalogue, municipality, services, announced, published)
            return self._built[1]


async def _shown(context: AppContext, found: Beside) -> tuple[tuple[Announced, ...], tuple[Published, ...]]:
    """What the database says of these now: what is kept in memory knows neither what has ended nor, for a moment, what was taken
    back on another node. None while the database is away, so that services are still found."""
    try:
        async with context.database.read() as conn:
            announced = await store.announced_now(conn, found.announcements) if found.announcements else {}
            documents_now = (
                await store.documents(conn, context.municipality, found.documents) if found.documents else Documents()
            )
    except Unavailable:
        return (), ()
    published = {one.key: one for one in documents_now.shown}
    return (
        tuple(announced[one] for one in found.announcements if one in announced)[:MOST_ANNOUNCED],
        tuple(published[one] for one in found.documents if one in published)[:MOST_DOCUMENTS],
    )
