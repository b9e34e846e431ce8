"""What administration announces, for programs that subscribe: an Atom feed (RFC 4287). What is over stands in it no more."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as Xml

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.core.texts import text_or_none
from audiencia.http.i18n import Words
from audiencia.http.site import KEEPS_NOTHING, origin_of, site_of
from audiencia.queue.api import standing_changed, standing_clock, standing_feed
from audiencia.settings.config import Municipality, Text

if TYPE_CHECKING:
    from audiencia.queue.api import StandingFeed

PATH, KIND = "/avisos.atom", "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
LONGEST_TITLE = 80
KEPT = "public, max-age=600"


async def announcements(request: web.Request) -> web.Response:
    """Of all departments, or with `?area=` what concerns one; in English with `?idioma=en`. Raises `NotFound(unknown_department)`."""
    site, area = site_of(request), request.query.get("area", "")
    municipality = site.context.municipality
    if area and area not in {one.slug for one in municipality.public_departments}:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    words = site.languages["en" if request.query.get("idioma") == "en" else "es-MX"]
    found = await standing_feed(site.context, area or None)
    changed = await standing_changed(site.context)
    if changed is None:
        changed = datetime.combine((await standing_clock(site.context)).date(), time(), municipality.zone)
    asked = {"area": area, "idioma": "en" if words.language == "en" else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    own = f"{origin_of(request)}{PATH}{'?' if query else ''}{query}"
    feed = _feed(words, municipality, origin_of(request), own, area, found, changed)
    request[KEEPS_NOTHING] = True
    body = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return web.Response(body=body, content_type=KIND, charset="utf-8", headers={"Cache-Control": KEPT})


def _feed(
    words: Words,
    municipality: Municipality,
    origin: str,
    own: str,
    area: str,
    found: "Sequence[StandingFeed]",
    changed: datetime,
) -> Xml.Element:
    """`changed`: when anything was announced or taken back last, of all departments, so that it never goes back."""
    feed = Xml.Element("feed", {"xmlns": NAMESPACE, "xml:lang": words.language})
    _add(feed, "id", own)
    _add(feed, "title", words.gettext("Announcements of %(municipality)s") % {"municipality": municipality.name})
    _add(feed, "updated", changed.isoformat())
    _add(_add(feed, "author"), "name", municipality.name)
    _add(feed, "link", rel="self", type=KIND, href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{origin}/areas/{area}" if area else f"{origin}/")
    for one in found:
        feed.append(_entry(words, origin, one))
    return feed


def _entry(words: Words, origin: str, one: "StandingFeed") -> Xml.Element:
    text, entry = words.text(Text(es=one.text, en=one.text_en)), Xml.Element("entry")
    place = f"{origin}/areas/{one.slug}" if one.slug else f"{origin}/"
    _add(entry, "id", f"tag:{urlsplit(origin).hostname},2026:aviso-{one.id}")
    title = text.partition("\n")[0]
    _add(entry, "title", title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…")
    _add(entry, "updated", one.changed_at.isoformat())
    _add(entry, "published", one.made_at.isoformat())
    _add(entry, "link", rel="alternate", type="text/html", href=place)
    department = text_or_none(one.name_es, one.name_en)
    if one.slug and department is not None:
        _add(entry, "category", term=one.slug, label=words.text(department))
    _add(entry, "content", text, type="text")
    return entry


def _add(to: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    made = Xml.SubElement(to, name, attributes)
    made.text = text
    return made
