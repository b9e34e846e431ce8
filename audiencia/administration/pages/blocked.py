"""Reading blocked data, for the office of personal data: by folio, with a reason that goes on record."""

from collections.abc import Mapping
from typing import Any, get_args
from uuid import UUID

from aiohttp import web

from audiencia.administration import blocked as flow
from audiencia.administration.blocked import Why
from audiencia.cases.pages_api import attachment_page
from audiencia.core.errors import BadInput, NotFound, Unreadable
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, staff_id_of

NOTHING = N_("Nothing is blocked under this folio: it is not yet, it was suppressed, or the folio is another one")
NO_REASON = N_("Choose who asks for it")
TYPED_AT_MOST = 40
REASONS: Mapping[Why, str] = {
    "court": N_("A court asks for it"),
    "authority": N_("An authority looks into responsibilities"),
    "rights_request": N_("The person asked about their data"),
}
PLACES: Mapping[str, str] = {
    "attention.name": N_("Name"),
    "attention.matter": N_("Matter of the visit"),
    "attention.contact": N_("Contact"),
    "attention.phone": N_("Telephone"),
    "attention.adjustments": N_("Adjustments"),
    "attention.guardian": N_("Mother, father or guardian who authorised it"),
    "attention.note_citizen": N_("Result, as the person read it"),
    "attention.note_internal": N_("Note among staff"),
    "attention.not_resolved": N_("Why it was not resolved"),
    "case.name": N_("Name"),
    "case.matter": N_("Petition"),
    "case.place": N_("Place"),
    "case.contact": N_("Contact"),
    "case.behalf": N_("On whose behalf"),
    "case.guardian": N_("Mother, father or guardian who authorised it"),
    "further_matter.matter": N_("Another matter"),
    "leg.note": N_("Note among staff"),
    "commitment.text": N_("Commitment"),
    "next_step.content": N_("Next step"),
    "case_message.content": N_("Message of the case"),
    "attachment.name": N_("Name of a file"),
    "booking.ways": N_("Where they asked to be told"),
    "notice_way.address": N_("Where they asked to be told"),
    "outbox.sealed": N_("Notice that was not sent"),
    "chat_message.text": N_("What was written in the call"),
    "relative.name": N_("Person of trust in the call"),
    "announcement.text": N_("Announcement to the person"),
    "working_note.note": N_("Note among staff"),
    "conduct_ending.note": N_("Why the attention was ended because of the conduct"),
    "conduct_report.text": N_("What the person reported"),
    "rights_request.asker": N_("Who asks"),
    "rights_event.text": N_("Written about a request about personal data"),
}


async def show(request: web.Request) -> web.Response:
    """The form."""
    return _page(request)


async def read(request: web.Request) -> web.Response:
    """What is blocked under a folio, or one `file` of it. A POST: no address holds the folio, and the reading is on record."""
    fields = await fields_of(request)
    typed, why = fields.get("folio")[:TYPED_AT_MOST], fields.get("why")
    form = {"folio": typed, "why": why}
    if why not in get_args(Why):
        return _page(request, status=400, form=form, fields={"why": render.words_of(request).gettext(NO_REASON)})
    context, staff_id = site_of(request).context, staff_id_of(request)
    try:
        if fields.get("file"):
            file = await flow.read_file(context, staff_id, typed, why, _file_id(fields))  # type: ignore[arg-type]
            return attachment_page(file.content, file.media_type, file.name)
        found = await flow.read(context, staff_id, typed, why)  # type: ignore[arg-type]
    except Unreadable as error:
        return _page(request, failed=error, form=form)
    except (NotFound, BadInput):
        said = render.words_of(request).gettext(NOTHING)
        return _page(request, status=404, form=form, fields={"folio": said})
    return _page(request, found=found, form=form)


def _file_id(fields: Fields) -> UUID:
    """Raises `BadInput`."""
    try:
        return UUID(fields.get("file"))
    except ValueError:
        raise BadInput() from None


def _page(request: web.Request, *, status: int = 200, **values: Any) -> web.Response:
    given = {"found": None, "reasons": REASONS, "labels": PLACES} | values
    return render.page(request, "administration/blocked.html", status=status, **given)
