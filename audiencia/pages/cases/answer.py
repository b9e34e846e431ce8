"""The answer of a case: written, looked at as the document that it becomes, and sent; and that document on paper."""

from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlsplit

from aiohttp import web

from audiencia.errors import BadInput, Code, DomainError, NotFound
from audiencia.flows.cases import documents, read, work
from audiencia.flows.cases.documents import Document
from audiencia.flows.cases.held import CaseCommand, Delivery
from audiencia.pages import render
from audiencia.pages.cases import acts, case, words
from audiencia.pages.cases.desk import PAGE, desk, fields_of, folio_of
from audiencia.pages.forms import Fields
from audiencia.pages.site import site_of
from audiencia.pages.slips import qr_code

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
    """`step`: `preview` shows the document, `edit` goes back to the form with the text, `send` sends it."""
    fields, folio = await fields_of(request), folio_of(request)
    step = fields.get("step")
    if step == "send":
        return await _send(request, fields)
    try:
        if step == "edit":
            return await case.page(request, folio, typed=acts.typed_of(fields))
        filled = check(fields)
        view = await read.open_case(site_of(request).house, desk(request), folio)
    except NotFound as error:
        if error.code is not Code.UNKNOWN_CASE:
            raise
        return case.gone(request, acts.typed_of(fields))
    except DomainError as error:
        return await case.page(request, folio, error=error, typed=acts.typed_of(fields))
    document = documents.draft(view, desk(request), filled.text, filled.delivery, filled.proof)
    return render.page(
        request, "caso_respuesta.html", path=f"{PAGE}/{folio}", one=view, document=document,
        version=acts.version_of(fields), typed=acts.typed_of(fields), **_drawn(request, document), **words.VALUES,
    )  # fmt: skip


async def _send(request: web.Request, fields: Fields) -> web.Response:
    async def act(command: CaseCommand, fields: Fields) -> None:
        filled = check(fields)
        await work.answer(site_of(request).house, command, filled.text, filled.delivery, filled.proof)

    return await acts.carried_out(request, act, "answered", fields=fields)


async def paper(request: web.Request) -> web.Response:
    """An answer that was sent, as a PDF; that it was taken is on record."""
    house = site_of(request).house
    document = await documents.of_staff(house, desk(request), folio_of(request), case.uuid_of(request, "answer"))
    return await pdf(request, document)


async def pdf(request: web.Request, document: Document) -> web.Response:
    """The document as a PDF, laid out in a process of its own. Raises `Unavailable`."""
    page = render.page(request, "respuesta_pdf.html", document=document, **_drawn(request, document), **words.VALUES)
    assert page.text is not None
    made = await site_of(request).press.pdf(page.text)
    return case.attachment(made, "application/pdf", f"respuesta-{document.folio}.pdf")


def _drawn(request: web.Request, document: Document) -> dict[str, Any]:
    """Where it is followed up, in words and as a code; the folio stands in the fragment, which no server sees."""
    origin = site_of(request).house.origin or f"{request.scheme}://{request.host}"
    follow = f"{origin}/seguimiento"
    return {"address": f"{urlsplit(follow).netloc}/seguimiento", "qr": qr_code(f"{follow}#{document.folio}")}
