"""The weekday channel for citizens: when it is open, the form, and the acknowledgement."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.cases.domain.case import Kind
from audiencia.cases.pages import petition_form, petition_words, receipts
from audiencia.cases.pages.desk import body_of
from audiencia.cases.use_cases import submit as flow
from audiencia.cases.use_cases.receipt import Receipt, receipt
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.cases.use_cases.submit import Intake
from audiencia.core import deadlines
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, TooMany, Unavailable
from audiencia.core.ids import CaseId
from audiencia.db.commands import led_to
from audiencia.http import cookies, headers, render
from audiencia.http.bodies import Body
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import command_of, form_id_of
from audiencia.runtime.identity import CASE_COOKIE, case_of

FORM, RECEIVED = "/peticiones/nueva", "/peticiones/recibida"
_FIELD_OF = {Code.CONTACT_NEEDED: "contact", Code.ANONYMOUS_NOT_ALLOWED: "name"}


async def show(request: web.Request, refused: Refused | None = None) -> web.Response:
    """Hours, whether it is open, what counts when, and the ways in."""
    context = site_of(request).context
    found, rules = await flow.intake(context), context.municipality.petitions
    return render.page(
        request,
        "cases/petitions.html",
        failed=refused,
        mail=context.channels.mail,
        intake=found,
        due_on=_due(request, found),
        rules=rules,
        complaints_to=context.municipality.department(rules.complaints_to or ""),
        holidays=[one for one in rules.holidays if 0 <= (one.day - found.received_on).days <= 45],
    )


async def show_form(request: web.Request) -> web.Response:
    """The empty form for the topic that `?area=` and `?tema=` name; the topics to choose from where they name none."""
    municipality = site_of(request).context.municipality
    area, topic = (request.query.get(name, "")[:80] for name in ("area", "tema"))
    chosen = f"{area}/{topic}"
    if area == municipality.petitions.complaints_to or petition_form.topic_of(municipality, chosen) is None:
        return await _topics(request, area)
    return await _empty(request, "petition", {"topic": chosen})


async def show_complaint(request: web.Request) -> web.Response:
    """The empty form of a complaint about public servants."""
    if site_of(request).context.municipality.petitions.complaints_to is None:
        raise Refused(Code.NO_COMPLAINTS_HERE)
    return await _empty(request, "complaint", {})


async def submit(request: web.Request) -> web.Response:
    """Takes the petition and leads to its acknowledgement."""
    return await _submit(request, "petition")


async def submit_complaint(request: web.Request) -> web.Response:
    """Takes a complaint and leads to its acknowledgement."""
    return await _submit(request, "complaint")


async def received(request: web.Request) -> web.Response:
    """Folio and PIN, for the browser that sent it alone."""
    site = site_of(request)
    case_id = await case_of(site.context, request.cookies)
    if case_id is None:
        return render.see_other("/seguimiento")
    found = await receipt(site.context, case_id)
    return render.page(
        request,
        "cases/received.html",
        receipt=found,
        mailed=request.query.get("correo") == "si",
        silence_days=site.context.municipality.petitions.silence_days,
    )


async def paper(request: web.Request) -> web.Response:
    """The receipt as PDF; with `?nip=si` the PIN stands on it."""
    context = site_of(request).context
    case_id = await case_of(context, request.cookies)
    if case_id is None:
        raise NotFound(Code.NOT_FOUND)
    found = await receipt(context, case_id)
    return await receipts.pdf(request, found, with_pin=request.query.get("nip") == "si")


async def _submit(request: web.Request, kind: Kind) -> web.Response:
    site, visitor = site_of(request), visitor_of(request)
    async with body_of(request) as body:
        try:
            first = await _sent_before(request, body)
            if first is not None:
                return await _led_back(request, kind, body, first)
            asked = petition_form.check(request, body, kind, "web")
            await site.rates.petition(visitor.address, visitor.visit)
            sent = await flow.submit(site.context, asked)
        except (BadInput, NotFound, Refused, TooMany, Unavailable) as error:
            return await _again(request, kind, body, error)
        if sent.again:
            response = await _led_back(request, kind, body, sent.case_id)
        else:
            response = render.see_other(RECEIVED + ("?correo=si" if sent.mailed else ""))
    cookies.set_cookie(response, CASE_COOKIE, sent.token)
    return response


async def _led_back(request: web.Request, kind: Kind, body: Body, first: CaseId) -> web.Response:
    """Whoever sends a form once more reads the folio of the first time; or, where they wrote something else or chose another file since,
    reads that it is not in it."""
    if await petition_form.is_held(request, body, first):
        return render.see_other(RECEIVED)
    sent = await receipt(site_of(request).context, first)
    return await _again(request, kind, body, Refused(Code.FORM_CHANGED), sent)


async def _sent_before(request: web.Request, body: Body) -> CaseId | None:
    """The case that this form led to, where the browser holds its secret."""
    context, command_id = site_of(request).context, command_of(request, form_id_of(body.fields))
    case_id = await case_of(context, request.cookies)
    if case_id is None or await led_to(context, command_id) != case_id:
        return None
    return case_id


async def _topics(request: web.Request, area: str) -> web.Response:
    """The topics of a department; without one, the departments. Who attends complaints has a form of its own."""
    context = site_of(request).context
    if not (await flow.intake(context)).accepts:
        return await show(request, Refused(Code.PETITIONS_CLOSED))
    municipality = context.municipality
    complaints_to = municipality.department(municipality.petitions.complaints_to or "")
    departments = [one for one in municipality.public_departments if one != complaints_to]
    department = next((one for one in departments if one.slug == area), None)
    return render.page(
        request,
        "cases/petition_topic.html",
        path=f"{FORM}?area={area}" if department else FORM,
        departments=departments,
        department=department,
        complaints_to=complaints_to,
    )


async def _empty(request: web.Request, kind: Kind, typed: dict[str, Any]) -> web.Response:
    found = await flow.intake(site_of(request).context)
    if not found.accepts:
        return await show(request, Refused(Code.PETITIONS_CLOSED))
    sent = await _sent_today(request, kind, found)
    return await _form(request, kind, found, {"behalf": "self", "answer_by": "page"} | typed, sent=sent)


async def _sent_today(request: web.Request, kind: Kind, found: Intake) -> Receipt | None:
    """What this browser sent already: whoever goes back finds the form filled in, and would send it once more."""
    context = site_of(request).context
    case_id = await case_of(context, request.cookies)
    if case_id is None:
        return None
    sent = await receipt(context, case_id)
    return sent if (sent.kind, sent.source, sent.received_on) == (kind, "web", found.received_on) else None


async def _again(
    request: web.Request, kind: Kind, body: Body, error: DomainError, sent: Receipt | None = None
) -> web.Response:
    """The form as it was filled in; of files only the names can come back, so they are told. `sent`: what this form led to."""
    if error.code in _FIELD_OF:
        error = BadInput(error.code, {_FIELD_OF[error.code]: error.code.value})
    typed = petition_form.typed(body.fields, error)
    found = await flow.intake_shown(site_of(request).context)
    return await _form(request, kind, found, typed, body, error, sent=sent)


def _due(request: web.Request, found: Intake, department: str = "", topic: str | None = None) -> Any:
    context = site_of(request).context
    days = context.municipality.petitions.days_for(department, topic)
    return deadlines.start(calendar_of(context), found.received_on, days).due_on


def _checks(request: web.Request, *, anonymous: bool) -> render.StepChecks:
    required = {"matter": "required", "name": "required_or_anonymous" if anonymous else "required"}
    return render.step_checks(request, required, petition_words.FIELDS, {"name": "anonymous"} if anonymous else {})


async def _form(
    request: web.Request,
    kind: Kind,
    found: Intake,
    typed: Mapping[str, Any],
    body: Body | None = None,
    error: DomainError | None = None,
    *,
    sent: Receipt | None = None,
) -> web.Response:
    municipality = site_of(request).context.municipality
    topic = petition_form.topic_of(municipality, typed.get("topic", "")) if kind == "petition" else None
    request[headers.ASKS_PLACE] = True
    return render.page(
        request,
        "cases/petition.html",
        failed=error,
        field_words=petition_words.FIELDS,
        sent=sent,
        intake=found,
        due_on=_due(request, found, topic[0].slug, topic[1].slug) if topic else _due(request, found),
        complaints_to=municipality.department(municipality.petitions.complaints_to or ""),
        topic=topic,
        checks=_checks(request, anonymous=municipality.petitions.anonymous),
        # Whoever changes the language comes back to the topic that they chose.
        path=f"{FORM}?area={topic[0].slug}&tema={topic[1].slug}" if topic else request.path,
        **petition_form.values(request, kind, typed, body),
    )
