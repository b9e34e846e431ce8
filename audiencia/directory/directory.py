"""The directory as pages read it: what a department does, one service, and what fits what somebody typed."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from audiencia.core.errors import Code, NotFound
from audiencia.directory import store
from audiencia.directory.service import Found, Service, question
from audiencia.runtime.context import AppContext

MOST = 8
KEPT_SECONDS = 60.0
KEPT = 2_000


class Answers:
    """What was found for the questions of the last minute, by this process: many people type the same first letters."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[float, tuple[Found, ...]]] = OrderedDict()

    def get(self, asked: str) -> tuple[Found, ...] | None:
        """What is still good; `None` when it has to be looked for."""
        until, found = self._kept.get(asked, (0.0, ()))
        return found if until > self._now() else None

    def keep(self, asked: str, found: tuple[Found, ...]) -> None:
        """For a minute, or until there are too many."""
        self._kept.pop(asked, None)
        self._kept[asked] = (self._now() + KEPT_SECONDS, found)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)


async def search(context: AppContext, answers: Answers, typed: str) -> tuple[Found, ...]:
    """What fits best, at most `MOST`; nothing when too little was typed. Raises `Unavailable`."""
    asked = question(typed)
    if not asked:
        return ()
    kept_as = f"{context.in_force.version} {asked}"  # what was found before a change is no answer any more
    found = answers.get(kept_as)
    if found is None:
        async with context.database.read() as conn:
            found = await store.search(conn, asked, MOST)
        answers.keep(kept_as, found)
    public = {one.slug for one in context.municipality.public_departments}
    return tuple(one for one in found if one.department in public)


async def counts(context: AppContext) -> dict[str, int]:
    """How many services each department has. Raises `Unavailable`."""
    async with context.database.read() as conn:
        return await store.services_per_department(conn)


async def services_of(context: AppContext, department: str) -> tuple[Found, ...]:
    """What this department does. Raises `Unavailable`."""
    async with context.database.read() as conn:
        return await store.services_of(conn, department)


async def service(context: AppContext, department: str, slug: str) -> Service:
    """One service. Raises `NotFound(unknown_service)`, `Unavailable`."""
    async with context.database.read() as conn:
        found = await store.service(conn, department, slug)
    if found is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    return found


async def moved(context: AppContext, department: str, slug: str) -> str | None:
    """Where a service stands now that had this address once, as `department/service`; `None` when none had, or nobody can find it
    any more. Raises `Unavailable`."""
    async with context.database.read() as conn:
        found = await store.moved(conn, f"{department}/{slug}")
    public = {one.slug for one in context.municipality.public_departments}
    return "/".join(found) if found and found[0] in public else None
