"""Reading blocked data, for the office of personal data: by folio, with a reason that goes on record."""

from collections.abc import Mapping
from typing import Any, get_args
from uuid import UUID

from aiohttp import web

from audiencia.administration import blocked as flow
from audiencia.administration.blocked import Why
from audiencia.cases.pages_api import attachment_page
from audiencia.core import text_files
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
PLACES: Mapping[str, str] = text_files.load("audiencia.administration.pages", "blocked_words.toml")


async def show(request: web.Request, *, status: int = 200, **values: Any) -> web.Response:
    """The form, and what is blocked once a folio was typed."""
    given = {"found": None, "reasons": REASONS, "labels": PLACES} | values
    return render.page(request, "administration/blocked.html", status=status, **given)


async def read(request: web.Request) -> web.Response:
    """What is blocked under a folio, or one `file` of it. A POST: no address holds the folio, and the reading is on record."""
    fields = await fields_of(request)
    typed, why = fields.get("folio")[:TYPED_AT_MOST], fields.get("why")
    form = {"folio": typed, "why": why}
    if why not in get_args(Why):
        return await show(request, status=400, form=form, fields={"why": render.words_of(request).gettext(NO_REASON)})
    context, staff_id = site_of(request).context, staff_id_of(request)
    try:
        if fields.get("file"):
            file = await flow.read_file(context, staff_id, typed, why, _file_id(fields))  # type: ignore[arg-type]
            return attachment_page(file.content, file.media_type, file.name)
        found = await flow.read(context, staff_id, typed, why)  # type: ignore[arg-type]
    except Unreadable as error:
        return await show(request, failed=error, form=form)
    except (NotFound, BadInput):
        said = render.words_of(request).gettext(NOTHING)
        return await show(request, status=404, form=form, fields={"folio": said})
    return await show(request, found=found, form=form)


def _file_id(fields: Fields) -> UUID:
    """Raises `BadInput`."""
    try:
        return UUID(fields.get("file"))
    except ValueError:
        raise BadInput() from None
