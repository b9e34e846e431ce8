"""The form that takes a number: first the notice, then the consents, then the fields; all of it works without script."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from audiencia.errors import BadInput, Code, Refused
from audiencia.flows import join as flow
from audiencia.flows import status
from audiencia.flows.identity import TURN_COOKIE, citizen_of
from audiencia.pages import areas, cookies, csrf, edge, forms, render
from audiencia.pages.forms import Fields, JoinForm
from audiencia.pages.site import site_of, visitor_of
from audiencia.privacy.consent import READ_NOTICE_FIELD, consent_field, decide


async def show(request: web.Request) -> web.Response:
    """The empty form; nothing is ticked beforehand. Whoever is in a line already is led to the own number."""
    if await _in_line(request):
        return render.see_other("/turno")
    return _page(request, str(uuid4()), {})


async def submit(request: web.Request) -> web.Response:
    """Takes the number and leads to it; or shows the form again with what was typed and what is wrong.

    Whoever is in a line already is led to the own number and nothing is written: the cookie holds one number, and a
    second one would take it away. A form sent twice ends there too, with the number of the first time.
    """
    site, visitor = site_of(request), visitor_of(request)
    fields = await forms.read(request)
    csrf.check_token(site.house.keyring, visitor.visit, fields.get(csrf.FIELD))
    if await _in_line(request):
        return render.see_other("/turno")
    try:
        asked = _check(request, fields)
        await site.rates.join(visitor.address, visitor.visit)
        joined = await flow.join(site.house, asked)
    except BadInput as error:
        return _again(request, fields, error)
    except Refused as error:
        if error.code is not Code.NOTICE_CHANGED:
            raise
        return _again(request, fields, error)
    response = render.see_other("/turno")
    cookies.set_cookie(response, TURN_COOKIE, joined.token)
    return response


async def _in_line(request: web.Request) -> bool:
    house = site_of(request).house
    attention_id = await citizen_of(house, request.cookies)
    return attention_id is not None and await status.in_line(house, attention_id)


def _check(request: web.Request, fields: Fields) -> flow.JoinRequest:
    """The form as the flow takes it. Raises `BadInput` naming all wrong fields at once, consents included."""
    municipality = site_of(request).house.municipality
    department = areas.department_of(request)
    topic = areas.topic_of(request, department)
    purposes = tuple(
        purpose.code for purpose in municipality.notice.purposes if fields.ticked(consent_field(purpose.code))
    )
    read_notice = fields.ticked(READ_NOTICE_FIELD)
    form, wrong = forms.check(JoinForm, fields)
    wrong.pop("submission_id", None)  # a hidden field: nobody can correct it, the form gets a new one
    adjustments = tuple(dict.fromkeys(fields.all("adjustment")))
    if not set(adjustments) <= {adjustment.code for adjustment in municipality.adjustments}:
        wrong["adjustment"] = "unknown"
    wrong = _consent_problems(request, fields, read_notice, purposes) | wrong
    if form is None or wrong:
        raise BadInput(fields=wrong)
    return flow.JoinRequest(
        submission_id=form.submission_id,
        department=department.slug,
        topic=topic.slug,
        name=" ".join(form.name.split()),
        matter=" ".join(form.matter.split()),
        contact=" ".join(form.contact.split()),
        adjustments=adjustments,
        read_notice=read_notice,
        purposes=purposes,
        notice_hash=form.notice_hash,
        language=visitor_of(request).language,
    )


def _consent_problems(
    request: web.Request, fields: Fields, read_notice: bool, purposes: tuple[str, ...]
) -> dict[str, str]:
    """What the flow would refuse, found beside the other problems so that a person corrects all of them at once."""
    notice = flow.notice_info(site_of(request).house.municipality)
    try:
        decide(notice, fields.get("notice_hash"), read_notice, purposes)
    except BadInput as error:
        return dict(error.fields)
    return {}


def _again(request: web.Request, fields: Fields, error: BadInput | Refused) -> web.Response:
    """The form as it was filled in. After a change of the notice all consents are asked for again."""
    typed: dict[str, Any] = {name: fields.get(name) for name in fields.values}
    typed["adjustment"] = fields.all("adjustment")
    if error.code is Code.NOTICE_CHANGED:
        typed = {name: value for name, value in typed.items() if not name.startswith(("consent_", READ_NOTICE_FIELD))}
    return _page(request, _submission_id(fields), typed, error)


def _submission_id(fields: Fields) -> str:
    """The one of the form, so that a corrected form stays the same submission; a new one when that was no UUID."""
    try:
        return str(UUID(fields.get("submission_id")))
    except ValueError:
        return str(uuid4())


def _page(
    request: web.Request, submission_id: str, typed: Mapping[str, Any], error: BadInput | Refused | None = None
) -> web.Response:
    site = site_of(request)
    department = areas.department_of(request)
    return render.page(
        request,
        "join.html",
        status=200 if error is None else edge.status_of(error),
        department=department,
        topic=areas.topic_of(request, department),
        notice=site.notices[visitor_of(request).language],
        adjustments=site.house.municipality.adjustments,
        submission_id=submission_id,
        form=typed,
        **({} if error is None else render.error_values(request, error)),
    )
