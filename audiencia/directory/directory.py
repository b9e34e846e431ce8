"""The directory as pages read it: what a department does, and one service."""

from audiencia.core.errors import Code, NotFound
from audiencia.directory import store
from audiencia.directory.service import Found, Service
from audiencia.runtime.context import AppContext


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
