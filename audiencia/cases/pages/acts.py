"""What is done with one case: each act is a form of its own that works without script, and carries the version that was seen."""

from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from audiencia.cases.pages import case, words
from audiencia.cases.pages.desk import PAGE, body_of, desk, folio_of
from audiencia.cases.use_cases import access, read, work
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.alike.joining import Others, OthersChanged
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.cases.use_cases.view import CaseView
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Stale
from audiencia.core.ids import StaffId
from audiencia.http import query, render
from audiencia.http.bodies import Body
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, form_id_of, id_in_path
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.runtime.context import AppContext

Act = Callable[[CaseCommand, Fields], Awaitable[Others | None]]
"""Gives with how many joined cases it was done too, where that was asked for."""
Write = Callable[[AppContext, CaseCommand, str, tuple[Cleaned, ...]], Awaitable[None]]
WriteAll = Callable[[AppContext, CaseCommand, str, tuple[Cleaned, ...]], Awaitable[Others]]
Again = Callable[[web.Request, Body, DomainError], Awaitable[web.Response]]
"""Shows the form again, with why it could not be carried out."""
Handler = Callable[[web.Request], Awaitable[web.Response]]
LONGEST = {"subject": 200, "question": 2000, "message": 4000, "note": 4000, "answer": 8000}


def on_case(done: str) -> Callable[[Callable[[AppContext, CaseCommand, Fields], Awaitable[Others | None]]], Handler]:
    """The page of a form without files that is one act on a case. `done`: the code in the address afterwards."""

    def page_of(act: Callable[[AppContext, CaseCommand, Fields], Awaitable[Others | None]]) -> Handler:
        async def page(request: web.Request) -> web.Response:
            return await carried_out(request, partial(act, site_of(request).context), done)

        return page

    return page_of


@on_case("assigned")
async def assign(context: AppContext, command: CaseCommand, fields: Fields) -> None:
    """Given to somebody of the department, or taken."""
    try:
        officer = StaffId(query.number(fields.get("officer")))
    except ValueError:
        raise BadInput(fields={"officer": "required"}) from None
    await work.assign(context, command, officer)


@on_case("started")
async def begin(context: AppContext, command: CaseCommand, fields: Fields) -> Others | None:
    """Work on the case begins."""
    if fields.ticked(case.OTHERS):
        return await joining.begin_all(context, command)
    await work.begin(context, command)
    return None


@on_case("asked")
async def ask(context: AppContext, command: CaseCommand, fields: Fields) -> Others | None:
    """The person is asked to clarify."""
    question = text_of(fields, "question")
    if fields.ticked(case.OTHERS):
        return await joining.ask_all(context, command, question)
    await work.ask(context, command, question)
    return None


async def write(request: web.Request) -> web.Response:
    """A message to the person, with files that go with it."""
    return await _with_files(request, "message", work.write, "wrote", joining.write_all)


async def note(request: web.Request) -> web.Response:
    """An internal note, with photographs and documents."""
    return await _with_files(request, "note", work.note, "noted")


async def _with_files(
    request: web.Request, field: str, act_on: Write, done: str, on_all: WriteAll | None = None
) -> web.Response:
    async with body_of(request) as body:

        async def act(command: CaseCommand, fields: Fields) -> Others | None:
            text, context, files = text_of(fields, field), site_of(request).context, tuple(body.files)
            if body.wrong:
                raise BadInput(fields={f"{field}_{name}": why for name, why in body.wrong.items()})
            if on_all is not None and fields.ticked(case.OTHERS):
                return await on_all(context, command, text, files)
            await act_on(context, command, text, files)
            return None

        return await carried_out(request, act, done, body)


@on_case("named")
async def name_subject(context: AppContext, command: CaseCommand, fields: Fields) -> None:
    """Sets the subject by which the case is found."""
    await work.name_subject(context, command, text_of(fields, "subject"))


