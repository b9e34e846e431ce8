"""The form that takes a number: first the notice, then the consents, then the fields; all of it works without script."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from audiencia.errors import BadInput, Code, Refused
from audiencia.flows import admission, status
from audiencia.flows import join as flow
from audiencia.flows.cases import citizen_look
from audiencia.flows.entering import JoinRequest, contact_index
from audiencia.flows.identity import TURN_COOKIE, case_of, citizen_of
from audiencia.flows.status import HeldTicket
from audiencia.ids import AttentionId, CaseId, StaffId
from audiencia.pages import areas, choices, cookies, csrf, edge, forms, lines, render, wording
from audiencia.pages.forms import Fields, JoinForm
from audiencia.pages.said import Said
from audiencia.pages.site import site_of, visitor_of
from audiencia.privacy.consent import READ_NOTICE_FIELD

OTHER_PERSON = "other_person"
ABOUT_CASE = "about_case"
_WHICH_FIELD = {Code.ALREADY_IN_LINE: "contact", Code.DEVICE_IN_LINE: OTHER_PERSON}
"""Refusals that the person answers in the form itself."""


async def show(request: web.Request) -> web.Response:
    """The empty form; no consent is ticked beforehand. A line that takes nobody now says so before anything is written.

    Whoever is in a line already is shown the own number; `?otra=si` is for another person who uses the same browser.
    """
    _know_device(request)
    held = await _held(request)
    asks_for_other = request.query.get("otra") == "si"
    if held is not None and held.active and not asks_for_other:
        return await _page(request, str(uuid4()), {}, Refused(Code.DEVICE_IN_LINE), only_number=True)
    department = areas.department_of(request)
    areas.topic_of(request, department)
    found = await admission.admission(site_of(request).house)
    refusal = found.refusal_of(department.slug)
    if refusal is not None:
        return await lines.instead(request, Refused(refusal), found)
    typed = {"use_carried": "yes"} | (await _of_case(request) if request.query.get("folio") == "si" else {})
    return await _page(request, str(uuid4()), typed, ask_other=asks_for_other)


async def submit(request: web.Request) -> web.Response:
    """Takes the number and leads to it; or shows the form again with what was typed and what is wrong.

    Whoever is in a line already keeps that number, and nothing is written unless another person uses the browser: the
    cookie holds one number. A form sent twice ends with the number of the first time.
    """
    site, visitor, device = site_of(request), visitor_of(request), _know_device(request)
    fields = await forms.read(request)
    csrf.check_token(site.house.keyring, visitor.visit, fields.get(csrf.FIELD))
    held = await _held(request)
    if held is not None and str(held.submission_id) == _submission_id(fields):
        return render.see_other("/turno")
    try:
        if held is not None and held.active and not fields.ticked(OTHER_PERSON):
            raise Refused(Code.DEVICE_IN_LINE)
        about = await case_of(site.house, request.cookies) if fields.ticked(ABOUT_CASE) else None
        asked = _check(request, fields, device, None if held is None else held.attention_id, about)
        contact = contact_index(site.house.keyring, asked.contact)
        await site.rates.join(visitor.address, visitor.visit, device, contact)
        finishing = await admission.finishing_in(site.house, asked.department)
        joined = await flow.join(site.house, asked, finishing)
    except BadInput as error:
        return await _again(request, fields, error)
    except Refused as error:
        if error.code in lines.CLOSED:
            return await lines.instead(request, error)
        if error.code is not Code.NOTICE_CHANGED and error.code not in _WHICH_FIELD:
            raise
        return await _again(request, fields, error)
    response = render.see_other("/turno")
    cookies.set_cookie(response, TURN_COOKIE, joined.token)
    return response


async def _of_case(request: web.Request) -> dict[str, str]:
    """What somebody who comes from the own case need not write again."""
    house = site_of(request).house
    case_id = await case_of(house, request.cookies)
    if case_id is None:
        return {}
    return {ABOUT_CASE: "yes", **await citizen_look.own_words(house, case_id)}


def _know_device(request: web.Request) -> str:
    """The browser's own id, which it gets with its first form."""
    device = cookies.read_device(request) or cookies.new_random()
    visitor_of(request).set_cookies[cookies.DEVICE_COOKIE] = device
    return device


