"""What became of a matter, by folio and PIN; the ticket on another device; and the citizen's word afterwards."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from aiohttp import web

from audiencia.cases.api import has_case
from audiencia.cases.pages_api import WHY_NOT
from audiencia.core.errors import BadInput, Code, DomainError, Forbidden, NotFound, Refused, Unavailable, existing
from audiencia.core.ids import AttentionId, CaseId
from audiencia.followup import feedback
from audiencia.followup import follow as flow
from audiencia.followup.pages import consent_form, follow_case, visit_words
from audiencia.http import cookies, forms, proof, render
from audiencia.http.forms import Fields, FollowForm
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, guesser_of
from audiencia.runtime import folio_proof
from audiencia.runtime.folio_proof import Proven
from audiencia.runtime.identity import TICKET_COOKIE

Take = Callable[[web.Request, AttentionId, Fields], Awaitable[DomainError | None]]


async def show(request: web.Request) -> web.Response:
    """The empty form."""
    return render.page(request, "followup/follow.html", found=None, forgotten=request.query.get("borrado") == "si")


async def submit(request: web.Request) -> web.Response:
    """A case, or else the visit itself and no redirect: neither folio nor PIN may stand in an address."""
    site, visitor = site_of(request), visitor_of(request)
    fields = await fields_of(request)
    form, wrong = forms.check(FollowForm, fields)
    if form is None:
        return _again(request, fields, BadInput(fields=wrong))
    await site.rates.follow(visitor.address)
    try:
        proven = await folio_proof.prove(site.context, form.folio, form.pin, guesser_of(request))
        if await has_case(site.context, CaseId(proven.id)):
            return follow_case.opened(request, proven)
        found = existing(await flow.look(site.context, AttentionId(proven.id)), Code.FOLIO_UNKNOWN)
    except (BadInput, NotFound) as error:
        return _again(request, fields, error)
    return await _found(request, found)


async def open_here(request: web.Request) -> web.Response:
    """The ticket goes on in this browser: for who lost the page, or changed the device."""
    fields = await fields_of(request)
    token = await flow.token_of(site_of(request).context, *proven(request, fields))
    response = render.see_other("/turno")
    cookies.set_cookie(response, TICKET_COOKIE, token)
    return response


async def say_resolved(request: web.Request) -> web.Response:
    """The citizen's word, from the page of the folio; the same page follows, with what it led to."""
    return await _about_visit(request, take_word)


async def rate(request: web.Request) -> web.Response:
    """How the citizen was served at the visit, from the page of the folio."""
    return await _about_visit(request, take_rating)


async def change_consent(request: web.Request) -> web.Response:
    """What was allowed is taken back, or allowed again, from the page of the folio."""
    return await _about_visit(request, take_consent)


async def _about_visit(request: web.Request, take: Take) -> web.Response:
    context = site_of(request).context
    fields = await fields_of(request)
    attention_id, generation = proven(request, fields)
    try:
        await flow.token_of(context, attention_id, generation)  # refuses a proof of secrets that were replaced
    except NotFound:
        return follow_case.not_open(request, [fields.get("why")])
    error = await take(request, attention_id, fields)
    if error is None and await has_case(context, CaseId(attention_id)):
        return follow_case.opened(request, Proven(attention_id, generation, petition=False))
    found = existing(await flow.look(context, attention_id), Code.FOLIO_UNKNOWN)
    return await _found(request, found, error, typed_of(fields))


def typed_of(fields: Fields) -> dict[str, str]:
    """What a form says why it is not resolved."""
    return {name: fields.get(name) for name in ("cause", "why")}


async def take_word(request: web.Request, attention_id: AttentionId, fields: Fields) -> DomainError | None:
    """Keeps the word of a form with a button for yes and one for no, and why not; gives why it could not be kept."""
    said = fields.get("resolved")
    if said not in ("yes", "no"):
        raise BadInput()
    try:
        why, text = visit_words.why_of(fields) if said == "no" else (None, "")
        if why is None and text:
            raise BadInput(fields={"cause": "required"})
        reason = None if why is None else feedback.Reason(why, text)
        await feedback.say_resolved_of(site_of(request).context, attention_id, said == "yes", reason)
    except (BadInput, Refused, Unavailable) as error:
        return error
    return None


async def take_rating(request: web.Request, attention_id: AttentionId, fields: Fields) -> DomainError | None:
    """Keeps how the citizen was served; gives why it could not be kept."""
    try:
        await feedback.rate_of(site_of(request).context, attention_id, visit_words.stars_of(fields))
    except (BadInput, Refused) as error:
        return error
    return None


async def take_consent(request: web.Request, attention_id: AttentionId, fields: Fields) -> DomainError | None:
    """Keeps what a form of `consents.html` says; gives why it could not be kept."""
    try:
        await consent_form.take(site_of(request).context, attention_id, fields)
    except Refused as error:
        return error
    return None


def proven(request: web.Request, fields: Fields) -> tuple[AttentionId, int]:
    """Raises `Forbidden(csrf)` unless the form stood on a page that this visit opened with folio and PIN."""
    found = proof.read(site_of(request).context.keyring, visitor_of(request).visit, fields.get(proof.FIELD))
    if found is None:
        raise Forbidden(Code.CSRF)
    return found


async def _found(
    request: web.Request,
    found: flow.Found,
    error: DomainError | None = None,
    typed: Mapping[str, str] = MappingProxyType({}),
) -> web.Response:
    context, words = site_of(request).context, render.words_of(request)
    made = proof.make(context.keyring, visitor_of(request).visit, found.attention_id, found.generation)
    return render.page(
        request,
        "followup/follow.html",
        failed=error,
        form={} if error is None else typed,
        found=visit_words.in_words(found, words, context.municipality),
        whys_not=WHY_NOT,
        proof=made,
        **await consent_form.shown(request, found.attention_id),
    )


def _again(request: web.Request, fields: Fields, error: DomainError) -> web.Response:
    """The PIN is not sent back into the page."""
    return render.page(request, "followup/follow.html", failed=error, found=None, form={"folio": fields.get("folio")})
