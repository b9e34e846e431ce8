"""The citizen's own case, once folio and PIN were proven: a private cookie of an hour stands for them, so that neither is in an
address, a form sent again by a reload does nothing twice, and all of it works without script."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from audiencia.cases import api as cases
from audiencia.cases import pages_api as case_pages
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, TooMany, Unavailable
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import CaseId
from audiencia.followup import follow as visits
from audiencia.followup.pages import consent_form, visit_words
from audiencia.http import cookies, forms, proof, render
from audiencia.http.bodies import Body
from audiencia.http.forms import Contact, Fields, FormModel, content_id
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import check_folio, fields_of, id_in_path
from audiencia.queue.api import anything_left
from audiencia.runtime.context import AppContext
from audiencia.runtime.folio_proof import Proven
from audiencia.runtime.identity import CASE_COOKIE, TICKET_COOKIE, case_of

PAGE = "/seguimiento/expediente"
MAX_TEXT = 2000
Act = Callable[[CaseId, Fields], Awaitable[None]]
TEXTS = ("reply", "message", "why", "cause", "contact")
OF_FILES = {why: said for (name, why), said in case_pages.PETITION_FIELDS.items() if name == "files"}
FIELDS = {
    **case_pages.PETITION_FIELDS,
    ("contact", "required"): N_("Write the new telephone or e-mail"),
    **{(f"{field}_files", why): said for field in ("reply", "message") for why, said in OF_FILES.items()},
}


class ContactForm(FormModel):
    """The telephone or e-mail that counts from now on."""

    contact: Contact = ""


def opened(request: web.Request, proven: Proven) -> web.Response:
    """Leads to the case that folio and PIN opened."""
    response = render.see_other(PAGE)
    token = site_of(request).context.keyring.case_token(CaseId(proven.id), proven.generation)
    cookies.set_cookie(response, CASE_COOKIE, token)
    return response


async def show(request: web.Request) -> web.Response:
    """The case; without the cookie, the form for folio and PIN."""
    case_id = await case_of(site_of(request).context, request.cookies)
    if case_id is None:
        return render.see_other("/seguimiento")
    return await _page(request, case_id)


async def paper(request: web.Request) -> web.Response:
    """An answer as a PDF, to keep or to show at a counter."""
    context = site_of(request).context
    case_id = await case_of(context, request.cookies)
    if case_id is None:
        return render.see_other("/seguimiento")
    document = await cases.document_of_citizen(context, case_id, id_in_path(request, "answer", Code.UNKNOWN_CASE))
    return await case_pages.answer_pdf(request, document)


async def file(request: web.Request) -> web.Response:
    """A file of the petition or of what was written since, for keeping: no browser opens it on our address."""
    context = site_of(request).context
    case_id = await case_of(context, request.cookies)
    if case_id is None:
        return render.see_other("/seguimiento")
    await site_of(request).rates.follow(visitor_of(request).address)
    taken = await cases.attachment_of_citizen(context, case_id, id_in_path(request, "file", Code.UNKNOWN_CASE))
    return case_pages.attachment_page(taken.content, taken.media_type, taken.name)


async def clarify(request: web.Request) -> web.Response:
    """What the department asked is answered."""
    return await _say(request, "reply")


async def write(request: web.Request) -> web.Response:
    """A message to the department."""
    return await _say(request, "message")


def _on_case(
    act: Callable[[AppContext, CaseId, Fields], Awaitable[None]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The page of a form without files that is one act on the case."""

    async def page(request: web.Request) -> web.Response:
        return await _with_case(request, partial(act, site_of(request).context))

    return page


@_on_case
async def reopen(context: AppContext, case_id: CaseId, fields: Fields) -> None:
    """The answer did not settle it: why, chosen, and in words where the person wrote some."""
    why, text = visit_words.why_of(fields)
    if why is None:
        raise BadInput(fields={"cause": "required"})
    await cases.reopen_case(context, case_id, why, text, _message_id(fields, case_id, "why", text))


