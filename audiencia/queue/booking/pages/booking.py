"""The form that books a place of the coming session: the windows and what is left of them, then as for a number."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import web

from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import CaseId
from audiencia.http import cookies, forms, render
from audiencia.http.consent_fields import Said
from audiencia.http.forms import Fields
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, know_device
from audiencia.notifications.subscriptions import addresses
from audiencia.queue.booking import booking as flow
from audiencia.queue.joining import status
from audiencia.queue.joining.entering import JoinRequest, contact_index
from audiencia.queue.joining.pages import own_form
from audiencia.queue.joining.pages.form_models import BookForm
from audiencia.queue.joining.pages.own_form import ABOUT_CASE, ANSWERED_HERE, OTHER_PERSON, WHICH_FIELD
from audiencia.queue.moderation.pages import queues
from audiencia.runtime.identity import TURN_COOKIE, case_of

TELL = "tell"


async def show(request: web.Request) -> web.Response:
    """The empty form; outside the days on which places are given, what to do instead."""
    know_device(request)
    held = await own_form.held(request)
    asks_for_other = request.query.get("otra") == "si"
    if held is not None and held.active and not asks_for_other:
        return await _page(request, {}, Refused(Code.DEVICE_IN_LINE), only_number=True)
    try:
        return await _page(request, await own_form.of_case(request), ask_other=asks_for_other)
    except Refused as error:
        return await queues.instead(request, error)


async def submit(request: web.Request) -> web.Response:
    """Books the place and leads to it; or shows the form again with what was typed, what is wrong, and what is left now."""
    site, visitor, device = site_of(request), visitor_of(request), know_device(request)
    fields = await fields_of(request)
    held = await own_form.held(request)
    if await own_form.sent_before(request, fields, held):
        return render.see_other("/turno")
    try:
        if held is not None and held.active and not fields.ticked(OTHER_PERSON):
            raise Refused(Code.DEVICE_IN_LINE)
        about = await case_of(site.context, request.cookies) if fields.ticked(ABOUT_CASE) else None
        asked, starts_at = _check(request, fields, device, about)
        await site.rates.join(
            visitor.address, visitor.visit, device, contact_index(site.context.keyring, asked.contact)
        )
        booked = await flow.book(site.context, asked, starts_at, tell=fields.ticked(TELL))
    except (BadInput, Refused) as error:
        return await _again(request, fields, error)
    response = render.see_other("/turno")
    cookies.set_cookie(response, TURN_COOKIE, booked.token)
    return response


def _check(request: web.Request, fields: Fields, device: str, about: CaseId | None) -> tuple[JoinRequest, datetime]:
    """The form as the flow takes it. Raises `BadInput` naming all wrong fields at once, consents included."""
    department, topic = own_form.department_and_topic(request)
    said = Said.read(request, fields)
    form, wrong = forms.check(BookForm, fields)
    wrong.pop("submission_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    if "starts_at" in wrong:
        wrong["starts_at"] = "required"
    wrong = said.wrong | wrong
    if fields.ticked(TELL) and not any(addresses(fields.get("contact"))):
        wrong.setdefault("contact", "needed_to_tell")
    if form is None or wrong:
        raise BadInput(fields=wrong)
    asked = replace(
        own_form.as_asked(request, form, said, department.slug, topic),
        device=device,
        other_person=fields.ticked(OTHER_PERSON),
        about_case=about,
    )
    return asked, form.starts_at


async def _again(request: web.Request, fields: Fields, error: BadInput | Refused) -> web.Response:
    """Raises what the form does not answer; places that are given no more lead to what to do instead."""
    known = isinstance(error, BadInput) or error.code in ANSWERED_HERE or error.code in WHICH_FIELD
    try:
        if not known:
            raise error
        return await _page(request, own_form.typed_before(fields, error), error)
    except Refused as refused:
        if refused.code is not Code.BOOKING_CLOSED:
            raise
        return await queues.instead(request, refused)


async def _page(
    request: web.Request,
    typed: Mapping[str, Any],
    error: BadInput | Refused | None = None,
    *,
    ask_other: bool = False,
    only_number: bool = False,
) -> web.Response:
    """Raises `Refused(booking_closed)`, unless only the own number is shown."""
    context = site_of(request).context
    department, topic = own_form.department_and_topic(request)
    windows = None if only_number else await flow.windows(context, department.slug, topic)
    return await own_form.page(
        request,
        "queue/booking/booking.html",
        typed,
        error,
        ask_other=ask_other,
        only_number=only_number,
        windows=windows,
        told_by=context.channels.on & {"mail", "sms"},
        grace=context.municipality.booking.grace_minutes,
        carried=None,
        absent_interpreters=frozenset(),
        missing_interpreters=await status.missing_interpreters(context),
    )
