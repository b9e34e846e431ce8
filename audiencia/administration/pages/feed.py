"""What administration announces, and open calls, for programs that subscribe: an Atom feed (RFC 4287). What is over stands in it no
more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as Xml

from aiohttp import web

from audiencia.core.errors import Code, NotFound
from audiencia.core.texts import text_or_none
from audiencia.directory.api import Published, documents
from audiencia.http.i18n import Words
from audiencia.http.site import KEEPS_NOTHING, origin_of, site_of
from audiencia.queue.api import standing_changed, standing_clock, standing_feed
from audiencia.settings.config import Municipality, Text
from audiencia.settings.document import What

if TYPE_CHECKING:
    from audiencia.queue.api import StandingFeed

PATH, KIND = "/avisos.atom", "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
LONGEST_TITLE = 80
KEPT = "public, max-age=600"


@dataclass(frozen=True, slots=True)
class Entry:
    """`name`: of the entry, unique in this feed. `place`: where it is read. `department`: slug and name of whose it is."""

    name: str
    title: str
    text: str
    place: str
    made_at: datetime
    changed_at: datetime
    department: tuple[str, str] | None


async def announcements(request: web.Request) -> web.Response:
    """Of all departments, or with `?area=` what concerns one; in English with `?idioma=en`. Raises `NotFound(unknown_department)`."""
    site, area = site_of(request), request.query.get("area", "")
    municipality = site.context.municipality
    if area and area not in {one.slug for one in municipality.public_departments}:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    words = site.languages["en" if request.query.get("idioma") == "en" else "es-MX"]
    told = await standing_feed(site.context, area or None)
    async with site.context.database.read() as conn:
        published = await documents(conn, municipality)
    calls = [one for one in published.shown if one.document.what is What.CALL]
    entries = [_announcement(words, origin_of(request), one) for one in told]
    entries += [_call(words, one) for one in calls if not area or one.document.department in (None, area)]
    changes = [one for one in (await standing_changed(site.context), published.changed_at) if one is not None]
    midnight = datetime.combine((await standing_clock(site.context)).date(), time(), municipality.zone)
    asked = {"area": area, "idioma": "en" if words.language == "en" else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    own = f"{origin_of(request)}{PATH}{'?' if query else ''}{query}"
    entries.sort(key=lambda one: one.changed_at, reverse=True)
    feed = _feed(words, municipality, origin_of(request), own, area, entries, max(changes, default=midnight))
    request[KEEPS_NOTHING] = True
    body = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return web.Response(body=body, content_type=KIND, charset="utf-8", headers={"Cache-Control": KEPT})


def _feed(
    words: Words,
    municipality: Municipality,
    origin: str,
    own: str,
    area: str,
    entries: Sequence[Entry],
    changed: datetime,
) -> Xml.Element:
    """`changed`: when anything was published or taken back last, of all departments, so that it never goes back."""
    feed = Xml.Element("feed", {"xmlns": NAMESPACE, "xml:lang": words.language})
    _add(feed, "id", own)
    _add(
        feed,
        "title",
        words.gettext("Announcements and open calls of %(municipality)s") % {"municipality": municipality.name},
    )
    _add(feed, "updated", changed.isoformat())
    _add(_add(feed, "author"), "name", municipality.name)
    _add(feed, "link", rel="self", type=KIND, href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{origin}/areas/{area}" if area else f"{origin}/")
    for one in entries:
        feed.append(_entry(origin, one))
    return feed


def _announcement(words: Words, origin: str, one: "StandingFeed") -> Entry:
    text = words.text(Text(es=one.text, en=one.text_en))
    name = text_or_none(one.name_es, one.name_en)
    return Entry(
        f"aviso-{one.id}",
        text.partition("\n")[0],
        text,
        f"{origin}/areas/{one.slug}" if one.slug else f"{origin}/",
        one.made_at,
        one.changed_at,
        (one.slug, words.text(name)) if one.slug and name is not None else None,
    )


def _call(words: Words, one: Published) -> Entry:
    document, until = one.document, words.environment.filters["moment"](one.until)
    closes = words.gettext("Open until %(moment)s.") % {"moment": until}
    return Entry(
        f"convocatoria-{one.key}",
        words.gettext("Open call: %(name)s") % {"name": words.text(document.name)},
        f"{words.text(document.summary)}\n{closes}",
        document.url,
        one.made_at,
        one.changed_at,
        (document.department, words.text(one.publisher)) if document.department and one.publisher else None,
    )


def _entry(origin: str, one: Entry) -> Xml.Element:
    entry, title = Xml.Element("entry"), one.title
    _add(entry, "id", f"tag:{urlsplit(origin).hostname},2026:{one.name}")
    _add(entry, "title", title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…")
    _add(entry, "updated", one.changed_at.isoformat())
    _add(entry, "published", one.made_at.isoformat())
    _add(entry, "link", rel="alternate", href=one.place)
    if one.department is not None:
        _add(entry, "category", term=one.department[0], label=one.department[1])
    _add(entry, "content", one.text, type="text")
    return entry


def _add(to: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    made = Xml.SubElement(to, name, attributes)
    made.text = text
    return made
