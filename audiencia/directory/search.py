"""The one search of services, topics and petitions. What people type is kept nowhere."""

import asyncio
from dataclasses import dataclass

from audiencia.directory import store
from audiencia.directory.detector import CrisisDetector
from audiencia.directory.found_in import Finding, findable
from audiencia.directory.search_index import SearchIndex
from audiencia.directory.service import Searchable, question
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality import Municipality

MOST = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first. `first_number`: somebody is in danger, and this emergency number comes before all else."""

    found: tuple[Finding, ...] = ()
    first_number: str | None = None


class Catalogue:
    """All that can be found of one version of the configuration."""

    def __init__(self, municipality: Municipality, services: list[Searchable]) -> None:
        listed = findable(municipality, services)
        self._findings = {found.key: found for found, _entry in listed}
        entries = [entry for _found, entry in listed]
        self._index = SearchIndex(entries, municipality.search)
        self._crisis = CrisisDetector(municipality.search, entries)

    def answer(self, asked: str, most: int = MOST) -> Answer:
        """To a `service.question`."""
        found = tuple(self._findings[hit.key] for hit in self._index.search(asked, most))
        return Answer(found, self._crisis.first_number(asked))


class Search:
    """The catalogue of this process: built when it is first asked, and again after the configuration changed."""

    def __init__(self) -> None:
        self._built: tuple[int, Catalogue] | None = None
        self._building = asyncio.Lock()

    async def answer(self, context: AppContext, typed: str) -> Answer:
        """Nothing when too little was typed. Raises `Unavailable`."""
        asked = question(typed)
        return (await self._catalogue(context)).answer(asked) if asked else Answer()

    async def _catalogue(self, context: AppContext) -> Catalogue:
        async with self._building:
            version, municipality = context.in_force.version, context.municipality
            if self._built is None or self._built[0] != version:
                async with context.database.read() as conn:
                    services = await store.searchable(conn)
                self._built = version, await asyncio.to_thread(Catalogue, municipality, services)
            return self._built[1]
