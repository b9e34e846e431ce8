"""The front desk's list of whom to tell that their day was called off: folios and hours at once, names and telephones behind a button.
Each answer with personal data is that of a form, so that no address leads to it and each look is on record."""

from collections.abc import Mapping
from typing import Literal
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import DomainError, NotFound, Stale
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import TicketId
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.queue.booking import call_list as flow
from audiencia.queue.booking.call_list import Outcome, Reach
from audiencia.queue.joining.pages.form_models import DeskAct

PAGE = "/ventanilla/avisar"
COLUMNS = ("slot", "department", "state")
PER_PAGE = 50  # As many as are called, or printed, from one page.
NAMES = {"not_told": N_("Not told yet"), "not_reached": N_("Not reached"), "told": N_("Told")}


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
    return await _page(request, shown=True) if shown else render.see_other(f"{PAGE}{_asked(request).here}")


async def _page(request: web.Request, *, shown: bool = False, error: DomainError | None = None) -> web.Response:
    context, words, asked = site_of(request).context, render.words_of(request), _asked(request)
    wanted = asked.wanted(
        english=words.language == "en", names={code: words.gettext(one) for code, one in NAMES.items()}
    )
    people: Mapping[TicketId, Reach] = {}
    if shown:
        found, total, people = await flow.disclose(context, staff_id_of(request), wanted)
    else:
        found, total = await flow.listed(context, wanted)
    return render.page(
        request,
        "queue/booking/call_list.html",
        failed=error,
        path=PAGE,
        anybody=bool(total) or await flow.anybody(context),
        list=asked.counted(total),
        listed=found,
        people=people,
        shown=shown,
        left=await flow.left_to_tell(context),
        callable=sum(one.by_phone and not one.told for one in found),
        command_id=lambda: str(uuid4()),
    )


def _asked(request: web.Request) -> Listing:
    return listing.asked(request.query, PAGE, COLUMNS, per_page=PER_PAGE)
