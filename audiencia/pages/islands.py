"""What a live island reads from its page: where to connect, and its texts."""

from typing import Any

from aiohttp import web

from audiencia.pages import render
from audiencia.pages.site import site_of, visitor_of


def values(request: web.Request, namespace: str) -> dict[str, Any]:
    """Template values `island_data` and `island_catalog`; nothing personal is in them."""
    data = {
        "namespace": namespace,
        "lang": visitor_of(request).language,
        "timezone": site_of(request).house.municipality.timezone,
        "urls": {"follow": "/seguimiento", "home": "/", "sign_in": "/entrar"},
    }
    return {"island_data": data, "island_catalog": render.words_of(request).island_catalogue}
