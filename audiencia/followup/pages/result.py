"""The result of a visit to keep: on paper, and the days of its next steps for a calendar."""

from aiohttp import web

from audiencia.cases.api import UNREADABLE_STEP
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import AttentionId
from audiencia.followup import follow as flow
from audiencia.followup.pages import days_file, follow, visit_words
from audiencia.http import qr, render
from audiencia.http.papers import sheet
from audiencia.http.site import follow_link, own_attention, site_of, visitor_of
from audiencia.http.submitted_form import fields_of

PRODUCT = "-//Audiencia//Audiencia//ES"


async def own_paper(request: web.Request) -> web.Response:
    """The PDF for the browser that has the number."""
    return await _paper(request, await _found(request, own_attention(request)))


async def own_days(request: web.Request) -> web.Response:
    """The calendar's file for the browser that has the number."""
    return _days(request, await _found(request, own_attention(request)))


async def paper(request: web.Request) -> web.Response:
    """The PDF for who has opened the folio."""
    return await _paper(request, await _proven(request))


async def days(request: web.Request) -> web.Response:
    """The calendar's file for who has opened the folio."""
    return _days(request, await _proven(request))


async def _proven(request: web.Request) -> flow.Found:
    attention_id, generation = follow.proven(request, await fields_of(request))
    await site_of(request).rates.follow(visitor_of(request).address)
    found = await _found(request, attention_id)
    if found.generation != generation:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return found


async def _found(request: web.Request, attention_id: AttentionId) -> flow.Found:
    """Raises `NotFound(folio_unknown)` while there is no result, and for a person who was erased."""
    found = await flow.look(site_of(request).context, attention_id)
    if found is None or found.outcome is None:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return found


async def _paper(request: web.Request, found: flow.Found) -> web.Response:
    """Nothing may keep it on the way; the PIN is not on it. Raises `Unavailable` when it cannot be made now."""
    site = site_of(request)
    address, link = follow_link(request, found.folio)
    said = visit_words.in_words(found, render.words_of(request), site.context.municipality)
    name = f"resultado-{found.folio}.pdf"
    return await sheet.pdf(request, "followup/result_pdf.html", name, found=said, address=address, qr=qr.data_uri(link))


def _days(request: web.Request, found: flow.Found) -> web.Response:
    """Raises `NotFound(folio_unknown)` where no step has a day."""
    words = render.words_of(request)
    labels = [words.gettext("What you need"), words.gettext("Cost")]
    entries = [
        days_file.Day(
            uid=f"paso-{found.attention_id}-{number}@audiencia",
            day=one.due,
            summary=one.step or words.gettext(UNREADABLE_STEP),
            description=_described(labels, (one.requirement, one.cost)),
            place=one.place,
        )
        for number, one in enumerate(found.next_steps)
        if one.due is not None
    ]
    if not entries:
        raise NotFound(Code.FOLIO_UNKNOWN)
    body = days_file.write(entries, found.joined_at, PRODUCT)
    return sheet.file(body, days_file.MEDIA_TYPE, f"pasos-{found.folio}.ics")


def _described(labels: list[str], told: tuple[str, ...]) -> str:
    return "\n".join(f"{label}: {text}" for label, text in zip(labels, told, strict=True) if text)