async def _held(request: web.Request) -> HeldTicket | None:
    """The number whose secret this browser holds, whether it has ended or not."""
    house = site_of(request).house
    attention_id = await citizen_of(house, request.cookies)
    return None if attention_id is None else await status.held_ticket(house, attention_id)


def _check(
    request: web.Request, fields: Fields, device: str, own: AttentionId | None, about: CaseId | None
) -> JoinRequest:
    """The form as the flow takes it. Raises `BadInput` naming all wrong fields at once, consents included."""
    department = areas.department_of(request)
    topic = areas.topic_of(request, department)
    said = Said.read(request, fields)
    form, wrong = forms.check(JoinForm, fields)
    wrong.pop("submission_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    wrong = said.wrong | _carried_problems(fields) | wrong
    if form is None or wrong:
        raise BadInput(fields=wrong)
    return JoinRequest(
        submission_id=form.submission_id,
        department=department.slug,
        topic=topic.slug,
        name=" ".join(form.name.split()),
        matter=" ".join(form.matter.split()),
        contact=" ".join(form.contact.split()),
        adjustments=said.adjustments,
        read_notice=said.read_notice,
        purposes=said.purposes,
        notice_hash=form.notice_hash,
        language=visitor_of(request).language,
        wanted_director=None if form.wanted_director is None else StaffId(form.wanted_director),
        carried_folio=form.carried_folio,
        carried_pin=form.carried_pin,
        carried_attention=own if fields.ticked("use_carried") else None,
        device=device,
        other_person=fields.ticked(OTHER_PERSON),
        about_case=about,
    )


def _carried_problems(fields: Fields) -> dict[str, str]:
    """Folio and PIN of an earlier visit go together."""
    typed = {name: bool(fields.get(name).strip()) for name in ("carried_folio", "carried_pin")}
    return {name: "required" for name, there in typed.items() if not there and any(typed.values())}


async def _again(request: web.Request, fields: Fields, error: BadInput | Refused) -> web.Response:
    """The form as it was filled in, without the PIN. After a change of the notice all consents are asked for again."""
    typed: dict[str, Any] = {name: fields.get(name) for name in fields.values if name != "carried_pin"}
    typed["adjustment"] = fields.all("adjustment")
    if error.code is Code.NOTICE_CHANGED:
        typed = {name: value for name, value in typed.items() if not name.startswith(("consent_", READ_NOTICE_FIELD))}
    return await _page(request, _submission_id(fields), typed, error)


def _submission_id(fields: Fields) -> str:
    """The one of the form, so that a corrected form stays the same submission; a new one when that was no UUID."""
    try:
        return str(UUID(fields.get("submission_id")))
    except ValueError:
        return str(uuid4())


async def _page(
    request: web.Request,
    submission_id: str,
    typed: Mapping[str, Any],
    error: BadInput | Refused | None = None,
    *,
    ask_other: bool = False,
    only_number: bool = False,
) -> web.Response:
    """The form. `ask_other` offers the box for another person at the same device; `only_number` leaves the fields out."""
    site, department = site_of(request), areas.department_of(request)
    held = await _held(request)
    taken = error.code if error is not None and error.code in _WHICH_FIELD else None
    return render.page(
        request,
        "join.html",
        status=200 if error is None else edge.status_of(error),
        department=department,
        topic=areas.topic_of(request, department),
        notice=site.notices[visitor_of(request).language],
        adjustments=site.house.municipality.adjustments,
        submission_id=submission_id,
        form=typed,
        held=held if held is not None and held.active else None,
        taken=taken,
        ask_other=ask_other or OTHER_PERSON in typed or taken is Code.DEVICE_IN_LINE,
        only_number=only_number,
        own_case=await _own_folio(request),
        **await choices.choices(request, department, held),
        **_error_values(request, error),
    )


async def _own_folio(request: web.Request) -> str:
    """The folio of the case that this browser has open; empty without one."""
    house = site_of(request).house
    case_id = await case_of(house, request.cookies)
    return "" if case_id is None else await citizen_look.folio_of(house, case_id)


def _error_values(request: web.Request, error: BadInput | Refused | None) -> dict[str, Any]:
    if error is None:
        return {}
    values = render.error_values(request, error)
    if error.code in _WHICH_FIELD:
        named = {_WHICH_FIELD[error.code]: error.code.value}
        values["fields"] = wording.say_fields(named, render.words_of(request).gettext)
    return values
