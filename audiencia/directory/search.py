"""The one search of services, topics, petitions and announcements. What people type is kept nowhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiencia.core.errors import Unavailable
from audiencia.directory import store
from audiencia.directory.detector import CrisisDetector
from audiencia.directory.found_in import Finding, announcements, findable
from audiencia.directory.search_index import FRONT, SearchIndex
from audiencia.directory.service import Announced, Searchable, question
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality import Municipality

MOST, MOST_ANNOUNCED = 8, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first. `first_number`: somebody is in danger, and this emergency number comes before all else."""

    found: tuple[Finding, ...] = ()
    first_number: str | None = None
    announced: tuple[Announced, ...] = ()


class Catalogue:
    """All that can be found of one version of the configuration."""

    def __init__(
        self, municipality: Municipality, services: list[Searchable], announced: Sequence[Announced] = ()
    ) -> None:
        listed = findable(municipality, services)
        self._findings = {found.key: found for found, _entry in listed}
        entries = [entry for _found, entry in listed]
        self._index = SearchIndex(entries, municipality.search)
        self._crisis = CrisisDetector(municipality.search, entries)
        self._announced = announcements(municipality, announced)
        # An index of their own, so that they change no order of services; with the services, whose words tell what is rare.
        told = [entry for _id, entry in self._announced.values()]
        self._beside = SearchIndex([*entries, *told], municipality.search) if told else None

    def answer(self, asked: str, most: int = MOST) -> Answer:
        """To a `service.question`."""
        found = tuple(self._findings[hit.key] for hit in self._index.search(asked, most))
        return Answer(found, self._crisis.first_number(asked))

    def announcements(self, asked: str) -> list[int]:
        """The ids of those that a `service.question` finds, best first, as far as they go with it as well as a service would."""
        hits = self._beside.search(asked, FRONT) if self._beside else []
        return [self._announced[hit.key][0] for hit in hits if hit.key in self._announced]


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
        answer, announced = catalogue.answer(asked), catalogue.announcements(asked)
        # The emergency numbers wait for no database.
        if answer.first_number or not announced:
            return answer
        return replace(answer, announced=await _shown(context, announced))

    async def _catalogue(self, context: AppContext) -> Catalogue:
        async with self._building:
            version, municipality = context.in_force.version, context.municipality
            if self._built is None or self._built[0] != version:
                async with context.database.read() as conn:
                    services, announced = await store.searchable(conn), await store.announced(conn)
                self._built = version, await asyncio.to_thread(Catalogue, municipality, services, announced)
            return self._built[1]


async def _shown(context: AppContext, ids: Sequence[int]) -> tuple[Announced, ...]:
    """What the database says of these now: what is kept in memory knows neither what has ended nor, for a moment, what was taken
    back on another node. None while the database is away, so that services are still found."""
    try:
        async with context.database.read() as conn:
            shown = await store.announced_now(conn, ids)
    except Unavailable:
        return ()
    return tuple(shown[one] for one in ids if one in shown)[:MOST_ANNOUNCED]
