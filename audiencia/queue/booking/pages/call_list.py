"""The front desk's list of whom to tell that their day was called off: folios and hours at once, names and telephones behind a button.

Each answer with personal data is that of a form, so that no address leads to it and each look is on record.
"""

from typing import Literal
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import DomainError, NotFound, Stale
from audiencia.core.ids import TicketId
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.queue.booking import call_list as flow
from audiencia.queue.booking.call_list import Outcome, Reach
from audiencia.queue.joining.pages.form_models import DeskAct

PAGE = "/ventanilla/avisar"


class NoteForm(DeskAct):
    """What came of telling one person; `version` is how often it was noted. `shown`: names and telephones stay on the page."""

    outcome: Outcome
    shown: Literal["", "yes"] = ""


async def show(request: web.Request) -> web.Response:
    """Nothing of any person."""
    return await _page(request)


async def show_people(request: web.Request) -> web.Response:
    """With names and telephones of those who may be telephoned."""
    await fields_of(request)
    return await _page(request, shown=True)


async def note(request: web.Request) -> web.Response:
    """Somebody was told, or not reached; then the list as it was shown."""
    form = await form_of(request, NoteForm)
    context, shown = site_of(request).context, form.shown == "yes"
    try:
        await flow.note(context, staff_id_of(request), form.command, form.ticket_id, form.version, form.outcome)
    except (NotFound, Stale) as error:
        return await _page(request, shown=shown, error=error)
    return await _page(request, shown=True) if shown else render.see_other(PAGE)


async def _page(request: web.Request, *, shown: bool = False, error: DomainError | None = None) -> web.Response:
    context, people = site_of(request).context, dict[TicketId, Reach]()
    if shown:
        found, reach = await flow.disclose(context, staff_id_of(request))
        people |= reach
    else:
        found = await flow.listed(context)
    return render.page(
        request,
        "queue/booking/call_list.html",
        failed=error,
        path=PAGE,
        listed=found,
        people=people,
        shown=shown,
        left=sum(not one.told for one in found),
        callable=sum(one.by_phone and not one.told for one in found),
        command_id=lambda: str(uuid4()),
    )
