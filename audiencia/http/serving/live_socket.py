"""Who may open a live socket, judged before the upgrade: foreign pages, strangers and crowds get an HTTP status.
What a namespace asks beyond that (the role, a jornada) is answered by the namespace, with a coded refusal."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from audiencia.core.errors import Code, DomainError, Forbidden, NotFound, Unavailable
from audiencia.db.precedence import Precedence, taking
from audiencia.http import edge
from audiencia.http.site import site_of, visitor_of
from audiencia.runtime.identity import (
    RELATIVE_COOKIE,
    TICKET_COOKIE,
    citizen_of,
    citizen_refusal,
    is_relative,
    same_origin,
    staff_of,
    staff_refusal,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AT_ONCE = 20
"""So many citizens' handshakes in two turns of the loop. Thousands come together after an outage, each costs about a millisecond, and
every statement of everybody else takes a turn."""
NAMESPACES = ("citizen", "director", "relative", "assistant", "moderator")


async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets the socket be opened, which lasts as long as it does, or refuses in JSON."""
    site, address = site_of(request), visitor_of(request).address
    try:
        if not same_origin(request.headers.get("Origin"), request.headers.get("Host"), site.context.origin):
            raise Forbidden(Code.FOREIGN_ORIGIN)
        await site.rates.socket(address)
        await _judge(request)
        with site.sockets.hold(address):
            return await handler(request)
    except DomainError as error:
        response = edge.respond_json(request, error)
        # Who was refused may have sent more behind the handshake, which would be read as the next request.
        response.force_close()
        return response


async def _judge(request: web.Request) -> None:
    """Raises `Forbidden` when no cookie of this browser is good for any namespace.
    Whether a ticket's cookie is still in force is asked by its namespace: after an outage thousands come at once, and each
    handshake that waited for the database would hold the others up."""
    context, cookies = site_of(request).context, request.cookies
    if context.keyring.read_ticket_token(cookies.get(TICKET_COOKIE, "")) is not None:
        async with site_of(request).handshakes:
            await asyncio.sleep(0)
        if request.transport is None:
            raise Unavailable  # it went while it waited for its turn
        return
    with taking(Precedence.FIRST):
        if RELATIVE_COOKIE in cookies and await is_relative(context, cookies):
            return
        if await staff_of(context, cookies) is None:
            raise Forbidden(await citizen_refusal(context, cookies))


async def why_refused(request: web.Request) -> web.Response:
    """What stands against a socket of this namespace, for browsers: they learn no status of a refused handshake. 204: nothing."""
    context, namespace = site_of(request).context, request.match_info["namespace"]
    if namespace not in NAMESPACES:
        raise NotFound(Code.NOT_FOUND)
    if namespace == "relative":
        refusal = None if await is_relative(context, request.cookies) else Code.RELATIVE_LINK_UNKNOWN
    elif namespace == "citizen":
        refusal = (
            await citizen_refusal(context, request.cookies)
            if await citizen_of(context, request.cookies) is None
            else None
        )
    else:
        refusal = (
            await staff_refusal(context, request.cookies) if await staff_of(context, request.cookies) is None else None
        )
    if refusal is not None:
        raise Forbidden(refusal)
    return web.Response(status=204)
