"""The slip that the front desk prints: number, place, folio, PIN, and an address to follow it all, also as a QR code."""

from aiohttp import web

from audiencia.http import qr, render
from audiencia.http.site import follow_link, origin_of, site_of
from audiencia.queue.joining.front_desk import Slip


def page(request: web.Request, slip: Slip) -> web.Response:
    """The slip, laid out for a receipt printer of 80 mm or a sheet of A6.
    The QR code leads to the ticket on the person's own device while its one-time code holds, else to where the folio is
    followed. Either stands in the address' fragment, which no server sees; the PIN is in no address."""
    address, link = follow_link(request, slip.ticket.folio)
    return render.page(
        request,
        "queue/moderation/slip.html",
        path="/ventanilla",
        slip=slip,
        ticket=slip.ticket,
        address=address,
        qr=qr.svg(f"{origin_of(request)}{slip.code_path}" if slip.code_path else link),
        grace=site_of(request).context.municipality.booking.grace_minutes,
    )
