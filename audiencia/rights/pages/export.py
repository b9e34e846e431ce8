"""The file of everything that is held of a person: for a service to read (JSON), and for people (PDF)."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import Code, existing
from audiencia.core.ids import PersonId
from audiencia.http import render
from audiencia.http.papers import sheet
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, id_in_path, staff_id_of
from audiencia.rights.export import gather
from audiencia.rights.export.gather import Export
from audiencia.rights.pages import export_words, record_words
from audiencia.rights.pages.holder import proven

Write = Callable[[web.Request, Export], Awaitable[web.Response]]


async def own_json(request: web.Request) -> web.Response:
    """For the holder of the folio."""
    return await _json(request, await _own(request, files=True))


async def own_pdf(request: web.Request) -> web.Response:
    """For the holder of the folio, on paper."""
    return await _pdf(request, await _own(request, files=False))


async def office_json(request: web.Request) -> web.Response:
    """For the privacy officer, who hands it over."""
    return await _json(request, await _office(request, files=True))


async def office_pdf(request: web.Request) -> web.Response:
    """For the privacy officer, on paper."""
    return await _pdf(request, await _office(request, files=False))


async def _own(request: web.Request, *, files: bool) -> Export:
    await fields_of(request)
    await site_of(request).rates.follow(visitor_of(request).address)
    found = existing(await proven(request), Code.FOLIO_UNKNOWN)
    return await _take(request, CITIZEN, found.person_id, files=files)


async def _office(request: web.Request, *, files: bool) -> Export:
    await fields_of(request)
    return await _take(request, staff_actor(staff_id_of(request)), None, files=files)


async def _take(request: web.Request, actor: Actor, person_id: PersonId | None, *, files: bool) -> Export:
    context = site_of(request).context
    return await gather.take(context, id_in_path(request, "request"), actor, person_id, files=files)


async def _json(request: web.Request, export: Export) -> web.Response:
    text = gather.to_json(export, site_of(request).context.municipality.name)
    return sheet.file(text.encode(), "application/json", f"datos-{export.folio}.json")


async def _pdf(request: web.Request, export: Export) -> web.Response:
    """Raises `Unavailable` when it cannot be made now."""
    municipality, words = site_of(request).context.municipality, render.words_of(request)
    return await sheet.pdf(
        request,
        "rights/data_pdf.html",
        f"datos-{export.folio}.pdf",
        export=export,
        sections=export_words.sections(export, words),
        seen=sorted(export.held.get("audit", []), key=lambda one: one["id"], reverse=True),
        moment=export_words.moment,
        action=lambda code: record_words.action(words, code),
        reason=lambda code: record_words.reason(words, municipality, code),
        role=lambda code: record_words.role(words, code),
        actors=record_words.ACTORS,
    )
