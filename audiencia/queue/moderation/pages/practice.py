"""Starting and stopping a practice with simulated people, for administrators and moderators."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from audiencia.core.errors import Refused
from audiencia.http import render
from audiencia.http.forms import FormModel
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.queue.sessions import practice as flow

PAGE = "/practica"


class PracticeForm(FormModel):
    """How many at a time, and for how long."""

    people: Annotated[int, Field(ge=1, le=40)]
    minutes: Annotated[int, Field(ge=5, le=180)]


async def show(request: web.Request) -> web.Response:
    """What goes on, or the form."""
    return await _page(request)


async def start(request: web.Request) -> web.Response:
    """Opens the jornada of the practice; the page again when it cannot be now."""
    form = await form_of(request, PracticeForm)
    try:
        await flow.start(site_of(request).context, staff_id_of(request), form.people, form.minutes)
    except Refused as error:
        return await _page(request, error)
    site_of(request).practice.forget()
    return render.see_other(PAGE)


async def stop(request: web.Request) -> web.Response:
    """Ends the practice."""
    await fields_of(request)
    await flow.stop(site_of(request).context, staff_id_of(request))
    site_of(request).practice.forget()
    return render.see_other(PAGE)


async def _page(request: web.Request, error: Refused | None = None) -> web.Response:
    going_on = await flow.now(site_of(request).context)
    return render.page(
        request, "queue/moderation/practice.html", failed=error, going_on=going_on, refused=error is not None
    )
