"""The front desk: numbers for people at the counter or on the telephone, their slips, and what they ask for afterwards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused
from audiencia.core.ids import CommandId
from audiencia.db.commands import unless_away
from audiencia.http import forms, render
from audiencia.http.field_words import DESK_FIELDS
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import listing
from audiencia.http.submitted_form import fields_of, form_of, staff_id_of
from audiencia.queue.booking import call_list
from audiencia.queue.booking import check_in as appointments
from audiencia.queue.domain import state_words
from audiencia.queue.joining import admission, status
from audiencia.queue.joining import front_desk as flow
from audiencia.queue.joining import join as joining
from audiencia.queue.joining.front_desk import DeskTicket
from audiencia.queue.joining.pages import desk_form, own_form
from audiencia.queue.joining.pages.form_models import DeskAct, DeskForm
from audiencia.queue.joining.pages.own_form import DESK_FAILED, WHICH_FIELD
from audiencia.queue.moderation import moderate, reorder
from audiencia.queue.moderation.pages import slips
from audiencia.queue.sessions import practice

PAGE = "/ventanilla"
AWAY: Mapping[str, Any] = {
    "away": True,
    "queues": {},
    "refusal": None,
    "missing_interpreters": frozenset(),
    "absent_interpreters": frozenset(),
    "untold": 0,
    "made": (),
    "list": None,
}
"""Of how things are, while the database is away."""
COLUMNS = ("-given", "number", "department", "state")


async def show(request: web.Request) -> web.Response:
    """Departments, the empty form, and what this member of staff made today: searched, sorted and paged."""
    return await _page(request)


async def submit(request: web.Request) -> web.Response:
    """Takes the person in and shows the slip to print; or the form again, with what was typed and what is wrong.
    The answer is the slip itself, not a redirect: no address may hold a PIN. Sent again, it gives the same slip."""
    context, staff_id, fields = site_of(request).context, staff_id_of(request), await fields_of(request)
    try:
        asked, _ = desk_form.check(request, fields, staff_id, DeskForm)
        joined = await joining.join(context, asked)
    except DESK_FAILED as error:
        return await _page(request, typed=own_form.typed_before(fields, error), error=error)
    return slips.page(request, await flow.slip(context, staff_id, joined.ticket_id, asked.command_id))


async def find(request: web.Request) -> web.Response:
    """A ticket of today by its number or folio, with what can be done for it."""
    fields = await fields_of(request)
    try:
        found = await flow.find(site_of(request).context, staff_id_of(request), fields.get("q")[:40])
    except NotFound as error:
        named = {"q": error.code.value}
        return await _page(request, typed={"q": fields.get("q")}, error=BadInput(Code.UNKNOWN_TICKET, named))
    return await _page(request, typed={"q": fields.get("q")}, found=found)


async def name(request: web.Request) -> web.Response:
    """Whose ticket it is; that it was shown is on record."""
    act = await form_of(request, DeskAct)
    context, staff_id = site_of(request).context, staff_id_of(request)
    try:
        said = await flow.name_of(context, staff_id, act.ticket_id)
    except Refused as error:
        return await _refused(request, act, error)
    return await _page(request, found=await flow.look(context, staff_id, ticket=act.ticket_id), name=said)


async def slip_again(request: web.Request) -> web.Response:
    """The slip once more, without PIN and code."""
    act = await form_of(request, DeskAct)
    return slips.page(request, await flow.slip_again(site_of(request).context, staff_id_of(request), act.ticket_id))


async def new_pin(request: web.Request) -> web.Response:
    """A slip with another PIN; the old one holds no more. Sent again, it gives the same one."""
    act = await form_of(request, DeskAct)
    context, staff_id = site_of(request).context, staff_id_of(request)
    await flow.renew_pin(context, staff_id, act.command, act.ticket_id)
    return slips.page(request, await flow.slip(context, staff_id, act.ticket_id, act.command))


async def cancel(request: web.Request) -> web.Response:
    """Ends the ticket, as the person asked."""
    act = await form_of(request, DeskAct)
    context, staff_id = site_of(request).context, staff_id_of(request)
    try:
        await moderate.cancel_ticket(context, staff_id, act.command, act.ticket_id, act.version, "asked_by_person")
    except DomainError as error:
        return await _refused(request, act, error)
    return await _page(request, found=await flow.look(context, staff_id, ticket=act.ticket_id))


async def put_back(request: web.Request) -> web.Response:
    """Somebody who did not answer is here, or calls back: in the queue again, with the seniority they had."""
    act = await form_of(request, DeskAct)
    context, staff_id = site_of(request).context, staff_id_of(request)
    try:
        await reorder.put_back(context, staff_id, act.command, act.ticket_id, act.version)
    except DomainError as error:
        return await _refused(request, act, error)
    return await _page(request, found=await flow.look(context, staff_id, ticket=act.ticket_id))


async def check_in(request: web.Request) -> web.Response:
    """Somebody who booked a place is here, or calls: their page need not be open."""
    act = await form_of(request, DeskAct)
    context, staff_id = site_of(request).context, staff_id_of(request)
    try:
        await appointments.check_in_at_the_desk(context, staff_id, act.command, act.ticket_id, act.version)
    except DomainError as error:
        return await _refused(request, act, error)
    return await _page(request, found=await flow.look(context, staff_id, ticket=act.ticket_id))


async def _refused(request: web.Request, act: DeskAct, error: DomainError) -> web.Response:
    found = await flow.look(site_of(request).context, staff_id_of(request), ticket=act.ticket_id)
    return await _page(request, found=found, error=error)


async def _page(
    request: web.Request,
    *,
    typed: Mapping[str, Any] | None = None,
    error: DomainError | None = None,
    found: DeskTicket | None = None,
    name: str | None = None,
) -> web.Response:
    site, visitor = site_of(request), visitor_of(request)
    context = site.context
    return render.page(
        request,
        "queue/joining/front_desk.html",
        failed=error,
        field_words=DESK_FIELDS,
        field_of=WHICH_FIELD,
        path=PAGE,
        departments=context.municipality.departments,
        notice=site.notices[visitor.language],
        adjustments=context.municipality.adjustments,
        submission_id=forms.form_id(typed or {}),
        carried=None,
        command_id=lambda: str(CommandId(uuid4())),
        states=state_words.DESK_STATES,
        form={"medium": "counter"} | dict(typed or {}),
        found=found,
        name=name,
        **await unless_away(_standing(request), AWAY, raises=typed is None or error is None),
    )


async def _standing(request: web.Request) -> Mapping[str, Any]:
    """How things are now, beside the form."""
    context = site_of(request).context
    now = await admission.admission(context)
    interpreters = now.interpreters or await status.interpreters(context)
    refusal = await practice.refusal(context) or (None if now.refusal is None else Refused(now.refusal))
    return {
        "away": False,
        "queues": now.queues,
        "refusal": None if refusal is None else render.say(request, refusal),
        "missing_interpreters": interpreters.missing,
        "absent_interpreters": interpreters.absent,
        "untold": await call_list.left_to_tell(context),
        **await _made(request),
    }


async def _made(request: web.Request) -> dict[str, Any]:
    """The page of the list that the address asks for."""
    words, asked = render.words_of(request), listing.asked(request.query, PAGE, COLUMNS, anchor="made")
    states = {code: words.gettext(name) for code, name in state_words.DESK_STATES.items()}
    looked_for = replace(asked, words=flow.number_of(asked.words) or asked.words)
    wanted = looked_for.wanted(english=words.language == "en", names=states)
    made, total = await flow.made_today(site_of(request).context, staff_id_of(request), wanted)
    return {"made": made, "list": asked.counted(total)}
