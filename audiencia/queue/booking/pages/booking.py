"""The form that books a place of the coming session: the windows and what is left of them, then as for a number."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.core.errors import Code, Refused
from audiencia.db.commands import unless_away
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.notifications.subscriptions import addresses
from audiencia.queue.booking import booking as flow
from audiencia.queue.joining import status
from audiencia.queue.joining.entering import Joined
from audiencia.queue.joining.pages import own_form
from audiencia.queue.joining.pages.form_models import BookForm
from audiencia.queue.joining.pages.own_form import ANSWERED_HERE, WHICH_FIELD, Failed
from audiencia.queue.joining.status import HeldTicket
from audiencia.queue.moderation.pages import queues

TELL = "tell"


async def show(request: web.Request) -> web.Response:
    """The empty form; outside the days on which places are given, what to do instead."""
    if own_form.shows_number(request, await own_form.held(request)):
        return await _page(request, {}, Refused(Code.DEVICE_IN_LINE), only_number=True)
    try:
        return await _page(request, await own_form.of_case(request), ask_other=own_form.asks_for_other(request))
    except Refused as error:
        return await queues.instead(request, error)


async def submit(request: web.Request) -> web.Response:
    """Books the place and leads to it; or shows the form again with what was typed, what is wrong, and what is left now."""

    async def enter(fields: Fields, held: HeldTicket | None) -> Joined:
        asked, form = await own_form.admitted(request, fields, BookForm, _untold(fields))
        return await flow.book(site_of(request).context, asked, form.starts_at, tell=fields.ticked(TELL))

    return await own_form.submitted(request, enter, _again)


def _untold(fields: Fields) -> dict[str, str]:
    """Who wants to be told gives an address for it."""
    reachable = not fields.ticked(TELL) or any(addresses(fields.get("contact")))
    return {} if reachable else {"contact": "needed_to_tell"}


async def _again(request: web.Request, fields: Fields, error: Failed) -> web.Response:
    """Raises what the form does not answer; places that are given no more lead to what to do instead."""
    known = not isinstance(error, Refused) or error.code in ANSWERED_HERE or error.code in WHICH_FIELD
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
    error: Failed | None = None,
    *,
    ask_other: bool = False,
    only_number: bool = False,
) -> web.Response:
    """Raises `Refused(booking_closed)`, unless only the own number is shown. While the database is away the form keeps the hour that was
    chosen, and shows no others."""
    context = site_of(request).context
    department, topic = own_form.department_and_topic(request)
    first = error is None
    windows = None
    if not only_number:
        windows = await unless_away(flow.windows(context, department.slug, topic), None, raises=first)
    return await own_form.page(
        request,
        "queue/booking/booking.html",
        typed,
        error,
        await unless_away(own_form.held(request), None, raises=first),
        ask_other=ask_other,
        only_number=only_number,
        windows=windows,
        told_by=context.channels.on & {"mail", "sms"},
        grace=context.municipality.booking.grace_minutes,
        carried=None,
        absent_interpreters=frozenset(),
        missing_interpreters=(await unless_away(status.interpreters(context), status.UNKNOWN, raises=first)).missing,
    )
