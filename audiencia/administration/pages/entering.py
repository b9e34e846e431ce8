"""The sign-in page, and what a browser is answered whose owner has just given a password, a code or a key: a session, or the next step."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from audiencia.core.errors import DomainError
from audiencia.http import cookies, render
from audiencia.http.access import home_of, opens
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.runtime import passkeys, sign_in
from audiencia.runtime.identity import STAFF_COOKIE, STEP_COOKIE, staff_of
from audiencia.runtime.sign_in import Entered
from audiencia.staff import factors
from audiencia.staff.passkeys import Place

STEP_PAGE, OWN_PAGE = "/entrar/paso", "/cuenta"


def sign_in_page(
    request: web.Request, error: DomainError | None = None, form: Mapping[str, str] | None = None
) -> web.Response:
    """The form, and the other ways. `form`: what was typed."""
    place, visitor = place_of(request), visitor_of(request)
    options = passkeys.sign_in_options(site_of(request).context, place, visitor.visit) if place else ""
    return render.page(
        request, "administration/sign_in.html", failed=error, path="/entrar", key_options=options, form=form or {}
    )


async def respond(request: web.Request, entered: Entered) -> web.Response:
    """Leads to the own page, or to the next step. A session begins with a new visit: tokens of forms from before count no more."""
    if entered.needs is not None:
        response = render.see_other(STEP_PAGE)
        cookies.set_cookie(response, STEP_COOKIE, entered.token)
        return response
    response = render.see_other(await home(request, entered))
    await begin(request, response, entered)
    return response


async def begin(request: web.Request, response: web.Response, entered: Entered) -> None:
    """The browser holds the session from now on. Whoever was signed in here is so no more: a session that no cookie opens any longer
    must not live on."""
    await sign_in.sign_out(site_of(request).context, request.cookies.get(STAFF_COOKIE, ""))
    cookies.set_cookie(response, STAFF_COOKIE, entered.token)
    cookies.set_cookie(response, STEP_COOKIE, None)
    cookies.set_cookie(response, cookies.RETURN_COOKIE, None)
    cookies.set_cookie(response, cookies.VISIT_COOKIE, cookies.new_random())


async def home(request: web.Request, entered: Entered) -> str:
    """Where they were when they had to sign in, if the role may be there, else where it works; the own account, where there is
    something to be told of it."""
    context = site_of(request).context
    staff = await staff_of(context, {STAFF_COOKIE: entered.token})
    if staff is None:
        return "/entrar"
    async with context.database.read() as conn:
        told_of = await factors.untold_reset(conn, staff.id)
    if told_of is not None:
        return OWN_PAGE
    before = request.cookies.get(cookies.RETURN_COOKIE, "")
    return before if opens(request, staff.role, before) else home_of(staff.role)


def place_of(request: web.Request) -> Place | None:
    """Where keys count; `None` at an address of numbers, for which browsers make none (WebAuthn level 3, 5.1.3)."""
    origin = origin_of(request)
    name = urlsplit(origin).hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        known = site_of(request).context.origin
        return Place(name, (known,) if known else tuple(f"{scheme}://{request.host}" for scheme in ("http", "https")))
    return None
