"""The form that takes a number: first the notice, then the consents, then the fields; all of it works without script."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import AttentionId, CaseId, StaffId
from audiencia.directory.api import department_of
from audiencia.http import cookies, forms, render
from audiencia.http.consent_fields import Said
from audiencia.http.forms import Fields
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, know_device
from audiencia.queue.joining import admission
from audiencia.queue.joining import join as flow
from audiencia.queue.joining.entering import JoinRequest, contact_index
from audiencia.queue.joining.pages import choices, own_form
from audiencia.queue.joining.pages.form_models import JoinForm
from audiencia.queue.joining.pages.own_form import ABOUT_CASE, ANSWERED_HERE, OTHER_PERSON, WHICH_FIELD
from audiencia.queue.moderation.pages import queues
from audiencia.queue.sessions import practice
from audiencia.runtime.identity import TURN_COOKIE, case_of


async def show(request: web.Request) -> web.Response:
    """The empty form; no consent is ticked beforehand. A line that takes nobody now says so before anything is written.

    Whoever is in a line already is shown the own number; `?otra=si` is for another person who uses the same browser.
    """
    know_device(request)
    held = await own_form.held(request)
    asks_for_other = request.query.get("otra") == "si"
    if held is not None and held.active and not asks_for_other:
        return await _page(request, {}, Refused(Code.DEVICE_IN_LINE), only_number=True)
    department, _ = own_form.department_and_topic(request)
    found = await admission.admission(site_of(request).context, practice=_simulated(request))
    refusal = found.refusal_of(department.slug)
    if refusal is not None:
        return await queues.instead(request, Refused(refusal), found)
    typed = {"use_carried": "yes"} | await own_form.of_case(request)
    return await _page(request, typed, ask_other=asks_for_other)


async def submit(request: web.Request) -> web.Response:
    """Takes the number and leads to it; or shows the form again with what was typed and what is wrong.

    Whoever is in a line already keeps that number, and nothing is written unless another person uses the browser: the
    cookie holds one number. A form sent twice ends with the number of the first time.
    """
    shut = await _shut(request)
    if shut is not None:
        return await queues.instead(request, shut)
    site, visitor, device = site_of(request), visitor_of(request), know_device(request)
    fields = await fields_of(request)
    held = await own_form.held(request)
    if await own_form.sent_before(request, fields, held):
        return render.see_other("/turno")
    try:
        if held is not None and held.active and not fields.ticked(OTHER_PERSON):
            raise Refused(Code.DEVICE_IN_LINE)
        about = await case_of(site.context, request.cookies) if fields.ticked(ABOUT_CASE) else None
        asked = _check(request, fields, device, None if held is None else held.attention_id, about)
        contact = contact_index(site.context.keyring, asked.contact)
        await site.rates.join(visitor.address, visitor.visit, device, contact)
        finishing = await admission.finishing_in(site.context, asked.department)
        joined = await flow.join(site.context, asked, finishing)
    except BadInput as error:
        return await _again(request, fields, error)
    except Refused as error:
        if error.code in queues.CLOSED:
            return await queues.instead(request, error)
        if error.code not in ANSWERED_HERE and error.code not in WHICH_FIELD:
            raise
        return await _again(request, fields, error)
    response = render.see_other("/turno")
    cookies.set_cookie(response, TURN_COOKIE, joined.token)
    return response


async def _shut(request: web.Request) -> Refused | None:
    """In a practice only the simulated people take numbers; anybody else reads what they would read without one."""
    context = site_of(request).context
    if _simulated(request) or not await practice.practising(context):
        return None
    return Refused((await admission.admission(context)).refusal or Code.SESSION_CLOSED)


def _simulated(request: web.Request) -> bool:
    return practice.opens_door(site_of(request).context, request.headers.get(practice.DOOR, ""))


def _check(
    request: web.Request, fields: Fields, device: str, own: AttentionId | None, about: CaseId | None
) -> JoinRequest:
    """The form as the flow takes it. Raises `BadInput` naming all wrong fields at once, consents included."""
    department, topic = own_form.department_and_topic(request)
    said = Said.read(request, fields)
    form, wrong = forms.check(JoinForm, fields)
    wrong.pop("submission_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    wrong = said.wrong | _carried_problems(fields) | wrong
    if form is None or wrong:
        raise BadInput(fields=wrong)
    return replace(
        own_form.as_asked(request, form, said, department.slug, topic),
        wanted_director=None if form.wanted_director is None else StaffId(form.wanted_director),
        carried_folio=form.carried_folio,
        carried_pin=form.carried_pin,
        carried_attention=own if fields.ticked("use_carried") else None,
        device=device,
        other_person=fields.ticked(OTHER_PERSON),
        about_case=about,
        simulated=_simulated(request),
    )


def _carried_problems(fields: Fields) -> dict[str, str]:
    """Folio and PIN of an earlier visit go together."""
    typed = {name: bool(fields.get(name).strip()) for name in ("carried_folio", "carried_pin")}
    return {name: "required" for name, there in typed.items() if not there and any(typed.values())}


async def _again(request: web.Request, fields: Fields, error: BadInput | Refused) -> web.Response:
    return await _page(request, own_form.typed_before(fields, error), error)


async def _page(
    request: web.Request,
    typed: Mapping[str, Any],
    error: BadInput | Refused | None = None,
    *,
    ask_other: bool = False,
    only_number: bool = False,
) -> web.Response:
    offered = await choices.choices(
        request, department_of(request), await own_form.held(request), practice=_simulated(request)
    )
    return await own_form.page(
        request, "queue/joining/join.html", typed, error, ask_other=ask_other, only_number=only_number, **offered
    )
