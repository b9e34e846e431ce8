"""The citizen's own page of personal data, once folio and PIN were proven: requests, their state and answer."""

from typing import Any
from uuid import uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, DomainError, Forbidden, Refused, TooMany, Unavailable
from audiencia.core.ids import CaseId
from audiencia.http import cookies, proof, render
from audiencia.http.forms import Fields
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import check_folio, fields_of, id_in_path
from audiencia.rights.domain.request import Capacity, Decision, Right, State
from audiencia.rights.pages import asked_form, words
from audiencia.rights.use_cases import ask, holder
from audiencia.rights.use_cases.holder import Holder
from audiencia.rights.use_cases.incident_people import notices_of
from audiencia.runtime.identity import CASE_COOKIE

PAGE = "/seguimiento/datos"
TEXTS = ("text", "asker", "reply")


async def open_here(request: web.Request) -> web.Response:
    """From the page of a visit: its proof of folio and PIN becomes the private cookie of an hour."""
    site, fields = site_of(request), await fields_of(request)
    found = proof.read(site.context.keyring, visitor_of(request).visit, fields.get(proof.FIELD))
    if found is None:
        raise Forbidden(Code.CSRF)
    object_id, generation = found
    response = render.see_other(PAGE)
    cookies.set_cookie(response, CASE_COOKIE, site.context.keyring.case_token(CaseId(object_id), generation))
    return response


async def show(request: web.Request) -> web.Response:
    """The requests and the form of a new one; without the cookie, the form for folio and PIN."""
    found = await proven(request)
    return render.see_other("/seguimiento") if found is None else await _page(request, found)


async def make(request: web.Request) -> web.Response:
    """A new request."""
    fields, found = await fields_of(request), await proven(request)
    if found is None:
        return _not_open(request, fields)
    try:
        check_folio(fields, found.folio)
        await site_of(request).rates.follow(visitor_of(request).address)
        asked = asked_form.read(fields, desk=False)
        await ask.by_holder(site_of(request).context, found.id, asked)
    except (BadInput, Refused, TooMany, Unavailable) as error:
        return await _page(request, found, fields, error)
    return render.see_other(f"{PAGE}?hecho=1")


async def clarify(request: web.Request) -> web.Response:
    """What was asked is answered."""
    fields, found = await fields_of(request), await proven(request)
    if found is None:
        return _not_open(request, fields)
    text = fields.get("reply").strip()
    try:
        check_folio(fields, found.folio)
        await site_of(request).rates.follow(visitor_of(request).address)
        if not text or len(text) > asked_form.MAX_TEXT:
            raise BadInput(fields={"reply": "too_long" if text else "required"})
        await holder.clarify(site_of(request).context, found, id_in_path(request, "request"), text)
    except (BadInput, Refused, TooMany, Unavailable) as error:
        return await _page(request, found, fields, error)
    return render.see_other(f"{PAGE}?hecho=1")


async def proven(request: web.Request) -> Holder | None:
    """Whose folio and PIN this browser has proven within the hour; `None` after they were renewed."""
    context = site_of(request).context
    token = context.keyring.read_case_token(request.cookies.get(CASE_COOKIE, ""))
    found = None if token is None else await holder.holder_of(context, token[0])
    return found if found is not None and token is not None and found.generation == token[1] else None


def _not_open(request: web.Request, fields: Fields) -> web.Response:
    """The form for folio and PIN, with what was typed for a folio that is not open in this browser any more."""
    typed = [fields.get(name) for name in TEXTS]
    return render.page(request, "followup/follow.html", status=409, found=None, typed=typed, sent_files=[])


async def _page(
    request: web.Request, found: Holder, fields: Fields | None = None, error: DomainError | None = None
) -> web.Response:
    context = site_of(request).context
    form = {} if fields is None else {**asked_form.typed(fields), "reply": fields.get("reply")}
    requests, at = await holder.own(context, found), request.match_info.get("request", "")
    elsewhere = error is not None and error.code is Code.CASE_ELSEWHERE
    over = bool(at) and at not in {str(one.kept.id) for one in requests if one.state is State.ASKED}
    if over and isinstance(error, BadInput):
        error = Refused(Code.NOT_ALLOWED_NOW)
    # What was written for another folio, or to a question that is not open any more, is shown, and put into no form.
    has_form = not elsewhere and not over
    return render.page(
        request,
        "rights/holder.html",
        failed=error,
        field_words=words.FIELDS,
        holder=found,
        requests=requests,
        notices=await notices_of(context, found.person_id),
        done=request.query.get("hecho") == "1" and any(one.state is State.RECEIVED for one in requests),
        form=form if has_form else {},
        typed_elsewhere=[] if has_form else [form[name] for name in TEXTS],
        question_over=over and not elsewhere,
        at=at if has_form else "",
        command_id=str(uuid4()),
        rules=context.municipality.rights,
        **said(),
    )


def said() -> dict[str, Any]:
    """What the templates of requests say of codes."""
    return {
        "wanted": words.WANTED,
        "rights": Right.words(),
        "capacities": Capacity.words(),
        "askers": words.ASKERS,
        "grounds": words.GROUNDS,
        "identities": words.IDENTITIES,
        "tones": words.TONES,
        "events": words.EVENTS,
        "decisions": Decision.words(),
    }
