"""Signing in with the municipality's account: the way to its identity provider, and back from it."""

from aiohttp import web

from audiencia.administration import provider_sign_in as flow
from audiencia.administration.pages import entering
from audiencia.administration.provider_sign_in import Answer
from audiencia.core.errors import Forbidden, Refused, TooMany, Unavailable
from audiencia.http import cookies, render
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.http.submitted_form import device_of
from audiencia.staff.identity_provider import IdentityProvider

PROVIDER = web.AppKey("provider", IdentityProvider)
BACK = "/entrar/municipio/regreso"  # What is registered at the provider, behind the origin of this service.
LONGEST = 4_000  # Characters of each value that the provider sends back.


async def leave(request: web.Request) -> web.Response:
    """Sends the browser to the provider. What it comes back with counts for this visit alone."""
    visitor = visitor_of(request)
    try:
        to = await flow.begin(site_of(request).context, request.config_dict[PROVIDER], visitor.visit, _back(request))
    except Unavailable as error:
        return entering.sign_in_page(request, error)
    response = render.see_other(to)
    if visitor.visit_is_new:
        cookies.set_cookie(response, cookies.VISIT_COOKIE, visitor.visit)
    return response


async def come_back(request: web.Request) -> web.Response:
    """A session, the second step, or the sign-in again with what is wrong."""
    context, visitor, query = site_of(request).context, visitor_of(request), request.query
    answer = Answer(*(query.get(one, "")[:LONGEST] for one in ("state", "code", "error", "iss")))
    try:
        await site_of(request).rates.sign_in(visitor.address)
        entered = await flow.finish(
            context, request.config_dict[PROVIDER], visitor.visit, _back(request), answer, device_of(request)
        )
    except (Forbidden, Refused, TooMany, Unavailable) as error:
        return entering.sign_in_page(request, error)
    return await entering.respond(request, entered)


def _back(request: web.Request) -> str:
    return f"{origin_of(request)}{BACK}"
