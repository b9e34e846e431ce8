"""Who was invited chooses a password. The code stands in the link's fragment, which no server and no log sees, or is typed."""

from typing import Any

from aiohttp import web

from audiencia.administration import invitations
from audiencia.administration.pages import entering
from audiencia.core.errors import BadInput, NotFound, TooMany
from audiencia.http import render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import password_words
from audiencia.http.submitted_form import device_of, fields_of
from audiencia.staff.passwords import MAX_LENGTH, MIN_LENGTH


async def show(
    request: web.Request, error: NotFound | TooMany | BadInput | None = None, code: str = ""
) -> web.Response:
    """The form."""
    words = render.words_of(request)
    values: dict[str, Any] = {}
    if isinstance(error, BadInput):
        values["fields"] = password_words.said(words, error.fields)
    return render.page(
        request,
        "administration/invitation.html",
        failed=error,
        form={"code": code if isinstance(error, BadInput) else ""},
        least=MIN_LENGTH,
        most=MAX_LENGTH,
        **values,
    )


async def accept(request: web.Request) -> web.Response:
    """The account has the password, and its owner is signed in; or the form again, without the passwords."""
    site, visitor = site_of(request), visitor_of(request)
    fields = await fields_of(request)
    code, password = fields.get("code")[:300], fields.get("password")[: MAX_LENGTH + 1]
    try:
        await site.rates.take_over(visitor.address)
        entered = await invitations.accept(
            site.context, code, password, fields.get("again")[: MAX_LENGTH + 1], device_of(request)
        )
    except (NotFound, TooMany, BadInput) as error:
        return await show(request, error, code)
    return await entering.respond(request, entered)
