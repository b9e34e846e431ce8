"""Who attends on the days to come: set for each person ahead, with what was changed and its way back."""

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
from audiencia.http.submitted_form import form_of, staff_id_of
from audiencia.queue.domain.roster import Part
from audiencia.queue.moderation import roster_ahead as flow
from audiencia.queue.moderation.roster_ahead import Does

PAGE = "/administracion/titulares"
PARTS = {Part.DIRECTOR: N_("Attends"), Part.SUBSTITUTE: N_("Stands in when seated"), Part.AWAY: N_("Away: %(why)s")}
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
    return render.see_other(f"{PAGE}?hecho={form.staff_id}")


def _read(text: str) -> Does:
    """Raises `BadInput`."""
    part, _, reason = text.partition(":")
    if part not in set(Part) or bool(reason) != (part == Part.AWAY):
        raise BadInput
    return Does(Part(part), reason or None)


def _written(does: Does) -> str:
    return does.part if does.reason is None else f"{does.part}:{does.reason}"


async def _page(request: web.Request, error: DomainError | None = None) -> web.Response:
    context, words = site_of(request).context, render.words_of(request)
    reasons = {one.code: words.text(one.label) for one in context.municipality.away_reasons}
    choices = [Does(Part.DIRECTOR), Does(Part.SUBSTITUTE), *(Does(Part.AWAY, code) for code in reasons)]

    def said(does: Does) -> str:
        return _said(words, does, reasons)

    return render.page(
        request,
        "queue/moderation/roster.html",
        failed=error,
        path=PAGE,
        days=await flow.days(context),
        choices=[(_written(one), said(one)) for one in choices],
        said=said,
        written=_written,
        done=request.query.get("hecho", "") if error is None else "",
        command_id=lambda: str(uuid4()),
    )


def _said(words: Words, does: Does, reasons: dict[str, str]) -> str:
    return words.gettext(PARTS[does.part]) % {"why": reasons.get(does.reason or "", does.reason or "")}
