"""The front desk writes petitions down for people at the counter or on the telephone."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.cases.pages import petition_form, petition_words, receipts
from audiencia.cases.pages.desk import body_of
from audiencia.cases.use_cases import submit as flow
from audiencia.cases.use_cases.receipt import Receipt, receipt
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, Unavailable
from audiencia.http import render
from audiencia.http.bodies import Body
from audiencia.http.site import site_of
from audiencia.http.submitted_form import staff_id_of

FORM = "/ventanilla/peticion"


async def show(request: web.Request) -> web.Response:
    """The empty form."""
    return await _form(request, {"behalf": "self", "answer_by": "page", "source": "counter"})


async def submit(request: web.Request) -> web.Response:
    """Takes it down and shows the slip to print; or the form again, with what was typed and what is wrong."""
    context, staff_id = site_of(request).context, staff_id_of(request)
    async with body_of(request) as body:
        try:
            said = body.fields.get("source")
            if said not in ("counter", "telephone"):
                raise BadInput(fields={"source": "required"})
            source: flow.Source = "telephone" if said == "telephone" else "counter"
            sent = await flow.submit(context, petition_form.check(request, body, "petition", source, staff_id))
            found = await receipt(context, sent.case_id)
            if sent.again and not await petition_form.is_held(request, body, sent.case_id):
                changed = Refused(Code.FORM_CHANGED)
                return await _form(request, petition_form.typed(body.fields, changed), body, changed, found)
        except (BadInput, NotFound, Refused, Unavailable) as error:
            if error.code is Code.CONTACT_NEEDED:
                error = BadInput(error.code, {"contact": error.code.value})
            return await _form(request, petition_form.typed(body.fields, error), body, error)
    return receipts.slip(request, found)


async def _form(
    request: web.Request,
    typed: Mapping[str, Any],
    body: Body | None = None,
    error: DomainError | None = None,
    sent: Receipt | None = None,
) -> web.Response:
    """`sent`: what this form led to before."""
    return render.page(
        request,
        "cases/desk_petition.html",
        failed=error,
        field_words=petition_words.DESK_FIELDS,
        path=FORM,
        topic=None,
        sent=sent,
        **petition_form.values(request, "petition", typed, body),
    )
