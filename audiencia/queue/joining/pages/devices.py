"""Going on on this device: a one-time code, from a link or typed, brings a number or a director's room here.
The code stands in the link's fragment, which no server and no log sees; a small script puts it into the form. Whoever has no
script types or pastes it. Nothing happens before the person presses the button."""

from aiohttp import web

from audiencia.core.errors import BadInput, DomainError, NotFound, TooMany
from audiencia.http import cookies, forms, render
from audiencia.http.access import home_of
from audiencia.http.forms import DeviceCodeForm
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import device_of, fields_of
from audiencia.queue.joining import devices as flow
from audiencia.queue.joining import status
from audiencia.runtime import sign_in
from audiencia.runtime.identity import STAFF_COOKIE, TICKET_COOKIE, citizen_of, staff_of


async def show(request: web.Request) -> web.Response:
    """What will happen, and the button."""
    return await _page(request)


async def submit(request: web.Request) -> web.Response:
    """The number, or the room with its signed-in session, goes on here. Wrong, used and old codes get one answer."""
    site, visitor = site_of(request), visitor_of(request)
    fields = await fields_of(request)
    form, wrong = forms.check(DeviceCodeForm, fields)
    if form is None:
        return await _page(request, BadInput(fields=wrong))
    try:
        await site.rates.take_over(visitor.address)
        taken = await flow.take(site.context, form.code, device_of(request))
    except (NotFound, TooMany) as error:
        return await _page(request, error)
    if taken.kind == "ticket":
        response = render.see_other("/turno")
        cookies.set_cookie(response, TICKET_COOKIE, taken.token)
        return response
    # Whoever was signed in here is so no more: a session that no cookie opens any longer must not live on.
    await sign_in.sign_out(site.context, request.cookies.get(STAFF_COOKIE, ""))
    staff = await staff_of(site.context, {STAFF_COOKIE: taken.token})
    response = render.see_other("/entrar" if staff is None else home_of(staff.role))
    cookies.set_cookie(response, STAFF_COOKIE, taken.token)
    cookies.set_cookie(response, cookies.VISIT_COOKIE, cookies.new_random())
    return response


async def _page(request: web.Request, error: DomainError | None = None) -> web.Response:
    """The code is not sent back into the page."""
    context = site_of(request).context
    attention_id = await citizen_of(context, request.cookies)
    held = None if attention_id is None else await status.held_ticket(context, attention_id)
    return render.page(
        request,
        "queue/joining/continue.html",
        failed=error,
        held=held.number if held is not None and held.active else None,
    )
