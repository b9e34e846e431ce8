"""The citizen's own page: number, folio and PIN at once, the waiting room as soon as its script runs."""

from aiohttp import web

from audiencia.errors import Code, NotFound
from audiencia.flows import status
from audiencia.pages import islands, render, wording
from audiencia.pages.site import site_of, visitor_of


async def turn(request: web.Request) -> web.Response:
    """`access` has found out whose ticket it is."""
    attention_id = visitor_of(request).attention_id
    found = await status.turn_summary(site_of(request).house, attention_id) if attention_id is not None else None
    if found is None:
        raise NotFound(Code.TICKET_NEEDED)
    words = render.words_of(request)
    ticket = {
        "number": found.number,
        "folio": found.folio,
        "pin": found.pin,
        "department": words.text(found.department),
        "topic": words.text(found.topic),
        "state_text": words.gettext(wording.TICKET_STATES[found.state]),
    }
    return islands.page(request, "turno.html", "/citizen", ticket=ticket)
