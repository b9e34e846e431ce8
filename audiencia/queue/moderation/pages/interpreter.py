"""An interpreter's page: whether they are marked present, the call they are booked for, and who waits for them."""

from typing import Annotated, Literal
from uuid import uuid4

from aiohttp import web
from pydantic import StringConstraints

from audiencia.http import render
from audiencia.http.forms import CommandForm
from audiencia.http.site import site_of
from audiencia.http.submitted_form import form_of, staff_id_of
from audiencia.queue.call import interpretation as flow
from audiencia.queue.domain import state_words

PAGE = "/interpretacion"
FRESH_SECONDS = 10  # How old the page gets before it loads itself again.


class PresenceForm(CommandForm):
    """A button of the page."""

    present: Literal["yes", "no"]
    still: Annotated[str, StringConstraints(max_length=8)] = ""


async def show(request: web.Request) -> web.Response:
    """As it is now. It loads itself again, unless that was turned off: without script as a whole."""
    part = await flow.look(site_of(request).context, staff_id_of(request))
    still = request.query.get("quieta") == "si"
    return render.page(
        request,
        "queue/moderation/interpreter.html",
        part=part,
        still=still,
        seconds=FRESH_SECONDS,
        command_id=str(uuid4()),
        states=state_words.DESK_STATES,
    )


async def set_present(request: web.Request) -> web.Response:
    """There, or not there; then the page again."""
    form = await form_of(request, PresenceForm)
    context = site_of(request).context
    await flow.set_present(context, staff_id_of(request), form.command_id, form.present == "yes")
    return render.see_other(f"{PAGE}?quieta=si" if form.still == "si" else PAGE)
