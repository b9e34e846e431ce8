"""The answer of a case: written, looked at as the document that it becomes, and sent; and that document on paper."""

from dataclasses import dataclass
from typing import Any, get_args

from aiohttp import web

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.pages import acts, case, letters, words
from audiencia.cases.pages.desk import PAGE, body_of, desk, folio_of
from audiencia.cases.use_cases import documents, read, work
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.alike.joining import Others
from audiencia.cases.use_cases.documents import Document
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.http import qr, render
from audiencia.http.bodies import Body
from audiencia.http.forms import Fields
from audiencia.http.site import follow_link, site_of
from audiencia.http.submitted_form import id_in_path

DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)


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
            return await _form(request, body.fields)
        if step == "send" and not body.wrong:
            return await _send(request, body)
        return await _preview(request, body.fields, BadInput(fields=body.wrong) if body.wrong else None)


async def _form(request: web.Request, fields: Fields, error: DomainError | None = None) -> web.Response:
    try:
        return await case.page(request, folio_of(request), error=error, typed=acts.typed_of(fields))
    except NotFound:
        return case.gone(request, acts.typed_of(fields))


async def _preview(request: web.Request, fields: Fields, wrong_files: BadInput | None) -> web.Response:
    """The document, with where its files are chosen: what is chosen in a browser is sent with the form that it stands in."""
    folio = folio_of(request)
    try:
        filled = check(fields)
        view = await read.open_case(site_of(request).context, desk(request), folio)
        if not view.allowed.delivers(filled.delivery):
            raise BadInput(fields={"delivery": "not_allowed"})
        with_others = fields.ticked(acts.OTHERS)
        if with_others:
            await joining.check_text(site_of(request).context, view.case.id, joining.Said("answer", filled.text))
    except NotFound as error:
        if error.code is not Code.UNKNOWN_CASE:
            raise
        return case.gone(request, acts.typed_of(fields))
    except DomainError as error:
        return await _form(request, fields, error)
    document = documents.draft(view, desk(request), filled.text, filled.delivery, filled.proof)
    wrong: dict[str, Any] = {}
    if wrong_files is not None:
        wrong["fields"] = words.say_fields(render.words_of(request), wrong_files.fields)
    return render.page(
        request, "cases/answer.html", failed=wrong_files,
        path=f"{PAGE}/{folio}", one=view, with_others=with_others, document=document,
        version=acts.version_of(fields), others_seen=fields.get("others_seen"), typed=acts.typed_of(fields),
        **_drawn(request, document), **words.VALUES, **wrong,
    )  # fmt: skip


async def _send(request: web.Request, body: Body) -> web.Response:
    async def act(command: CaseCommand, fields: Fields) -> Others | None:
        filled, files, context = check(fields), tuple(body.files), site_of(request).context
        given = (command, filled.text, filled.delivery, filled.proof, files)
        if fields.ticked(acts.OTHERS):
            return await joining.answer_all(context, *given)
        await work.answer(context, *given)
        return None

    return await acts.carried_out(request, act, "answered", fields=body.fields)


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
