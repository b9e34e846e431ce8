"""The citizen's own page: number, folio and PIN at once, the waiting room as soon as its script runs, the result without it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web

from audiencia.cases.pages_api import WHY_NOT
from audiencia.core.errors import BadInput, Code, DomainError, existing
from audiencia.core.ids import AttentionId
from audiencia.followup import follow as following
from audiencia.followup.pages import follow, visit_words
from audiencia.http import csrf, edge, islands, render
from audiencia.http.forms import Fields
from audiencia.http.site import own_attention, site_of, visitor_of
from audiencia.http.submitted_form import fields_of
from audiencia.notifications import subscriptions
from audiencia.notifications.kinds import CHANNELS
from audiencia.queue.api import ENDED, TICKET_STATES, turn_summary
from audiencia.queue.pages_api import appointment_of, new_command


async def turn(
    request: web.Request, refused: DomainError | None = None, typed: Mapping[str, str] = MappingProxyType({})
) -> web.Response:
    """The page; `access` has found out whose ticket it is. `refused`: why what was `typed` could not be kept."""
    context, words = site_of(request).context, render.words_of(request)
    attention_id = own_attention(request)
    found = existing(await turn_summary(context, attention_id), Code.TICKET_NEEDED)
    ticket: dict[str, Any] = {
        "department": words.text(found.department),
        "topic": words.text(found.topic),
        "state": found.state,
        "state_text": words.gettext(TICKET_STATES[found.state]),
        "active": found.state not in ENDED,
    }
    after = None if ticket["active"] else await following.look(context, attention_id)
    if after is not None and after.called_off is not None:
        ticket["state_text"] = words.gettext(visit_words.state_of_day(after.called_off))
    appointment = await appointment_of(request) if found.booked else None
    tell = await subscriptions.offered(context, attention_id) if ticket["active"] and context.channels.on else None
    alike = after is None and appointment is None and (tell is None or not (tell.mail or tell.phone))
    return islands.page(
        request,
        "followup/turn.html",
        "/citizen",
        shared_as=tuple(ticket.values()) if alike and refused is None else None,
        personal={"number": found.number, "folio": found.folio, "pin": found.pin},
        ticket=ticket,
        appointment=appointment,
        command_id=new_command,
        found=None if after is None else visit_words.in_words(after, words, context.municipality),
        tell=tell,
        whys_not=WHY_NOT,
        failed=refused,
        form=typed,
        compressed=refused is None,
    )


async def say_resolved(request: web.Request) -> web.Response:
    """The citizen's word without script; the own page follows, with what it led to, or why it could not be kept."""
    fields = await fields_of(request)
    return await _kept(request, await follow.take_word(request, own_attention(request), fields), fields)


async def rate(request: web.Request) -> web.Response:
    """How the citizen was served, without script; the own page follows."""
    fields = await fields_of(request)
    return await _kept(request, await follow.take_rating(request, own_attention(request), fields), fields)


async def _kept(request: web.Request, refused: DomainError | None, fields: Fields) -> web.Response:
    if refused is None:
        return render.see_other("/turno")
    return await turn(request, refused, follow.typed_of(fields))


async def tell_me(request: web.Request) -> web.Response:
    """How this person can be told with the page closed, and what is on."""
    return await _told(request, own_attention(request))


async def change_tell_me(request: web.Request) -> web.Response:
    """One way on or off; then how it is, or without script the own page. Raises what `ways.ask` and `ways.stop` raise."""
    fields = await fields_of(request)
    channel = next((one for one in CHANNELS if one == fields.get("channel")), None)
    if channel is None:
        raise BadInput(fields={"channel": "malformed"})
    context, attention_id, subscription = site_of(request).context, own_attention(request), fields.get("subscription")
    if fields.ticked("on"):
        await subscriptions.ask(context, attention_id, channel, subscription, visitor_of(request).language)
    else:
        await subscriptions.stop(context, attention_id, channel, subscription)
    return await _told(request, attention_id) if edge.wants_json(request) else render.see_other("/turno")


async def _told(request: web.Request, attention_id: AttentionId) -> web.Response:
    context = site_of(request).context
    found = existing(await subscriptions.offered(context, attention_id), Code.TICKET_NEEDED)
    return web.json_response(
        {
            "push_key": found.push_key,
            "mail": found.mail,
            "phone": found.phone,
            "asked": sorted(found.asked),
            "csrf": csrf.token(context.keyring, visitor_of(request).visit),
        },
        headers={"Cache-Control": "no-store"},
    )