@_on_case
async def accept(context: AppContext, case_id: CaseId, _fields: Fields) -> None:
    """The answer settles it."""
    await cases.accept_answer(context, case_id)


@_on_case
async def withdraw(context: AppContext, case_id: CaseId, _fields: Fields) -> None:
    """No answer is wanted any more."""
    await cases.withdraw_own(context, case_id)


@_on_case
async def correct(context: AppContext, case_id: CaseId, fields: Fields) -> None:
    """The telephone or e-mail is another one."""
    contact = forms.filled(ContactForm, fields).contact
    await cases.correct_contact(context, case_id, " ".join(contact.split()))


@_on_case
async def rate(context: AppContext, case_id: CaseId, fields: Fields) -> None:
    """How the person was served, from one to five."""
    await cases.rate_answer(context, case_id, visit_words.stars_of(fields))


change_consent = _on_case(consent_form.take)


async def tell_here(request: web.Request) -> web.Response:
    """Turns notices of this browser on or off, or says whether they are on (`on` is `yes`, empty or `ask`). Only a script asks
    for it: without one no browser has a subscription."""
    fields, context = await fields_of(request), site_of(request).context
    case_id = await case_of(context, request.cookies)
    if case_id is None:
        raise NotFound(Code.FOLIO_UNKNOWN)
    await site_of(request).rates.follow(visitor_of(request).address)
    check_folio(fields, await cases.folio_of_case(context, case_id))
    subscription = fields.get("subscription")
    if fields.ticked("on"):
        await cases.ask_browser(context, case_id, subscription, visitor_of(request).language)
    elif not fields.get("on"):
        await cases.stop_browser(context, case_id, subscription)
    on = await cases.browser_is_on(context, case_id, subscription)
    return web.json_response({"on": on}, headers={"Cache-Control": "no-store"})


async def forget(request: web.Request) -> web.Response:
    """Nothing of this case, nor of a number, stays in this browser; somebody of the staff stays signed in."""
    await fields_of(request)
    response = render.see_other("/seguimiento?borrado=si")
    for name in (CASE_COOKIE, TICKET_COOKIE, cookies.DEVICE_COOKIE):
        cookies.set_cookie(response, name, None)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def _say(request: web.Request, field: str) -> web.Response:
    """An act with a text and files."""
    async with case_pages.body_with_files(request) as body:

        async def act(case_id: CaseId, fields: Fields) -> None:
            text, wrong = fields.get(field).strip(), {f"{field}_files": why for why in body.wrong.values()}
            if not text or len(text) > MAX_TEXT:
                wrong = {field: "too_long" if text else "required"} | wrong
            if wrong:
                raise BadInput(fields=wrong)
            message_id = _message_id(fields, case_id, field, text)
            await cases.write_message(site_of(request).context, case_id, text, message_id, body.files)

        return await _with_case(request, act, body)


async def _with_case(request: web.Request, act: Act, body: Body | None = None) -> web.Response:
    """Does it and leads back to the page, or shows the page with what was typed and why it could not be done. Where the browser has no
    case open any more, the form for folio and PIN shows it. `body`: of a form with files, which was read already."""
    fields = await fields_of(request) if body is None else body.fields
    case_id = await case_of(site_of(request).context, request.cookies)
    if case_id is None:
        typed = [fields.get(name) for name in TEXTS if name != "cause"]
        return not_open(request, typed, [] if body is None else case_pages.files_of(request, body))
    try:
        check_folio(fields, await cases.folio_of_case(site_of(request).context, case_id))
        await site_of(request).rates.follow(visitor_of(request).address)
        await act(case_id, fields)
    except (BadInput, Refused, TooMany, Unavailable) as error:
        return await _page(request, case_id, fields, error, body)
    return render.see_other(PAGE)


def not_open(request: web.Request, typed: Sequence[str], files: Sequence[tuple[str, str]] = ()) -> web.Response:
    """The form for folio and PIN, with what was written and chosen for a folio that is not open in this browser any more."""
    return render.page(request, "followup/follow.html", status=409, found=None, typed=typed, sent_files=files)


