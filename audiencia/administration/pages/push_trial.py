"""A push notice to the browser of whoever administers, to see that they go. Nothing of the browser is kept."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from audiencia.core.cli_text import read_in
from audiencia.core.errors import Code, Refused
from audiencia.http import render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of
from audiencia.notifications import subscriptions
from audiencia.notifications.rules import NotTaken
from audiencia.runtime.channels import ChannelName
from audiencia.settings.config import Municipality

Send = Callable[[Municipality, ChannelName, str], Awaitable[NotTaken | None]]
TRIAL: web.AppKey[Send] = web.AppKey("trial")  # Sends one message at once.


async def send(request: web.Request) -> web.Response:
    """Sends one at once; says why the browser's service did not take it, empty when it did. Raises `BadInput` for what is no
    subscription, and `Refused(not_allowed_now)` where this installation sends none."""
    fields, context = await fields_of(request), site_of(request).context
    if not context.channels.push:
        raise Refused(Code.NOT_ALLOWED_NOW, action="tell_me")
    browser = subscriptions.checked(context, fields.get("subscription"))
    with read_in(visitor_of(request).language):
        refused = await request.config_dict[TRIAL](context.municipality, "push", browser)
    why, gettext = "", render.words_of(request).gettext
    if refused is not None:
        why = gettext("Not taken: %(why)s.") % {"why": gettext(refused.failure.says)}
    return web.json_response({"why": why}, headers={"Cache-Control": "no-store"})
