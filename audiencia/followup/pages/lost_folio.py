"""The front desk helps who lost folio or PIN of a petition."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import uuid4

from aiohttp import web
from pydantic import StringConstraints

from audiencia.cases.api import receipt
from audiencia.cases.pages_api import CASE_STATES, CASE_WITHDRAWN, DESK_FIELDS, receipt_slip
from audiencia.core.errors import BadInput, DomainError
from audiencia.core.ids import CaseId
from audiencia.followup import lost_folio
from audiencia.followup.lost_folio import Lost
from audiencia.http import render
from audiencia.http.forms import CommandForm
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of

PATH = "/ventanilla/folio"


class RenewForm(CommandForm):
    """A new PIN for one petition."""

    case: CaseId
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


async def show(
    request: web.Request,
    typed: Mapping[str, Any] | None = None,
    found: Sequence[Lost] | None = None,
    error: DomainError | None = None,
) -> web.Response:
    """The form for who lost folio or PIN."""
    return render.page(
        request,
        "followup/lost_folio.html",
        failed=error,
        field_words=DESK_FIELDS,
        path=PATH,
        form=typed or {},
        found=found,
        states=CASE_STATES,
        withdrawn=CASE_WITHDRAWN,
        command_id=lambda: str(uuid4()),
    )


async def find(request: web.Request) -> web.Response:
    """Petitions under the name that was read on an identification."""
    fields = await fields_of(request)
    name, narrowed = fields.get("name")[:120], fields.get("q")[:120]
    typed = {"name": name, "q": narrowed}
    try:
        if not fields.ticked("identified"):
            raise BadInput(fields={"identified": "required"})
        found = await lost_folio.find(site_of(request).context, staff_id_of(request), name, narrowed)
    except BadInput as error:
        return await show(request, typed | {"identified": fields.get("identified")}, error=error)
    return await show(request, typed | {"identified": "yes"}, found)


async def renew(request: web.Request) -> web.Response:
    """A slip with another PIN; the old one holds no more. Sent again, it gives the same one."""
    form = await form_of(request, RenewForm)
    context = site_of(request).context
    await lost_folio.renew_pin(context, staff_id_of(request), form.command_id, form.case, form.name)
    return receipt_slip(request, await receipt(context, form.case), new_pin=True)
