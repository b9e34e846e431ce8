"""What became of a matter, by folio and PIN."""

from typing import Any

from aiohttp import web

from audiencia.config import Municipality
from audiencia.errors import BadInput, DomainError, NotFound
from audiencia.flows import follow as flow
from audiencia.pages import csrf, edge, forms, render, wording
from audiencia.pages.forms import Fields, FollowForm
from audiencia.pages.i18n import Words
from audiencia.pages.site import site_of, visitor_of


async def show(request: web.Request) -> web.Response:
    """The empty form."""
    return render.page(request, "follow.html", found=None)


async def submit(request: web.Request) -> web.Response:
    """The answer itself, not a redirect: neither folio nor PIN may stand in an address."""
    site, visitor = site_of(request), visitor_of(request)
    fields = await forms.read(request)
    csrf.check_token(site.house.keyring, visitor.visit, fields.get(csrf.FIELD))
    form, wrong = forms.check(FollowForm, fields)
    if form is None:
        return _again(request, fields, BadInput(fields=wrong))
    await site.rates.follow(visitor.address)
    try:
        found = await flow.follow(site.house, form.folio, form.pin)
    except (BadInput, NotFound) as error:
        return _again(request, fields, error)
    return render.page(request, "follow.html", found=in_words(found, render.words_of(request), site.house.municipality))


def in_words(found: flow.Found, words: Words, municipality: Municipality) -> dict[str, Any]:
    """What the template shows. A disposition that was taken out of the configuration shows its outcome alone."""
    disposition = next((one for one in municipality.dispositions if one.code == found.disposition), None)
    outcome = None
    if found.outcome is not None:
        outcome = words.text(disposition.label) if disposition else words.gettext(wording.OUTCOMES[found.outcome])
    return {
        "folio": found.folio,
        "number": found.number,
        "department": words.text(found.department),
        "topic": words.text(found.topic),
        "state_text": words.gettext(wording.TICKET_STATES[found.state]),
        "outcome": outcome,
        "follows": words.text(disposition.follows) if disposition else "",
        "note": found.note,
        "next_steps": found.next_steps,
        "joined_at": found.joined_at,
    }


def _again(request: web.Request, fields: Fields, error: DomainError) -> web.Response:
    """The PIN is not sent back into the page."""
    return render.page(
        request,
        "follow.html",
        status=edge.status_of(error),
        found=None,
        **{"form": {"folio": fields.get("folio")}} | render.error_values(request, error),
    )
