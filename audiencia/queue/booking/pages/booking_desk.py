"""The front desk books a place of the coming session for somebody at the counter or on the telephone."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.core.errors import BadInput, DomainError, Refused, Unavailable
from audiencia.db.commands import unless_away
from audiencia.http import forms, render
from audiencia.http.field_words import DESK_FIELDS
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, staff_id_of
from audiencia.queue.booking import booking
from audiencia.queue.joining import front_desk, status
from audiencia.queue.joining.pages import desk_form, own_form
from audiencia.queue.joining.pages.form_models import DeskBookForm
from audiencia.queue.joining.pages.own_form import DESK_FAILED, WHICH_FIELD
from audiencia.queue.moderation.pages import slips

PAGE = "/ventanilla/cita"
TELL = "tell"
CHOSEN = "tema"


async def show(request: web.Request) -> web.Response:
    """First the topic is chosen; then there are its hours and the rest of the form."""
    chosen = request.query.get(CHOSEN, "")
    if chosen and desk_form.topic_of(request, chosen) is None:
        return await _page(request, {}, BadInput(fields={CHOSEN: "required"}))
    return await _page(request, {"topic": chosen, "medium": "video"})


async def submit(request: web.Request) -> web.Response:
    """Books the place and shows the slip to print; or the form again, with what is left now, what was typed and what is wrong.
    The answer is the slip itself, not a redirect: no address may hold a PIN. Sent again, it gives the same slip."""
    context, staff_id, fields = site_of(request).context, staff_id_of(request), await fields_of(request)
    try:
        asked, form = desk_form.check(request, fields, staff_id, DeskBookForm)
        booked = await booking.book(context, asked, form.starts_at, tell=fields.ticked(TELL))
    except DESK_FAILED as error:
        return await _page(request, own_form.typed_before(fields, error), error)
    slip = await front_desk.slip(context, staff_id, booked.ticket_id, asked.command_id)
    return slips.page(request, slip)


async def _page(request: web.Request, typed: Mapping[str, Any], error: DomainError | None = None) -> web.Response:
    site, visitor = site_of(request), visitor_of(request)
    context = site.context
    chosen = desk_form.topic_of(request, typed.get("topic", ""))
    windows, away = None, False
    if chosen is not None:
        try:
            windows = await booking.windows(context, *chosen)
        except Refused as refused:
            error = refused
        except Unavailable:
            if error is None:
                raise
            away = True
    return render.page(
        request,
        "queue/booking/desk_booking.html",
        failed=error,
        field_words=DESK_FIELDS,
        field_of=WHICH_FIELD,
        path=PAGE,
        departments=booking.departments(context),
        days=await unless_away(booking.days(context), None, raises=error is None),
        windows=windows,
        away=away,
        told_by=context.channels.on & {"mail", "sms"},
        grace=context.municipality.booking.grace_minutes,
        notice=site.notices[visitor.language],
        adjustments=context.municipality.adjustments,
        missing_interpreters=(
            await unless_away(status.interpreters(context), status.UNKNOWN, raises=error is None)
        ).missing,
        absent_interpreters=frozenset(),
        submission_id=forms.form_id(typed),
        form=typed,
    )
