"""The receipt of a petition on paper: as PDF for the person, and as a slip that the front desk prints."""

from typing import Any

from aiohttp import web

from audiencia.cases.use_cases import papers
from audiencia.cases.use_cases.receipt import Receipt
from audiencia.http import qr, render
from audiencia.http.papers import sheet
from audiencia.http.site import Site, follow_link, site_of


async def pdf(request: web.Request, receipt: Receipt, *, with_pin: bool) -> web.Response:
    """The file. Nothing may keep it on the way. Raises `Unavailable` when it cannot be made now."""
    values = _values(request, receipt, with_pin=with_pin)
    values["qr"] = qr.data_uri(values["leads_to"])
    page = sheet.html(request, "cases/receipt_pdf.html", **values)
    made = await _made_once(site_of(request), receipt, page)
    return sheet.file(made, "application/pdf", f"acuse-{receipt.folio}.pdf")


async def _made_once(site: Site, receipt: Receipt, page: str) -> bytes:
    mark = papers.mark_of(site.context, page)
    async with site.press.turn(mark):
        content = await papers.kept(site.context, receipt.case_id, mark)
        if content is None:
            content = await site.press.pdf(page)
            await papers.keep(site.context, receipt.case_id, mark, content)
    return content


def slip(request: web.Request, receipt: Receipt, *, new_pin: bool = False) -> web.Response:
    """The page to print, with the PIN. It is the answer to a form itself: no address may hold a PIN."""
    values = _values(request, receipt, with_pin=True)
    return render.page(
        request,
        "cases/petition_slip.html",
        path="/ventanilla/peticion",
        new_pin=new_pin,
        qr=qr.svg(values.pop("leads_to")),
        **values,
    )


def _values(request: web.Request, receipt: Receipt, *, with_pin: bool) -> dict[str, Any]:
    """The code leads to where the folio is followed."""
    address, link = follow_link(request, receipt.folio)
    return {"receipt": receipt, "pin": receipt.pin if with_pin else "", "address": address, "leads_to": link}
