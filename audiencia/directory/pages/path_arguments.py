"""Department and topic as a path names them."""

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.http.site import site_of
from audiencia.settings.municipality_parts import Department, Topic


def department_of(request: web.Request) -> Department:
    """The department named in the path. Raises `NotFound(unknown_department)`."""
    slug = request.match_info["department"]
    for department in site_of(request).context.municipality.public_departments:
        if department.slug == slug:
            return department
    raise NotFound(Code.UNKNOWN_DEPARTMENT)


def topic_of(request: web.Request, department: Department) -> Topic:
    """The topic named in the path. Raises `NotFound(unknown_topic)`."""
    for topic in department.topics:
        if topic.slug == request.match_info["topic"]:
            return topic
    raise NotFound(Code.UNKNOWN_TOPIC)
