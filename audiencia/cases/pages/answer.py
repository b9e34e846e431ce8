"""The answer of a case: written, looked at as the document that it becomes, and sent; and that document on paper."""

from dataclasses import dataclass
from typing import Any, get_args

from aiohttp import web

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.pages import acts, case, letters, words
from audiencia.cases.pages.desk import PAGE, body_of, desk, folio_of
from audiencia.cases.pages.petition_form import files_of
from audiencia.cases.use_cases import access, documents, work
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.alike.joining import Others, OthersChanged, Said
from audiencia.cases.use_cases.documents import Document
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Code, DomainError
from audiencia.http import qr, render
from audiencia.http.bodies import Body
from audiencia.http.forms import Fields
from audiencia.http.site import follow_link, site_of
from audiencia.http.submitted_form import fields_of, id_in_path

DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)
FILES = "files"
NOT_KEPT = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Filled:
    """The form, checked. `proof`: how it reached the person already, if it did."""

    text: str
    delivery: Delivery
    proof: str


def check(fields: Fields) -> Filled:
    """Raises `BadInput`."""
    text = acts.text_of(fields, "answer")
    delivery = next((one for one in DELIVERIES if one == fields.get("delivery")), None)
    if delivery is None:
        raise BadInput(fields={"delivery": "required"})
    proof = work.PROOFS.get(delivery, "") if fields.ticked("delivered") else ""
    return Filled(text, delivery, proof)


async def answer(request: web.Request) -> web.Response:
    """`step`: `preview` shows the document, `edit` goes back to the form with the text, `send` sends it with its files."""
    async with body_of(request) as body:
        step = body.fields.get("step")
        if step == "edit":
            return await case.again(request, body)
        if step == "send" and not body.wrong:
            return await _send(request, body)
        return await _preview(request, body, BadInput(fields=body.wrong) if body.wrong else None)


async def _preview(request: web.Request, body: Body, error: DomainError | None = None) -> web.Response:
    """The document as it would be sent now, with which joined cases changed since they were seen, and with where its files are chosen:
    what is chosen in a browser is sent with the form that it stands in. `error`: why it was not sent."""
    fields = body.fields
    try:
        filled = check(fields)
        view = await acts.as_seen(request, fields)
        if not view.allowed.delivers(filled.delivery):
            raise BadInput(fields={"delivery": "not_allowed"})
        with_others = fields.ticked(case.OTHERS)
        if with_others:
            await joining.check_said(site_of(request).context, view.case.id, Said.of("answer", filled.text))
    except DomainError as refused:
        return await case.again(request, body, refused)
    document = documents.draft(view, desk(request), filled.text, filled.delivery, filled.proof)
    wrong: dict[str, Any] = {}
    if isinstance(error, BadInput):
        wrong["fields"] = words.say_fields(render.words_of(request), error.fields)
    return render.page(
        request, "cases/answer.html", failed=error,
        path=f"{PAGE}/{view.folio}", one=view, with_others=with_others, document=document, typed=case.typed_of(fields),
        sent_files=files_of(request, body), **_drawn(request, document), **words.VALUES, **case.said_of_events(request), **wrong,
    )  # fmt: skip


async def _send(request: web.Request, body: Body) -> web.Response:
    async def act(command: CaseCommand, fields: Fields) -> Others | None:
        filled, files, context = check(fields), tuple(body.files), site_of(request).context
        given = (command, filled.text, filled.delivery, filled.proof, files)
        if fields.ticked(case.OTHERS):
            return await joining.answer_all(context, *given)
        await work.answer(context, *given)
        return None

    async def again(request: web.Request, body: Body, error: DomainError) -> web.Response:
        of_preview = isinstance(error, OthersChanged) or FILES in getattr(error, "fields", {})
        return await (_preview if of_preview else case.again)(request, body, error)

    return await acts.carried_out(request, act, "answered", body, again=again)


async def check_names(request: web.Request) -> web.Response:
    """Whether files that are called so may go to all joined cases, asked by a script before they are sent: nothing, or what is said of
    their field."""
    context, fields = site_of(request).context, await fields_of(request)
    async with context.database.read() as conn:
        case_id = await access.find(conn, desk(request), folio_of(request))
    names = fields.all("name")[: context.municipality.petitions.attachments]
    try:
        await joining.check_said(context, case_id, Said([(FILES, name) for name in names]))
    except BadInput as error:
        said = words.say_fields(render.words_of(request), error.fields)
        return web.json_response({"code": error.code.value, "fields": said}, status=400, headers=NOT_KEPT)
    return web.json_response({}, headers=NOT_KEPT)


async def paper(request: web.Request) -> web.Response:
    """An answer that was sent, as a PDF; that it was taken is on record."""
    context = site_of(request).context
    document = await documents.of_staff(
        context, desk(request), folio_of(request), id_in_path(request, "answer", Code.UNKNOWN_CASE)
    )
    return await pdf(request, document)


async def pdf(request: web.Request, document: Document) -> web.Response:
    """The document as a PDF, laid out in a process of its own. Raises `Unavailable`."""
    page = render.page(request, "cases/answer_pdf.html", document=document, **_drawn(request, document), **words.VALUES)
    assert page.text is not None
    made = await site_of(request).press.pdf(page.text)
    return case.attachment(made, "application/pdf", f"respuesta-{document.folio}.pdf")


def _drawn(request: web.Request, document: Document) -> dict[str, Any]:
    """Where it is followed up and where it is verified, in words and as codes."""
    address, link = follow_link(request, document.folio)
    verify_address, verify_link = letters.link(request, document.folio, document.code)
    return {"address": address, "qr": qr.svg(link), "verify_address": verify_address, "verify_qr": qr.svg(verify_link)}
