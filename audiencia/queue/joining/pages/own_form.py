"""Shared by the forms of joining and booking: fields, consents, the number that the browser holds, the page."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from aiohttp import web

from audiencia.cases.api import folio_of_case, own_words
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, TooMany, Unavailable
from audiencia.core.ids import CaseId
from audiencia.db.commands import led_to, unless_away
from audiencia.directory.pages_api import department_of, topic_of
from audiencia.http import cookies, forms, render
from audiencia.http.consent_fields import Said
from audiencia.http.forms import Fields
from audiencia.http.limits import rates
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import command_of, fields_of, form_id_of, know_device
from audiencia.privacy.consent import ASKED_AGAIN
from audiencia.queue.joining import status
from audiencia.queue.joining.entering import Joined, JoinRequest, contact_index
from audiencia.queue.joining.pages.form_models import JoinForm
from audiencia.queue.joining.status import HeldTicket
from audiencia.runtime.identity import TICKET_COOKIE, case_of, citizen_of
from audiencia.settings.municipality_parts import Department

Form = TypeVar("Form", bound=JoinForm)
Failed = BadInput | Refused | TooMany | Unavailable
FAILED = (BadInput, Refused, TooMany, Unavailable)
"""After which a form comes back with what was typed."""
DESK_FAILED = (*FAILED, NotFound)
"""At the front desk, where the topic is chosen in the form."""
OTHER_PERSON = "other_person"
ABOUT_CASE = "about_case"
ANSWERED_HERE = {Code.NOTICE_CHANGED, Code.FORM_USED, Code.CASE_ELSEWHERE}
"""Refusals after which the form is shown again, with what was typed."""
_REQUIRED = dict.fromkeys(("name", "matter", "starts_at"), "required")
WHICH_FIELD = {Code.DEVICE_IN_LINE: OTHER_PERSON, Code.CONTACT_IN_LINE: OTHER_PERSON, Code.SLOT_FULL: "starts_at"}
"""Refusals that the person answers in the form itself."""


async def held(request: web.Request) -> HeldTicket | None:
    """The number whose secret this browser holds, whether it has ended or not."""
    context = site_of(request).context
    attention_id = await citizen_of(context, request.cookies)
    return None if attention_id is None else await status.held_ticket(context, attention_id)


async def of_case(request: web.Request) -> dict[str, str]:
    """What somebody who comes from the own case (`?folio=si`) need not write again."""
    if request.query.get("folio") != "si":
        return {}
    context = site_of(request).context
    case_id = await case_of(context, request.cookies)
    if case_id is None:
        return {}
    return {ABOUT_CASE: await folio_of_case(context, case_id), **await own_words(context, case_id)}


def shows_number(request: web.Request, own: HeldTicket | None) -> bool:
    """Whether this browser is shown the number that it holds in a queue, in place of an empty form; with `?otra=si` it is not."""
    know_device(request)
    return own is not None and own.active and not asks_for_other(request)


def asks_for_other(request: web.Request) -> bool:
    """Whether the form is for another person who uses the same browser."""
    return request.query.get("otra") == "si"


async def submitted(
    request: web.Request,
    enter: Callable[[Fields, HeldTicket | None], Awaitable[Joined]],
    again: Callable[[web.Request, Fields, Failed], Awaitable[web.Response]],
) -> web.Response:
    """Carries the form out by `enter` and leads to the number; what is refused, `again` answers.
    Whoever is in a queue already keeps that number, and nothing is written unless another person uses the browser: the
    cookie holds one number. A form sent twice ends with the number of the first time."""
    know_device(request)
    fields = await fields_of(request)
    response = render.see_other("/turno")
    try:
        own = await held(request)
        if await _sent_before(request, fields, own):
            return response
        if own is not None and own.active and not fields.ticked(OTHER_PERSON):
            raise Refused(Code.DEVICE_IN_LINE)
        joined = await enter(fields, own)
    except FAILED as error:
        return await again(request, fields, error)
    cookies.set_cookie(response, TICKET_COOKIE, joined.token)
    return response


async def admitted(
    request: web.Request, fields: Fields, kind: type[Form], more_wrong: Mapping[str, str]
) -> tuple[JoinRequest, Form]:
    """The form as the flows take it, counted for this browser and address. Raises `BadInput` naming all wrong fields at once,
    consents included, `Refused(case_elsewhere)` and `TooMany`."""
    site, visitor, device = site_of(request), visitor_of(request), know_device(request)
    about = await _about(request, fields)
    department, topic = department_and_topic(request)
    said = Said.read(request, fields)
    form, wrong = check(kind, fields)
    # In the order of the page: the summary leads from one to the next.
    wrong = {**wrong, **more_wrong, **said.wrong, **wrong}
    if form is None or wrong:
        raise BadInput(fields=wrong)
    asked = replace(
        as_asked(request, form, said, department.slug, topic),
        device=device,
        other_person=fields.ticked(OTHER_PERSON),
        about_case=about,
    )
    await site.rates.join(visitor.address, visitor.visit, device, contact_index(site.context.keyring, asked.contact))
    return asked, form


async def _about(request: web.Request, fields: Fields) -> CaseId | None:
    """The case that the ticked box names. Raises `Refused(case_elsewhere)` where the browser has another one open by now."""
    said = fields.get(ABOUT_CASE)
    # Pages from before the box named a folio send "yes".
    if said and said not in ("yes", await own_folio(request)):
        raise Refused(Code.CASE_ELSEWHERE)
    return await case_of(site_of(request).context, request.cookies) if said else None


def check(kind: type[Form], fields: Fields) -> tuple[Form | None, dict[str, str]]:
    """The form and what is wrong with it: of a window, only that none was chosen, and never its hidden field, which nobody can
    correct: the form gets a new one."""
    form, wrong = forms.check(kind, fields)
    wrong.pop("submission_id", None)
    hour = {"starts_at": "required"} if "starts_at" in wrong else {}
    return form, hour | wrong | hour


async def own_folio(request: web.Request) -> str:
    """The folio of the case that this browser has open; empty without one."""
    context = site_of(request).context
    case_id = await case_of(context, request.cookies)
    return "" if case_id is None else await folio_of_case(context, case_id)


async def _sent_before(request: web.Request, fields: Fields, held: HeldTicket | None) -> bool:
    """Whether this form led to the number whose secret the browser holds."""
    if held is None:
        return False
    command_id = command_of(request, form_id_of(fields))
    return await led_to(site_of(request).context, command_id) == held.attention_id


def typed_before(fields: Fields, error: DomainError) -> dict[str, Any]:
    """What was filled in, without the PIN. After a change of the notice all consents are asked for again; what was sent before
    becomes another form."""
    typed: dict[str, Any] = {name: fields.get(name) for name in fields.values if name != "carried_pin"}
    typed["adjustment"] = fields.all("adjustment")
    if error.code is Code.FORM_USED:
        del typed["submission_id"]
    if error.code is Code.NOTICE_CHANGED:
        typed = {name: value for name, value in typed.items() if not name.startswith(ASKED_AGAIN)}
    return typed


async def page(
    request: web.Request,
    template: str,
    typed: Mapping[str, Any],
    error: Failed | None,
    own: HeldTicket | None,
    *,
    ask_other: bool = False,
    only_number: bool = False,
    shared_as: Hashable | None = None,
    **values: Any,
) -> web.Response:
    """The form. `own`: the number of this browser. `ask_other` offers the box for another person at the same device;
    `only_number` leaves the fields out. `shared_as`: what else `values` say of a form that is shown for the first time."""
    site = site_of(request)
    own_case = await unless_away(own_folio(request), typed.get(ABOUT_CASE, ""), raises=error is None)
    # After the last `await`: a page that is shared is all of one municipality.
    department = department_of(request)
    taken = error is not None and error.code is Code.DEVICE_IN_LINE
    alike = error is None and own is None and not (own_case or ask_other)
    return render.page(
        request,
        template,
        failed=error,
        field_of=WHICH_FIELD,
        shared_as=shared_as if alike else None,
        personal={"submission_id": forms.form_id(typed)},
        department=department,
        topic=topic_of(request, department),
        notice=site.notices[visitor_of(request).language],
        adjustments=site.context.municipality.adjustments,
        form=typed,
        held=own if own is not None and own.active else None,
        taken=taken,
        ask_other=ask_other or OTHER_PERSON in typed or taken,
        only_number=only_number,
        own_case=own_case,
        checks=render.step_checks(request, _REQUIRED),
        **values,
    )


def as_asked(request: web.Request, form: JoinForm, said: Said, department: str, topic: str) -> JoinRequest:
    """What every such form says, whoever fills it in, as the flows take it; spaces are made single."""
    return JoinRequest(
        command_id=command_of(request, form.submission_id),
        department=department,
        topic=topic,
        name=" ".join(form.name.split()),
        matter=" ".join(form.matter.split()),
        contact=" ".join(form.contact.split()),
        adjustments=said.adjustments,
        minor=said.minor,
        read_notice=said.read_notice,
        purposes=said.purposes,
        notice_hash=form.notice_hash,
        language=visitor_of(request).language,
        network=rates.network(visitor_of(request).address),
    )


def department_and_topic(request: web.Request) -> tuple[Department, str]:
    """Those of the path. Raises `NotFound` (unknown_department, unknown_topic)."""
    department = department_of(request)
    return department, topic_of(request, department).slug
