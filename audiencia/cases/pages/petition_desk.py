"""The front desk writes petitions down for people at the counter or on the telephone."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.cases.pages import petition_form, petition_words, petitions, receipts
from audiencia.cases.use_cases import submit as flow
from audiencia.cases.use_cases.receipt import receipt
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.http import bodies, csrf, forms, render
from audiencia.http.bodies import Body
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import staff_id_of

FORM = "/ventanilla/peticion"


async def show(request: web.Request) -> web.Response:
    """The empty form."""
    return await _form(request, {"behalf": "self", "answer_by": "page", "source": "counter"})


async def submit(request: web.Request) -> web.Response:
    """Takes it down and shows the slip to print; or the form again, with what was typed and what is wrong."""
    site, visitor, staff_id = site_of(request), visitor_of(request), staff_id_of(request)
    rules = site.context.municipality.petitions
    async with bodies.read(request, rules.attachments, rules.attachment_mb * petitions.MEGABYTE) as body:
        csrf.check_token(site.context.keyring, visitor.visit, body.fields.get(csrf.FIELD))
        try:
            said = body.fields.get("source")
            if said not in ("counter", "telephone"):
                raise BadInput(fields={"source": "required"})
            source: flow.Source = "telephone" if said == "telephone" else "counter"
            sent = await flow.submit(site.context, petition_form.check(request, body, "petition", source, staff_id))
        except (BadInput, NotFound, Refused) as error:
            if error.code is Code.CONTACT_NEEDED:
                error = BadInput(error.code, {"contact": error.code.value})
            return await _form(request, petition_form.typed(body.fields, error), body, error)
    return receipts.slip(request, await receipt(site.context, sent.case_id))


async def _form(
    request: web.Request, typed: Mapping[str, Any], body: Body | None = None, error: DomainError | None = None
) -> web.Response:
    site = site_of(request)
    return render.page(
        request,
        "cases/desk_petition.html",
        failed=error,
        field_words=petition_words.DESK_FIELDS,
        path=FORM,
        kind="petition",
        rules=site.context.municipality.petitions,
        departments=site.context.municipality.public_departments,
        notice=site.notices[visitor_of(request).language],
        relations=petition_words.RELATIONS,
        mail="mail" in site.context.channels.on,
        submission_id=forms.form_id(typed),
        form=typed,
        sent_files=petitions.told_files(request, body),
    )
