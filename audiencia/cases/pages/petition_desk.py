"""The front desk writes petitions down for people at the counter or on the telephone, and helps who lost folio or PIN."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, StringConstraints

from audiencia.cases.pages import case_words, petition_form, petition_words, petitions, receipts
from audiencia.cases.use_cases import submit as flow
from audiencia.cases.use_cases.receipt import receipt
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.core.ids import CaseId, CommandId
from audiencia.followup import lost_folio
from audiencia.followup.lost_folio import Lost
from audiencia.http import bodies, csrf, edge, forms, render
from audiencia.http.bodies import Body
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, staff_id_of

FORM = "/ventanilla/peticion"
LOST = "/ventanilla/folio"


class RenewForm(BaseModel):
    """A new PIN for one petition. `command_id` is new in each page."""

    model_config = ConfigDict(frozen=True)
    case: UUID
    command_id: UUID
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


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


async def show_lost(request: web.Request) -> web.Response:
    """The form for who lost folio or PIN."""
    return _lost(request)


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
        return _lost(request, typed | {"identified": fields.get("identified")}, error=error)
    return _lost(request, typed | {"identified": "yes"}, found)


async def renew(request: web.Request) -> web.Response:
    """A slip with another PIN; the old one holds no more. Sent again, it gives the same one."""
    form, wrong = forms.check(RenewForm, await fields_of(request))
    if form is None:
        raise BadInput(fields=wrong)
    context, case_id = site_of(request).context, CaseId(form.case)
    await lost_folio.renew_pin(context, staff_id_of(request), CommandId(form.command_id), case_id, form.name)
    return receipts.slip(request, await receipt(context, case_id), new_pin=True)


def _lost(
    request: web.Request,
    typed: Mapping[str, Any] | None = None,
    found: Sequence[Lost] | None = None,
    error: DomainError | None = None,
) -> web.Response:
    return render.page(
        request,
        "cases/desk_folio.html",
        status=200 if error is None else edge.status_of(error),
        path=LOST,
        form=typed or {},
        found=found,
        states=case_words.STATES,
        command_id=lambda: str(uuid4()),
        **({} if error is None else petitions.error_values(request, error, petition_words.DESK_FIELDS)),
    )


async def _form(
    request: web.Request, typed: Mapping[str, Any], body: Body | None = None, error: DomainError | None = None
) -> web.Response:
    site = site_of(request)
    return render.page(
        request,
        "cases/desk_petition.html",
        status=200 if error is None else edge.status_of(error),
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
        **({} if error is None else petitions.error_values(request, error, petition_words.DESK_FIELDS)),
    )
