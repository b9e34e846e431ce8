"""Departments and their topics: the topic decides who attends."""

from collections.abc import Mapping

from aiohttp import web

from audiencia.core.errors import Unavailable
from audiencia.db.commands import unless_away
from audiencia.directory.pages_api import department_of
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.queue.booking import booking
from audiencia.queue.booking.booking import Days
from audiencia.queue.joining.admission import Admission, QueueToJoin, admission
from audiencia.queue.moderation import standing
from audiencia.settings.config import Text
from audiencia.settings.municipality_parts import Department


async def areas(request: web.Request) -> web.Response:
    """All departments that attend, each with how its queue is now; to book a place, those that give any."""
    context = site_of(request).context
    queues, days = await _queues(request), await _days(request) if _books(request) else None
    return render.page(
        request,
        "queue/joining/areas.html",
        departments=context.municipality.public_departments if days is None else booking.departments(context),
        queues=queues if days is None else {},
        days=days,
        takes=bool(queues),
        path=_path(request, days),
    )


async def area(request: web.Request) -> web.Response:
    """One department's topics, each leading to the form; to book a place, to the hours."""
    department = department_of(request)
    queue, days = (await _queues(request)).get(department.slug), await _days(request)
    return render.page(
        request,
        "queue/joining/area.html",
        department=department,
        queue=queue,
        announcements=await _announcements(request, department),
        days=days,
        bookable=frozenset() if days is None else await _bookable(request, department),
        books=days is not None and _books(request),
        path=_path(request, days),
    )


def _books(request: web.Request) -> bool:
    """Whether somebody came to book a place (`?cita=si`)."""
    return request.query.get("cita") == "si"


def _path(request: web.Request, days: Days | None) -> str:
    """Where whoever changes the language comes back to."""
    return f"{request.path}?cita=si" if days is not None and _books(request) else request.path


async def _announcements(request: web.Request, department: Department) -> list[Text]:
    """What is told to everybody, and to whom reads of this department."""
    return await unless_away(standing.shown(site_of(request).context, department.slug), [])


async def _days(request: web.Request) -> Days | None:
    """The day for which places can be booked now; none, too, while the database is away."""
    found = await unless_away(booking.days(site_of(request).context), None)
    return found if found is not None and found.open else None


async def _bookable(request: web.Request, department: Department) -> frozenset[str]:
    """The topics for which something is left."""
    context = site_of(request).context
    try:
        left = [
            one.slug for one in department.topics if await booking.anything_left(context, department.slug, one.slug)
        ]
    except Unavailable:
        return frozenset()
    return frozenset(left)


async def _queues(request: web.Request) -> Mapping[str, QueueToJoin]:
    """How each queue is now; the pages do without when the database is away."""
    return (await unless_away(admission(site_of(request).context), Admission(None, {}))).queues
