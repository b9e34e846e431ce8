"""What is done with one case: each act is a form of its own that works without script, and carries the version that was seen."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from audiencia.cases.pages import case, words
from audiencia.cases.pages.desk import PAGE, body_of, desk, folio_of
from audiencia.cases.use_cases import access, read, work
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.alike.joining import Others
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.core.ids import StaffId
from audiencia.http import query, render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of, id_in_path
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.runtime.context import AppContext

Act = Callable[[CaseCommand, Fields], Awaitable[Others | None]]
"""Gives with how many joined cases it was done too, where that was asked for."""
Write = Callable[[AppContext, CaseCommand, str, tuple[Cleaned, ...]], Awaitable[None]]
WriteAll = Callable[[AppContext, CaseCommand, str, tuple[Cleaned, ...]], Awaitable[Others]]
OTHERS = "others"
"""The box that does it to the joined cases too."""
LONGEST = {"subject": 200, "question": 2000, "message": 4000, "note": 4000, "answer": 8000}


async def assign(request: web.Request) -> web.Response:
    """Given to somebody of the department, or taken."""

    async def act(command: CaseCommand, fields: Fields) -> None:
        try:
            officer = StaffId(query.number(fields.get("officer")))
        except ValueError:
            raise BadInput(fields={"officer": "required"}) from None
        await work.assign(site_of(request).context, command, officer)

    return await carried_out(request, act, "assigned")


async def begin(request: web.Request) -> web.Response:
    """Somebody works on it now."""

    async def act(command: CaseCommand, _fields: Fields) -> None:
        await work.begin(site_of(request).context, command)

    return await carried_out(request, act, "started")


async def ask(request: web.Request) -> web.Response:
    """The person is asked to clarify."""

    async def act(command: CaseCommand, fields: Fields) -> None:
        await work.ask(site_of(request).context, command, text_of(fields, "question"))

    return await carried_out(request, act, "asked")


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
            if on_all is not None and fields.ticked(OTHERS):
                return await on_all(context, command, text, files)
            await act_on(context, command, text, files)
            return None

        return await carried_out(request, act, done, fields=body.fields)


async def name_subject(request: web.Request) -> web.Response:
    """What it is about, in words by which it is found."""

    async def act(command: CaseCommand, fields: Fields) -> None:
        await work.name_subject(site_of(request).context, command, text_of(fields, "subject"))

    return await carried_out(request, act, "named")


async def deliver(request: web.Request) -> web.Response:
    """An answer was told, or handed over."""
    answer_id = id_in_path(request, "answer", Code.UNKNOWN_CASE)

    async def act(command: CaseCommand, _fields: Fields) -> None:
        await work.deliver(site_of(request).context, command, answer_id)

    return await carried_out(request, act, "delivered")


async def turn(request: web.Request) -> web.Response:
    """To another department: first what that means is shown, then it is done."""
    context, fields = site_of(request).context, await fields_of(request)
    if fields.get("confirmed") == "yes":

        async def act(command: CaseCommand, fields: Fields) -> Others | None:
            department, reason = fields.get("department"), fields.get("reason")
            if fields.ticked(OTHERS):
                return await joining.turn_all(context, command, department, reason)
            await work.turn(context, command, department, reason)
            return None

        return await carried_out(request, act, "turned", fields=fields, to=PAGE)
    folio = folio_of(request)
    departments, reasons = context.municipality.departments, context.municipality.turn_reasons
    department = next((one for one in departments if one.slug == fields.get("department")), None)
    reason = next((one for one in reasons if one.code == fields.get("reason")), None)
    wrong = {"department": "required"} if department is None else {}
    wrong |= {"reason": "required"} if reason is None else {}
    try:
        if wrong:
            return await case.page(request, folio, error=BadInput(fields=wrong), typed=typed_of(fields))
        view = await read.open_case(context, desk(request), folio)
    except NotFound:
        return case.gone(request, typed_of(fields))
    return render.page(
        request, "cases/assign.html", path=f"{PAGE}/{folio}", one=view, to=department, reason=reason,
        version=version_of(fields), with_others=fields.ticked(OTHERS), others_seen=fields.get("others_seen"), **words.VALUES,
    )  # fmt: skip


async def carried_out(
    request: web.Request, act: Act, done: str, *, fields: Fields | None = None, to: str = ""
) -> web.Response:
    """The act, and then the page of the case, or of the list; or the page again with what was typed."""
    context, folio = site_of(request).context, folio_of(request)
    fields = fields or await fields_of(request)
    try:
        async with context.database.read() as conn:
            case_id = await access.find(conn, desk(request), folio)
        command = CaseCommand(desk(request), case_id, version_of(fields), fields.get("others_seen"))
        others = await act(command, fields)
    except NotFound as error:
        if error.code is not Code.UNKNOWN_CASE:
            raise
        return case.gone(request, typed_of(fields))
    except DomainError as error:
        return await case.page(request, folio, error=error, typed=typed_of(fields))
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


def typed_of(fields: Fields) -> dict[str, str]:
    """What is kept of the form."""
    return {name: fields.get(name) for name in case.TYPED if name in fields.values}
