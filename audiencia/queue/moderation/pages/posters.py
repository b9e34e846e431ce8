"""What hangs on walls and lies on desks: the citizens' poster and the director's card, as PDF from the configuration."""

from typing import Literal, get_args
from urllib.parse import urlsplit

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.http import qr, render
from audiencia.http.i18n import Words
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.settings.config import Municipality

Sheet = Literal["cartel-a3", "cartel-a4", "tarjeta-direccion"]
SHEETS: tuple[Sheet, ...] = get_args(Sheet)
TEMPLATES = {
    "cartel-a3": "queue/moderation/poster_pdf.html",
    "cartel-a4": "queue/moderation/poster_pdf.html",
    "tarjeta-direccion": "queue/moderation/card_pdf.html",
}
PAGE = "/administracion/papeles"
LEADS_TO = {"cartel-a3": "/", "cartel-a4": "/", "tarjeta-direccion": "/direccion"}


def html(sheet: Sheet, words: Words, municipality: Municipality, origin: str) -> str:
    """The page of which the PDF is made, whole in itself. `origin`: where people find the service, without a slash at its end."""
    leads_to = origin + LEADS_TO[sheet]
    shown = urlsplit(leads_to)
    return words.environment.get_template(TEMPLATES[sheet]).render(
        lang=words.language,
        municipality=municipality,
        size="A3" if sheet == "cartel-a3" else "A4" if sheet == "cartel-a4" else "letter",
        address=(shown.netloc + shown.path).rstrip("/"),
        # The highest correction: paper on a wall gets dirty.
        qr=qr.data_uri(leads_to, error="q"),
    )


async def show(request: web.Request) -> web.Response:
    """The list of sheets, for administrators."""
    return render.page(request, "queue/moderation/posters.html", path=PAGE, address=urlsplit(origin_of(request)).netloc)


async def sheet(request: web.Request) -> web.Response:
    """One poster as PDF. Raises `NotFound`, and `Unavailable` when it cannot be made now."""
    name = request.match_info["sheet"]
    if name not in SHEETS:
        raise NotFound(Code.NOT_FOUND)
    site, visitor = site_of(request), visitor_of(request)
    text = html(name, site.languages[visitor.language], site.context.municipality, origin_of(request))
    return web.Response(
        body=await site.press.pdf(text),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
