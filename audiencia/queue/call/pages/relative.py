"""Coming into a call by the one-time link of the citizen: the notice in short, consent, then the call's page.
The link's number and secret stand in the fragment, which no server and no log sees; a small script puts them into the form. Nothing
happens before the person presses the button."""

from contextlib import suppress
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.core.ids import CommandId
from audiencia.http import cookies, islands, render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of
from audiencia.queue.call import relative, relative_links
from audiencia.runtime.identity import RELATIVE_COOKIE

ANOTHER = "otro"  # The call's page leads here with a link that is not its own.


async def show(request: web.Request) -> web.Response:
    """The call's page for who took up a link into one that goes on; else, and for a link into another one, the form."""
    found = await relative_links.of_token(site_of(request).context, request.cookies.get(RELATIVE_COOKIE, ""))
    if found is not None and found.ending is None and ANOTHER not in request.query:
        return islands.page(request, "queue/call/relative.html", "/relative", personal={"number": str(found.id)})
    return _form(request)


async def take_up(request: web.Request) -> web.Response:
    """Takes up the link, once. Wrong, used, replaced and old ones get one answer, and so does one whose call is over."""
    site, visitor = site_of(request), visitor_of(request)
    fields = await fields_of(request)
    link = fields.get("link")[:300]
    try:
        if not fields.ticked("agree"):  # says nothing of the link, so it counts as no attempt
            raise BadInput(Code.NOTICE_NOT_ACCEPTED, fields={"agree": Code.NOTICE_NOT_ACCEPTED.value})
        await site.rates.take_over(visitor.address)
        token = await relative_links.take_up(
            site.context, link, visitor.visit, fields.get("notice_hash"), fields.ticked("agree")
        )
    except DomainError as error:
        return _form(request, error, link)
    await _leave_other(request, token)
    response = render.see_other(relative_links.PATH)
    cookies.set_cookie(response, RELATIVE_COOKIE, token)
    return response


async def _leave_other(request: web.Request, token: str) -> None:
    """Ends a stay in another call that this browser's cookie led to: nobody would hold it any more."""
    context, held = site_of(request).context, request.cookies.get(RELATIVE_COOKIE, "")
    other = None if held == token else await relative_links.of_token(context, held)
    if other is not None and other.ending is None:
        with suppress(Refused):  # it has ended meanwhile
            await relative.leave(context, other.id, CommandId(uuid4()))


def _form(request: web.Request, error: DomainError | None = None, link: str = "") -> web.Response:
    """The link goes back into the page only where it may still be good."""
    kept = "" if isinstance(error, NotFound) else link
    notice = site_of(request).notices[visitor_of(request).language]
    return render.page(request, "queue/call/come_in.html", failed=error, notice=notice, form={"link": kept})