async def deliver(request: web.Request) -> web.Response:
    """An answer was told, or handed over."""
    answer_id = id_in_path(request, "answer", Code.UNKNOWN_CASE)

    async def act(command: CaseCommand, _fields: Fields) -> None:
        await work.deliver(site_of(request).context, command, answer_id)

    return await carried_out(request, act, "delivered")


async def turn(request: web.Request) -> web.Response:
    """To another department: first what that means is shown, then it is done."""
    context, body = site_of(request).context, Body(await fields_of(request))

    async def act(command: CaseCommand, fields: Fields) -> Others | None:
        department, reason = fields.get("department"), fields.get("reason")
        if fields.ticked(case.OTHERS):
            return await joining.turn_all(context, command, department, reason)
        await work.turn(context, command, department, reason)
        return None

    async def preview(request: web.Request, body: Body, error: DomainError) -> web.Response:
        show = _turning if isinstance(error, OthersChanged) else case.again
        return await show(request, body, error)

    if body.fields.get("confirmed") == "yes":
        return await carried_out(request, act, "turned", body, to=PAGE, again=preview)
    return await _turning(request, body)


async def _turning(request: web.Request, body: Body, error: DomainError | None = None) -> web.Response:
    """What turning it means, as it is now."""
    fields, municipality = body.fields, site_of(request).context.municipality
    department = next((one for one in municipality.departments if one.slug == fields.get("department")), None)
    reason = next((one for one in municipality.turn_reasons if one.code == fields.get("reason")), None)
    wrong = {"department": "required"} if department is None else {}
    wrong |= {"reason": "required"} if reason is None else {}
    try:
        if wrong:
            raise BadInput(fields=wrong)
        view = await as_seen(request, fields)
    except DomainError as refused:
        return await case.again(request, body, refused)
    return render.page(
        request, "cases/assign.html", failed=error, path=f"{PAGE}/{view.folio}", one=view, to=department, reason=reason,
        with_others=fields.ticked(case.OTHERS), **words.VALUES, **case.said_of_events(request),
    )  # fmt: skip


async def as_seen(request: web.Request, fields: Fields) -> CaseView:
    """The case, before an act on it is looked at, with which joined ones changed since they were seen. Raises
    `NotFound(unknown_case)`, and `Stale` where the case itself did."""
    version = version_of(fields)
    view = await read.open_case(site_of(request).context, desk(request), folio_of(request), case.others_seen(fields))
    if view.case.version != version:
        raise Stale(Code.STALE_VERSION)
    return view


async def carried_out(
    request: web.Request, act: Act, done: str, body: Body | None = None, *, to: str = "", again: Again = case.again
) -> web.Response:
    """The act, and then the page of the case, or of the list; or the form again with what was typed."""
    context, folio = site_of(request).context, folio_of(request)
    body = body or Body(await fields_of(request))
    fields = body.fields
    try:
        async with context.database.read() as conn:
            case_id = await access.find(conn, desk(request), folio)
        command = CaseCommand(
            desk(request), case_id, version_of(fields), fields.get(case.OTHERS_SEEN), form_id_of(fields)
        )
        others = await act(command, fields)
    except NotFound as error:
        if error.code is not Code.UNKNOWN_CASE:
            raise
        return case.gone(request, fields)
    except DomainError as error:
        return await again(request, body, error)
    of_others = "" if others is None else f"&otras={others.done}&sin={others.skipped}"
    return render.see_other(f"{to or f'{PAGE}/{folio}'}?hecho={done}{of_others}")


def version_of(fields: Fields) -> int:
    """The version that was seen. Raises `BadInput`."""
    try:
        return query.number(fields.get("version"), digits=17)
    except ValueError:
        raise BadInput from None


def text_of(fields: Fields, name: str) -> str:
    """A text that was typed. Raises `BadInput` for none, or one that is too long."""
    typed = fields.get(name).strip()
    if not typed:
        raise BadInput(fields={name: "required"})
    if len(typed) > LONGEST[name]:
        raise BadInput(fields={name: "too_long"})
    return typed
