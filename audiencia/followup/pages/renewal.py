"""The request of a service worker whose browser got another push subscription."""

from aiohttp import web

from audiencia.http import forms
from audiencia.http.site import site_of, visitor_of
from audiencia.notifications import subscriptions


async def renew(request: web.Request) -> web.Response:
    """`old` and `subscription`, as browsers write them; a worker has no token of a form, and proves itself by the old one. The answer does
    not tell whether it was known. Raises what `subscriptions.renew` raises, and `TooMany`."""
    site = site_of(request)
    await site.rates.renewal(visitor_of(request).address)
    fields = await forms.read(request)
    await subscriptions.renew(site.context, fields.get("old"), fields.get("subscription"))
    return web.Response(status=204, headers={"Cache-Control": "no-store"})
