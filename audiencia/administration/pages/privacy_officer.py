"""For the personal data officer: what is on record about one folio, and what was disclosed today."""

from typing import Any

from aiohttp import web

from audiencia.administration import trail as flow
from audiencia.core.errors import NotFound
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages.listing import PER_PAGE
from audiencia.http.submitted_form import fields_of
from audiencia.rights.api import incidents, open_counts
from audiencia.rights.pages_api import INCIDENT_ALARMS, record_words

UNKNOWN = N_("There is nothing under this folio: copy it as it stands on the person's number")
TYPED_AT_MOST = 40


async def show(request: web.Request, *, status: int = 200, **values: Any) -> web.Response:
    """The form, and today's disclosures."""
    context, words = site_of(request).context, render.words_of(request)
    return render.page(
        request,
        "administration/privacy_officer.html",
        status=status,
        today=await flow.disclosed_today(context),
        requests=await open_counts(context),
        incidents=[one for one in await incidents(context) if not one.head.settled],
        alarms=INCIDENT_ALARMS,
        action=lambda code: record_words.action(words, code),
        reason=lambda code: record_words.reason(words, context.municipality, code),
        role=lambda code: record_words.role(words, code),
        purpose=lambda code: record_words.purpose(words, context.municipality, code),
        means=record_words.MEANS,
        actors=record_words.ACTORS,
        entries_at_most=flow.ENTRIES,
        shown_at_once=PER_PAGE,
        **({"found": None, "suppressed_at": None} | values),
    )


async def look_up(request: web.Request) -> web.Response:
    """What is on record about a folio. A POST: no address holds the folio, and the look-up is on record."""
    fields = await fields_of(request)
    typed = fields.get("folio")[:TYPED_AT_MOST]
    staff = visitor_of(request).staff
    assert staff is not None
    try:
        found = await flow.look_up(site_of(request).context, staff.id, typed)
    except flow.Suppressed as error:
        return await show(request, form={"folio": typed}, suppressed_at=error.at)
    except NotFound:
        words = render.words_of(request)
        return await show(request, status=404, form={"folio": typed}, fields={"folio": words.gettext(UNKNOWN)})
    return await show(request, found=found, form={"folio": found.folio})
