"""Who attends on the days to come: set for each person ahead, with what was changed and its way back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated
from uuid import uuid4

from aiohttp import web
from pydantic import Field

from audiencia.core.errors import BadInput, DomainError
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import SessionId
from audiencia.http import render
from audiencia.http.forms import CommandForm, Staff
from audiencia.http.i18n import Words
from audiencia.http.site import site_of
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing, fits, plain
from audiencia.http.submitted_form import form_of, staff_id_of
from audiencia.queue.domain.roster import Part
from audiencia.queue.moderation import roster_ahead as flow
from audiencia.queue.moderation.roster_ahead import Day, Director, Does

PAGE = "/administracion/titulares"
PARTS = {Part.DIRECTOR: N_("Attends"), Part.SUBSTITUTE: N_("Stands in when seated"), Part.AWAY: N_("Away: %(why)s")}
COLUMNS = ("department", "name", "part")
WHICH = "dia"  # In an address: which of the days, by the number of its jornada. Without it the nearest.
Said = Annotated[str, Field(max_length=60)]


class PartForm(CommandForm):
    """What one person does on one day; `seen`: what the page showed."""

    session: Annotated[SessionId, Field(ge=1, le=2**31 - 1)]
    staff_id: Staff
    seen: Said
    part: Said


async def show(request: web.Request) -> web.Response:
    """The days, and everybody who could attend."""
    return await _page(request)


async def act(request: web.Request) -> web.Response:
    """Sets one of them, also back."""
    form = await form_of(request, PartForm)
    context, by = site_of(request).context, staff_id_of(request)
    seen, wanted = _read(form.seen), _read(form.part)
    try:
        await flow.set_ahead(context, by, form.command_id, form.session, form.staff_id, seen, wanted)
    except DomainError as error:
        return await _page(request, error)
    return render.see_other(_asked(request, await flow.days(context))[1].done)


def _read(text: str) -> Does:
    """Raises `BadInput`."""
    part, _, reason = text.partition(":")
    if part not in set(Part) or bool(reason) != (part == Part.AWAY):
        raise BadInput
    return Does(Part(part), reason or None)


def _written(does: Does) -> str:
    return does.part if does.reason is None else f"{does.part}:{does.reason}"


def _asked(request: web.Request, days: Sequence[Day]) -> tuple[Day | None, Listing]:
    """The day that is looked at, and what is asked of its list."""
    which = request.query.get(WHICH, "")
    named = next((one for one in days if str(one.session_id) == which), None)
    keep = () if named is None else (WHICH,)
    return named or next(iter(days), None), listing.asked(request.query, PAGE, COLUMNS, keep=keep)


def _fitting(day: Day, asked: Listing, words: Words, said: Callable[[Does], str]) -> list[Director]:
    """Those whom the search finds, sorted."""
    found = [one for one in day.directors if fits(asked.words, one.name, words.text(one.department), said(one.does))]
    places: Mapping[str, Callable[[Director], str | int]] = {
        "department": day.directors.index,
        "name": lambda one: plain(one.name),
        "part": lambda one: plain(said(one.does)),
    }
    return sorted(found, key=places[asked.column], reverse=asked.descending)


async def _page(request: web.Request, error: DomainError | None = None) -> web.Response:
    context, words = site_of(request).context, render.words_of(request)
    reasons = {one.code: words.text(one.label) for one in context.municipality.away_reasons}
    choices = [Does(Part.DIRECTOR), Does(Part.SUBSTITUTE), *(Does(Part.AWAY, code) for code in reasons)]

    def said(does: Does) -> str:
        return _said(words, does, reasons)

    days = await flow.days(context)
    day, asked = _asked(request, days)
    fitting = [] if day is None else _fitting(day, asked, words, said)
    listed = asked.counted(len(fitting))
    return render.page(
        request,
        "queue/moderation/roster.html",
        failed=error,
        path=PAGE,
        days=days,
        day=day,
        which=WHICH,
        list=listed,
        directors=listed.slice(fitting),
        choices=[(_written(one), said(one)) for one in choices],
        said=said,
        written=_written,
        done="hecho" in request.query and error is None,
        command_id=lambda: str(uuid4()),
    )


def _said(words: Words, does: Does, reasons: dict[str, str]) -> str:
    return words.gettext(PARTS[does.part]) % {"why": reasons.get(does.reason or "", does.reason or "")}
