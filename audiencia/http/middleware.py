"""What happens around every page, in one order: identify, limit, authorise, protect against foreign forms, answer."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from aiohttp import web

from audiencia.core import metrics
from audiencia.core.errors import Code, DomainError, NotFound
from audiencia.http import access, cookies, csrf, edge, i18n, render
from audiencia.http.serving import broken_off, expectation, live_socket
from audiencia.http.site import FOR_PROGRAMS, KEEPS_NOTHING, NO_PAGES, VISITOR, Visitor, site_of, visitor_of
from audiencia.runtime.identity import TICKET_COOKIE

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SOCKETS = "/socket.io/"  # Live sockets are limited and judged in a way of their own.


@web.middleware
async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
    """All pages pass here, and every error ends here."""
    request[VISITOR] = _visitor(request)
    if request.path.startswith(SOCKETS):
        return await live_socket.admit(request, handler)
    with (
        structlog.contextvars.bound_contextvars(request_id=visitor_of(request).request_id),
        broken_off.releasing(request),
    ):
        response = await _answer(request, handler)
    _set_cookies(request, response)
    metrics.requests.labels(_route(request), response.status).inc()
    return response


def _route(request: web.Request) -> str:
    """The route's pattern: the address itself could be anything that somebody typed."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        await _limit(request)
        expectation.check(request)
        if "\0" in request.path:
            # What the database cannot hold is the name of nothing.
            raise NotFound(Code.NOT_FOUND)
        await access.check(request)
        await _know_practice(request)
        await _know_number(request)
        if request.method not in ("GET", "HEAD") and not request.path.startswith(FOR_PROGRAMS):
            csrf.check_origin(request)
        await access.note_use(request)
        return await _found(request, handler)
    except access.SignInFirst as error:
        return edge.respond(request, error) if edge.wants_json(request) else render.see_other(error.location)
    except DomainError as error:
        return edge.respond(request, error)
    except web.HTTPException as error:
        response = edge.respond(request, edge.from_http(error))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception as error:  # noqa: BLE001 -- the last boundary: logged, and told as `internal`
        return edge.respond(request, edge.unexpected(request, error))


async def _found(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What does not exist here may have been made a moment ago at another node, whose page led here."""
    try:
        return await broken_off.answer(request, handler)
    except NotFound:
        if request.method not in ("GET", "HEAD") or not await _caught_up(request):
            raise
    return await broken_off.answer(request, handler)


async def _caught_up(request: web.Request) -> bool:
    with suppress(DomainError):
        return await site_of(request).catch_up()
    return False


def _visitor(request: web.Request) -> Visitor:
    proxies, forwarded_for = site_of(request).proxies, request.headers.getall("X-Forwarded-For", [])
    visit = cookies.read_visit(request)
    return Visitor(
        request_id=secrets.token_hex(8),
        nonce=secrets.token_urlsafe(16),
        address=proxies.client(request.remote, forwarded_for),
        language=i18n.choose(request.cookies.get(cookies.LANGUAGE_COOKIE), request.headers.get("Accept-Language", "")),
        visit=visit or cookies.new_random(),
        visit_is_new=visit is None,
    )


async def _know_practice(request: web.Request) -> None:
    """Of the staff alone: nobody else sees anything of it. Without a database the page says what is the matter itself."""
    if visitor_of(request).staff is not None and not request.path.startswith(NO_PAGES):
        with suppress(DomainError):
            visitor_of(request).practice = await site_of(request).practice.practising()


async def _know_number(request: web.Request) -> None:
    """Of browsers that hold one, for pages alone. Without a database they do without; the number's own page has said whose it is."""
    visitor = visitor_of(request)
    if TICKET_COOKIE not in request.cookies or visitor.staff is not None or visitor.attention_id is not None:
        return
    if "text/html" in request.headers.get("Accept", "") and not request.path.startswith(NO_PAGES):
        with suppress(DomainError):
            visitor.own_number = await site_of(request).live_number(request.cookies)


async def _limit(request: web.Request) -> None:
    """Open311 handlers count themselves, so that their 429 has the standard's form (`in_standard_form`); an unknown address or method
    of it is counted here. A form that is sent counts for its address alone: a refusal before it is read would lose what was typed, and
    each form of the channel has its own limit, which leads back to it."""
    counted_by_handler = request.path.startswith(FOR_PROGRAMS) and request.match_info.http_exception is None
    if not (counted_by_handler or request.path.startswith(NO_PAGES)):
        visitor = visitor_of(request)
        reads = request.method in ("GET", "HEAD")
        known = visitor.visit if reads and not visitor.visit_is_new else None
        await site_of(request).rates.page(visitor.address, known)


def _set_cookies(request: web.Request, response: web.StreamResponse) -> None:
    """A visit begins with the first page that can hold a form."""
    visitor = visitor_of(request)
    if request.get(KEEPS_NOTHING):
        return
    if visitor.visit_is_new and response.content_type == "text/html":
        visitor.set_cookies.setdefault(cookies.VISIT_COOKIE, visitor.visit)
    for name, value in visitor.set_cookies.items():
        cookies.set_cookie(response, name, value)
