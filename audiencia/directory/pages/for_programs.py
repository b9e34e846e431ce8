"""What programs ask a site for by a fixed address: robots.txt (RFC 9309), the map of its pages (sitemaps.org), and whom to tell of a
hole (security.txt, RFC 9116)."""

from datetime import timedelta
from xml.sax.saxutils import escape

from aiohttp import web

from audiencia.core.errors import existing
from audiencia.db.connection import now_of
from audiencia.directory import store
from audiencia.directory.pages import documents
from audiencia.directory.pages.directory import OTHERS, PAGE
from audiencia.http.site import KEEPS_NOTHING, origin_of, site_of

MAP, CONTACT = "/sitemap.xml", "/.well-known/security.txt"
PUBLIC = (
    "/",
    "/aviso",
    "/su-llamada",
    "/areas",
    "/cifras",
    "/cifras/peticiones",
    "/peticiones",
    "/verificar",
    PAGE,
    OTHERS,
    documents.PAGE,
)
NOT_TO_BE_FOUND = ("/turno", "/seguimiento/", "/peticiones/recibida", "/entrar", "/administracion")
A_DAY = "public, max-age=86400"
VALID = timedelta(days=180)


async def robots(request: web.Request) -> web.Response:
    """Search engines read the public pages; nothing of a demonstration."""
    hidden = ("/",) if site_of(request).demo else NOT_TO_BE_FOUND
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in hidden), f"Sitemap: {origin_of(request)}{MAP}"]
    return _kept(request, _lines(lines), "text/plain")


async def sitemap(request: web.Request) -> web.Response:
    """The public pages, with each department and service that people can find."""
    context, origin = site_of(request).context, origin_of(request)
    async with context.database.read() as conn:
        services = await store.searchable(conn)
    departments = [one.slug for one in context.municipality.public_departments]
    paths = [*PUBLIC, *(f"/areas/{one}" for one in departments), *(f"{PAGE}/{one}" for one in departments)]
    paths += [f"{PAGE}/{one.department}/{one.slug}" for one in services if one.department in departments]
    places = "".join(f"<url><loc>{escape(origin + one)}</loc></url>\n" for one in paths)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n'
    return _kept(request, text, "application/xml")


async def security(request: web.Request) -> web.Response:
    """Whom to tell of a hole. Raises `NotFound` where the municipality named nobody."""
    context = site_of(request).context
    contact = existing(context.municipality.contact.security)
    async with context.database.read() as conn:
        until = (await now_of(conn)).replace(hour=0, minute=0, second=0, microsecond=0) + VALID
    lines = [
        f"Contact: {contact}",
        f"Expires: {until.isoformat()}",
        "Preferred-Languages: es, en",
        f"Canonical: {origin_of(request)}{CONTACT}",
    ]
    return _kept(request, _lines(lines), "text/plain")


def _lines(lines: list[str]) -> str:
    return "".join(f"{one}\n" for one in lines)


def _kept(request: web.Request, text: str, kind: str) -> web.Response:
    """For everybody alike: no cookie goes with what may be kept on the way."""
    request[KEEPS_NOTHING] = True
    return web.Response(text=text, content_type=kind, charset="utf-8", headers={"Cache-Control": A_DAY})
