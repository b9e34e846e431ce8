"""Departments and their topics: the topic decides who attends."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.core.errors import Unavailable
from audiencia.directory.api import department_of
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.queue.booking import booking
from audiencia.queue.joining.admission import QueueToJoin, admission
from audiencia.queue.moderation import standing
from audiencia.settings.config import Department, Text


async def areas(request: web.Request) -> web.Response:
    """All departments that attend, each with how its line is now."""
    departments = site_of(request).context.municipality.public_departments
    return render.page(request, "queue/joining/areas.html", departments=departments, queues=await _lines(request))


async def area(request: web.Request) -> web.Response:
    """One department's topics, each leading to the form."""
    department = department_of(request)
    queue = (await _lines(request)).get(department.slug)
    return render.page(
        request,
        "queue/joining/area.html",
        department=department,
        queue=queue,
        announcements=await _announcements(request, department),
        **await _booking(request, department),
    )


async def _announcements(request: web.Request, department: Department) -> list[Text]:
    """What is told to everybody, and to whom reads of this department."""
    try:
        return await standing.shown(site_of(request).context, department.slug)
    except Unavailable:
        return []


async def _booking(request: web.Request, department: Department) -> dict[str, Any]:
    """Template values: `days` of the places that can be booked, and the topics for which something is left, `bookable`."""
    context = site_of(request).context
    try:
        days = await booking.days(context)
        if days is None or not days.open:
            return {"days": None, "bookable": frozenset()}
        left = [
            one.slug for one in department.topics if await booking.anything_left(context, department.slug, one.slug)
        ]
    except Unavailable:
        return {"days": None, "bookable": frozenset()}
    return {"days": days, "bookable": frozenset(left)}


async def _lines(request: web.Request) -> Mapping[str, QueueToJoin]:
    """How each line is now; the pages do without when the database is away."""
    try:
        return (await admission(site_of(request).context)).queues
    except Unavailable:
        return {}
