"""The parts of which pages are built, each in each of its states: for whoever builds the next page. In the demonstration alone."""

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.http import islands
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing

PAGE = "/componentes"
TOKENS = (
    "brand", "brand-ink", "accent", "paper", "surface", "sunken", "ink", "soft", "line", "control", "action", "action-ink", "link", "good",
    "good-soft", "warn", "warn-soft", "bad", "bad-soft", "focus", "tint", "ground", "on-ground", "raised", "hang-up", "sheet", "sheet-ink",
)  # fmt: skip
"""Colours of `web/styles/layout/tokens.css`."""


async def show(request: web.Request) -> web.Response:
    """Nothing that a stranger could have put into the request is in it. Raises `NotFound` outside of the demonstration."""
    if not site_of(request).demo:
        raise NotFound(Code.NOT_FOUND)
    listed = listing.asked({"orden": "-place", "pagina": "2"}, PAGE, ("name", "place")).counted(132)
    return islands.page(
        request, "administration/components.html", "/components", island="components", list=listed, tokens=TOKENS
    )
