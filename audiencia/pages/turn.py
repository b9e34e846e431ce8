"""The citizen's own page: number, folio and PIN at once, the waiting room as soon as its script runs, the result without it."""

from typing import Any

from aiohttp import web

from audiencia.errors import Code, NotFound
from audiencia.flows import follow as following
from audiencia.flows import status
from audiencia.ids import AttentionId
from audiencia.pages import appointment, csrf, follow, forms, islands, render, visit_words, wording
from audiencia.pages.site import site_of, visitor_of


async def turn(request: web.Request) -> web.Response:
    """`access` has found out whose ticket it is."""
    house, words = site_of(request).house, render.words_of(request)
    attention_id = _own(request)
    found = await status.turn_summary(house, attention_id)
    if found is None:
        raise NotFound(Code.TICKET_NEEDED)
    ticket: dict[str, Any] = {
        "number": found.number,
        "folio": found.folio,
        "pin": found.pin,
        "department": words.text(found.department),
        "topic": words.text(found.topic),
        "state": found.state,
        "state_text": words.gettext(wording.TICKET_STATES[found.state]),
        "active": found.state not in status.ENDED,
    }
    after = None if ticket["active"] else await following.look(house, attention_id)
    return islands.page(
        request,
        "turno.html",
        "/citizen",
        ticket=ticket,
        appointment=await appointment.of(request),
        command_id=appointment.new_command,
        found=None if after is None else visit_words.in_words(after, words, house.municipality),
    )


async def say_resolved(request: web.Request) -> web.Response:
    """The citizen's word without script; the own page follows, with what it led to. Raises `Refused(too_late_to_say)`."""
    fields = await forms.read(request)
    csrf.check_token(site_of(request).house.keyring, visitor_of(request).visit, fields.get(csrf.FIELD))
    refused = await follow.take_word(request, _own(request), fields)
    if refused is not None:
        raise refused
    return render.see_other("/turno")


def _own(request: web.Request) -> AttentionId:
    attention_id = visitor_of(request).attention_id
    if attention_id is None:
        raise NotFound(Code.TICKET_NEEDED)
    return attention_id
