"""The form that takes a number: first the notice, then the consents, then the fields; all of it works without script."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import StaffId
from audiencia.db.commands import unless_away
from audiencia.db.precedence import Precedence, taking
from audiencia.directory.pages_api import department_of
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.queue.joining import admission
from audiencia.queue.joining import join as flow
from audiencia.queue.joining.admission import Admission
from audiencia.queue.joining.entering import Joined
from audiencia.queue.joining.pages import choices, own_form
from audiencia.queue.joining.pages.form_models import JoinForm
from audiencia.queue.joining.pages.own_form import ANSWERED_HERE, WHICH_FIELD, Failed
from audiencia.queue.joining.status import HeldTicket
from audiencia.queue.moderation.pages import queues
from audiencia.queue.sessions import practice
from audiencia.settings.municipality_parts import Department


async def show(request: web.Request) -> web.Response:
    """The empty form; no consent is ticked beforehand. A queue that takes nobody now says so before anything is written."""
    with taking(Precedence.LATER):
        own = await own_form.held(request)
        if own_form.shows_number(request, own):
            return await _page(request, {}, Refused(Code.DEVICE_IN_LINE), own=own, only_number=True)
        department, _ = own_form.department_and_topic(request)
        found = await _admission(request, department.slug)
        refusal = found.refusal_of(department.slug)
        if refusal is not None:
            return await queues.instead(request, Refused(refusal), await _admission(request))
        typed = {"use_carried": "yes"} | await own_form.of_case(request)
        return await _page(request, typed, own=own, found=found, ask_other=own_form.asks_for_other(request))


async def submit(request: web.Request) -> web.Response:
    """Takes the number and leads to it; or shows the form again with what was typed and what is wrong."""
    with taking(Precedence.LATER):
        context = site_of(request).context

        async def enter(fields: Fields, held: HeldTicket | None) -> Joined:
            if not _simulated(request) and await site_of(request).practice.practising():
                raise Refused(Code.PRACTICE_GOES_ON)
            asked, form = await own_form.admitted(request, fields, JoinForm, _carried_problems(fields))
            asked = replace(
                asked,
                wanted_director=None if form.wanted_director is None else StaffId(form.wanted_director),
                carried_folio=form.carried_folio,
                carried_pin=form.carried_pin,
                carried_attention=held.attention_id if held is not None and fields.ticked("use_carried") else None,
                simulated=_simulated(request),
            )
            return await flow.join(context, asked)

        return await own_form.submitted(request, enter, _again)


async def _closed(request: web.Request) -> Refused:
    """In a practice only the simulated people take numbers; anybody else reads what they would read without one."""
    return Refused((await admission.admission(site_of(request).context)).refusal or Code.SESSION_CLOSED)


async def _admission(request: web.Request, department: str | None = None) -> Admission:
    return await admission.admission(site_of(request).context, department, practice=_simulated(request))


def _simulated(request: web.Request) -> bool:
    return practice.opens_door(site_of(request).context, request.headers.get(practice.DOOR, ""))


def _carried_problems(fields: Fields) -> dict[str, str]:
    """Folio and PIN of an earlier visit go together."""
    typed = {name: bool(fields.get(name).strip()) for name in ("carried_folio", "carried_pin")}
    return {name: "required" for name, there in typed.items() if not there and any(typed.values())}


async def _again(request: web.Request, fields: Fields, error: Failed) -> web.Response:
    if isinstance(error, Refused):
        if error.code is Code.PRACTICE_GOES_ON:
            error = await _closed(request)
        if error.code in queues.CLOSED:
            return await queues.instead(request, error)
        if error.code not in ANSWERED_HERE and error.code not in WHICH_FIELD:
            raise error
    own = await unless_away(own_form.held(request), None)
    return await _page(request, own_form.typed_before(fields, error), error, own=own)


async def _page(
    request: web.Request,
    typed: Mapping[str, Any],
    error: Failed | None = None,
    *,
    own: HeldTicket | None,
    found: Admission | None = None,
    **values: bool,
) -> web.Response:
    """`found`: how the queues are, where that was read already."""
    department = department_of(request)
    offered = await unless_away(_offered(request, department, own, found), choices.UNKNOWN, raises=error is None)
    return await own_form.page(request, "queue/joining/join.html", typed, error, own, **values, **offered)


async def _offered(
    request: web.Request, department: Department, own: HeldTicket | None, found: Admission | None
) -> Mapping[str, Any]:
    return await choices.choices(request, department, own, found or await _admission(request, department.slug))
