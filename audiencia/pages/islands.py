"""What a live island reads from its page: where to connect, and its texts."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from audiencia.pages import render
from audiencia.pages.site import site_of, visitor_of


def page(
    request: web.Request, template: str, namespace: str, owners: Sequence[Any] = (), **values: Any
) -> web.Response:
    """The page around an island. The texts make it long, so it is compressed.

    Only these pages are: they show nothing that a stranger could have put into the request, so that their compressed
    length gives no secret away (BREACH, CVE-2013-3587). `owners`: whom staff can name as the owner of a commitment.
    """
    response = render.page(request, template, **_values(request, namespace, owners), **values)
    response.enable_compression()
    return response


def _values(request: web.Request, namespace: str, owners: Sequence[Any]) -> dict[str, Any]:
    """Template values `island_data` and `island_catalog`; nothing personal is in them."""
    municipality = site_of(request).house.municipality
    data = {
        "namespace": namespace,
        "lang": visitor_of(request).language,
        "timezone": municipality.timezone,
        "answer_seconds": municipality.limits.answer_seconds,
        "phone": municipality.contact.phone,
        "departments": _departments(request) if namespace == "/citizen" else [],
        "owners": list(owners),
        "urls": {
            "follow": "/seguimiento",
            "home": "/",
            "sign_in": "/entrar",
            "estimates": "/moderacion/estimaciones",
        },
    }
    return {
        "island_data": data,
        "island_catalog": render.words_of(request).island_catalogues[namespace.removeprefix("/")],
    }


def _departments(request: web.Request) -> list[dict[str, Any]]:
    """Departments and their topics: what a citizen chooses from who has another matter."""
    text = render.words_of(request).text
    return [
        {
            "slug": one.slug,
            "name": text(one.name),
            "topics": [{"slug": topic.slug, "name": text(topic.name)} for topic in one.topics],
        }
        for one in site_of(request).house.municipality.public_departments
    ]
