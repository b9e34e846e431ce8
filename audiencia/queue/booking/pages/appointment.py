"""The own appointment where no script runs: checking in, giving the place up, and the file for a calendar."""

from datetime import datetime
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, NotFound, Stale, existing
from audiencia.core.ids import CommandId
from audiencia.http import forms, render
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.http.submitted_form import fields_of
from audiencia.queue.booking import check_in
from audiencia.queue.booking.check_in import Appointment
from audiencia.queue.booking.pages import calendar_file
from audiencia.queue.calling import answer
from audiencia.queue.joining.pages.form_models import TurnAct
from audiencia.queue.unit.commands import TicketCommand

PRODUCT = "-//Audiencia//Audiencia//ES"


async def check_in_here(request: web.Request) -> web.Response:
    """This person is there. What somebody else changed meanwhile is shown on the own page."""
    return await _act(request, checks_in=True)


async def give_up(request: web.Request) -> web.Response:
    """The place is free for somebody else."""
    return await _act(request, checks_in=False)


async def calendar(request: web.Request) -> web.Response:
    """The file; in nobody's cache."""
    found = existing(await of(request))
    words, municipality = render.words_of(request), site_of(request).context.municipality
    origin = origin_of(request)
    values = {
        "municipality": municipality.short_name,
        "department": words.text(found.department),
        "number": found.number,
        "from": _clock(request, found.check_in_at),
        "until": _clock(request, found.lapses_at),
    }
    description = words.gettext(
        "Number %(number)s. Open the page of your number from %(from)s on and say that you are here."
    )
    if not found.clock_doubted:
        description += " " + words.gettext("At %(until)s the place is given free.")
    event = calendar_file.Event(
        uid=f"cita-{found.ticket_id}@audiencia",
        made_at=found.made_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        summary=words.gettext("Public audience of %(municipality)s: %(department)s") % values,
        description=description % values,
        url=f"{origin}/turno",
    )
    return web.Response(
        body=calendar_file.write(event, PRODUCT),
        content_type=calendar_file.MEDIA_TYPE,
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="cita.ics"', "Cache-Control": "no-store"},
    )


async def of(request: web.Request) -> Appointment | None:
    """The appointment of this browser's number; `None` for a number that was taken on the day."""
    attention_id = visitor_of(request).attention_id
    return None if attention_id is None else await check_in.appointment(site_of(request).context, attention_id)


def new_command() -> str:
    """For the forms of one page."""
    return str(uuid4())


async def _act(request: web.Request, *, checks_in: bool) -> web.Response:
    context, fields = site_of(request).context, await fields_of(request)
    form, wrong = forms.check(TurnAct, fields)
    found = await of(request)
    if form is None:
        raise BadInput(fields=wrong)
    if found is None:
        raise NotFound(Code.NOT_FOUND)
    command = TicketCommand(found.ticket_id, CommandId(form.command_id), form.version)
    try:
        await (check_in.check_in if checks_in else answer.leave)(context, command)
    except Stale:
        return render.see_other("/turno")
    return render.see_other("/turno")


def _clock(request: web.Request, at: datetime) -> str:
    clock = render.words_of(request).environment.filters["clock"]
    return str(clock(at))