def _message_id(fields: Fields, case_id: CaseId, field: str, text: str) -> UUID:
    """Of this text in this field for this case: a page has one id for all its forms."""
    return content_id(fields.get("message_id"), f"{case_id} {field} {text}")


async def _page(
    request: web.Request,
    case_id: CaseId,
    fields: Fields | None = None,
    error: DomainError | None = None,
    body: Body | None = None,
) -> web.Response:
    site, at = site_of(request), request.path.rsplit("/", 1)[-1]
    found = await cases.look_at_case(site.context, case_id)
    has_form = _forms(found).get(at, True)
    if isinstance(error, BadInput) and not has_form:
        error = Refused(Code.NOT_ALLOWED_NOW)
    if any(not one.seen and not one.mine for one in found.written):
        found = replace(found, silence_until=await cases.note_case_seen(site.context, case_id))
    return render.page(
        request,
        "followup/case.html",
        failed=error,
        case=_in_words(request, found),
        whys_not=case_pages.WHY_NOT,
        bookable=await _bookable(request, found),
        message_id=str(uuid4()),
        has_forms=_forms(found),
        push_key=site.context.channels.push_key if "push" in site.context.channels.on else None,
        form={} if fields is None else {name: fields.get(name) for name in TEXTS},
        field_words=FIELDS,
        sent_files=[] if body is None else case_pages.files_of(request, body),
        # What was written for another case is shown, and put into no form of this one.
        at="" if error is not None and error.code is Code.CASE_ELSEWHERE else at,
        **await _visit(request, found),
        **await consent_form.shown(request, case_id),
    )


def _forms(found: cases.CaseFound) -> dict[str, bool]:
    """Which of the forms with a text the page has now, by the last part of their addresses."""
    return {
        "contacto": found.can_correct,
        "aclarar": found.question is not None,
        "mensaje": found.state is not cases.CaseState.CONCLUDED,
        "reabrir": found.can_reopen,
    }


async def _bookable(request: web.Request, found: cases.CaseFound) -> bool:
    """Whether a place of the next session can be booked for this case."""
    if found.topic_slugs is None or found.kind == "complaint":
        return False
    return await anything_left(site_of(request).context, *found.topic_slugs)


async def _visit(request: web.Request, found: cases.CaseFound) -> dict[str, Any]:
    """The visit that it comes from, with the forms of its page."""
    if found.attention_id is None:
        return {"found": None, "proof": ""}
    site = site_of(request)
    visit = await visits.look(site.context, found.attention_id)
    if visit is None:
        return {"found": None, "proof": ""}
    made = proof.make(site.context.keyring, visitor_of(request).visit, found.attention_id, visit.generation)
    return {"found": visit_words.in_words(visit, render.words_of(request), site.context.municipality), "proof": made}


def _in_words(request: web.Request, found: cases.CaseFound) -> dict[str, Any]:
    """What the template shows."""
    words, municipality, over = render.words_of(request), site_of(request).context.municipality, found.withdrawal
    reasons = {one.code: words.text(one.explanation) for one in municipality.move_reasons}
    return {
        "of": found,
        "department": words.text(found.department),
        "topic": words.gettext("Complaint about public servants") if found.topic is None else words.text(found.topic),
        "state": words.gettext(case_pages.CASE_WITHDRAWN if over else case_pages.CASE_STATES[found.state]),
        "tone": "plain" if over else case_pages.CASE_TONES[found.state],
        "what_now": words.gettext(
            case_pages.CASE_WITHDRAWN_NOW[over] if over else case_pages.CASE_WHAT_NOW[found.state]
        ),
        "late": found.urgency in case_pages.CASE_LATE,
        "way": [
            (
                one.at,
                words.gettext(case_pages.CASE_WAY[one.kind]),
                "" if one.department is None else words.text(one.department),
                reasons.get(one.reason or "", ""),
            )
            for one in found.way
        ],
        "written": [(one, "" if one.department is None else words.text(one.department)) for one in found.written],
        "live": None if found.topic_slugs is None or found.kind == "complaint" else found.topic_slugs,
    }
