"""Departments and their topics: the topic decides who attends."""

from aiohttp import web

from audiencia.config import Department, Topic
from audiencia.errors import Code, NotFound
from audiencia.pages import render
from audiencia.pages.site import site_of


async def areas(request: web.Request) -> web.Response:
    """All departments that attend."""
    return render.page(request, "areas.html", departments=site_of(request).house.municipality.departments)


async def area(request: web.Request) -> web.Response:
    """One department's topics, each leading to the form."""
    return render.page(request, "area.html", department=department_of(request))


def department_of(request: web.Request) -> Department:
    """The department named in the path. Raises `NotFound(unknown_department)`."""
    slug = request.match_info["department"]
    for department in site_of(request).house.municipality.departments:
        if department.slug == slug:
            return department
    raise NotFound(Code.UNKNOWN_DEPARTMENT)


def topic_of(request: web.Request, department: Department) -> Topic:
    """The topic named in the path. Raises `NotFound(unknown_topic)`."""
    for topic in department.topics:
        if topic.slug == request.match_info["topic"]:
            return topic
    raise NotFound(Code.UNKNOWN_TOPIC)
