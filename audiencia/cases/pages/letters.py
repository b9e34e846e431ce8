"""Anybody verifies the letter of an answer: typed from the paper, or by its link, whose fragment holds folio and code, so that no server
and no log sees them before they are sent as a form."""

from aiohttp import web

from audiencia.cases.use_cases import verify
from audiencia.cases.use_cases.verify import Genuine
from audiencia.core.errors import BadInput, DomainError, TooMany
from audiencia.core.one_time_code import typed_code
from audiencia.http import render
from audiencia.http.forms import Fields
from audiencia.http.site import fragment_link, site_of, visitor_of
from audiencia.http.submitted_form import fields_of

PAGE = "/verificar"
TYPED = ("folio", "code", "text")


def link(request: web.Request, folio: str, code: str) -> tuple[str, str]:
    """Where the letter is verified: the address to type, and the link."""
    return fragment_link(request, PAGE, f"{folio}.{typed_code(code)}")


async def show(
    request: web.Request, found: Genuine | None = None, fields: Fields | None = None, error: DomainError | None = None
) -> web.Response:
    """The form; `found`: what is known of the letter that was typed into it."""
    typed = {} if fields is None else {name: fields.get(name) for name in TYPED}
    same = found.has_text(typed["text"]) if found is not None and typed["text"].strip() else None
    return render.page(request, "cases/verify.html", failed=error, found=found, same=same, form=typed)


async def submit(request: web.Request) -> web.Response:
    """What is known of the letter, and whether the text that was brought is its text; no redirect, since no address may hold the code."""
    site, fields = site_of(request), await fields_of(request)
    try:
        missing = {name: "required" for name in ("folio", "code") if not fields.get(name).strip()}
        if missing:
            raise BadInput(fields=missing)
        await site.rates.follow(visitor_of(request).address)
        return await show(request, await verify.verify(site.context, fields.get("folio"), fields.get("code")), fields)
    except (BadInput, TooMany) as error:
        return await show(request, None, fields, error)
