"""Open311 GeoReport v2: what can be asked for, sending it, and how far it is (https://wiki.open311.org/GeoReport_v2).
Programs of anybody come here, without cookies, and no request is public (docs/decisions/094-open311.md)."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from aiohttp import web

from audiencia.cases.domain import georeport
from audiencia.cases.domain.case import CaseState
from audiencia.cases.pages import petition_form, petition_words
from audiencia.cases.use_cases import public_status
from audiencia.cases.use_cases import submit as flow
from audiencia.core.errors import BadInput, Code, DomainError, NotFound, TooMany, existing
from audiencia.core.gettext_mark import N_
from audiencia.http import access, csrf, forms, render
from audiencia.http.bodies import Body
from audiencia.http.error_status import status_of
from audiencia.http.forms import Fields
from audiencia.http.site import KEEPS_NOTHING, origin_of, site_of, visitor_of
from audiencia.privacy.consent import GUARDIAN_AGREES_FIELD, GUARDIAN_NAME_FIELD, READ_NOTICE_FIELD, consent_field
from audiencia.settings.config import Municipality
from audiencia.settings.municipality_parts import Department, Topic

VERSION = "/open311/v2"
MOST_IDS = 20
OVER = (CaseState.ANSWERED, CaseState.CONCLUDED)
FIELDS: Mapping[tuple[str, str], str] = {
    **petition_words.FIELDS,
    ("media_url", "not_taken"): N_("Photographs are taken by the form at /peticiones alone"),
    ("service_request_id", "too_many"): N_("Ask for 20 at most"),
}
NAMES: Mapping[str, str] = {
    "topic": "service_code",
    "matter": "description",
    "name": "first_name, last_name",
    "contact": "email, phone",
    "reference": "address_string",
    "point": "lat, long",
}
"""How the standard calls the fields of the form; those of the notice and of minors are attributes."""
Answer = Callable[[web.Request], Awaitable[web.Response]]


def in_standard_form(handler: Answer) -> Answer:
    """Errors as the standard writes them. Nothing is here where the municipality has not opened it."""

    async def answered(request: web.Request) -> web.Response:
        request[KEEPS_NOTHING] = True
        try:
            await site_of(request).rates.page(visitor_of(request).address, None)
            if not site_of(request).context.municipality.petitions.open311:
                raise NotFound(Code.NOT_FOUND)
            _check_jurisdiction(request, request.query.get("jurisdiction_id", ""))
            return await handler(request)
        except DomainError as error:
            access.note_refusal(request, error)
            return _refused(request, error)

    return answered


@in_standard_form
async def discovery(request: web.Request) -> web.Response:
    """Where the service is (https://wiki.open311.org/Service_Discovery)."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": f"{origin_of(request)}{VERSION}",
        "changeset": "2026-11-30T00:00:00Z",
        "type": "production",
        "formats": list(georeport.FORMATS.values()),
    }
    contact = site_of(request).context.municipality.contact
    said = {"changeset": endpoint["changeset"], "contact": contact.phone, "key_service": "", "endpoints": [endpoint]}
    return _said(request, "discovery", said)


@in_standard_form
async def services(request: web.Request) -> web.Response:
    """What can be asked for. Complaints about public servants are made on their own form alone."""
    text = render.words_of(request).text
    return _said(request, "services", [
        {
            "service_code": _code(of, topic), "service_name": text(topic.name), "description": text(of.summary),
            "metadata": True, "type": "realtime", "keywords": "", "group": text(of.name),
        }
        for of, topic in _offered(site_of(request).context.municipality)
    ])  # fmt: skip


@in_standard_form
async def definition(request: web.Request) -> web.Response:
    """What has to be said with it: the privacy notice was read, what is consented to, and who authorises it for a minor."""
    code = request.match_info["code"]
    _topic_of(site_of(request).context.municipality, code)
    return _said(request, "service_definition", {"service_code": code, "attributes": list(_attributes(request))})


@in_standard_form
async def submit(request: web.Request) -> web.Response:
    """A petition as the form takes it. The PIN is told once, in the notice to the person.
    No page of another site makes its visitors' browsers send any: unlike programs, browsers say where a form comes from."""
    if "Origin" in request.headers or "Sec-Fetch-Site" in request.headers:
        csrf.check_origin(request)
    site, visitor, sent = site_of(request), visitor_of(request), await forms.read(request)
    _check_jurisdiction(request, sent.get("jurisdiction_id"))
    if sent.get("media_url").strip():
        raise BadInput(fields={"media_url": "not_taken"})
    _topic_of(site.context.municipality, sent.get("service_code"))
    asked = petition_form.check(request, Body(_as_form(request, sent)), "petition", "web")
    await site.rates.petition(visitor.address, visitor.visit)
    made = await flow.submit(site.context, asked)
    words = {"pin": made.pin, "address": f"{origin_of(request)}/seguimiento"}
    notice = render.words_of(request).gettext(
        "Keep the PIN %(pin)s: with it and this folio you read the answer at %(address)s."
    )
    row = {"service_request_id": made.folio, "service_notice": notice % words, "account_id": None}
    return _said(request, "service_requests", [row], 201)


@in_standard_form
async def requests(request: web.Request) -> web.Response:
    """Of those that are named by their folios. Without any, none: no petition is public."""
    named = [one.strip() for one in request.query.get("service_request_id", "").split(",") if one.strip()]
    if len(named) > MOST_IDS:
        raise BadInput(fields={"service_request_id": "too_many"})
    return _said(request, "service_requests", await _rows(request, named) if named else [])


@in_standard_form
async def one_request(request: web.Request) -> web.Response:
    """Open or closed, and the day it came: all that whoever knows the folio alone may know. Raises `NotFound(unknown_case)`."""
    rows = await _rows(request, [request.match_info["folio"]])
    if not rows:
        raise NotFound(Code.UNKNOWN_CASE)
    return _said(request, "service_requests", rows)


async def _rows(request: web.Request, named: Sequence[str]) -> list[dict[str, Any]]:
    context = site_of(request).context
    await site_of(request).rates.status(visitor_of(request).address)
    found, zone = await public_status.look(context, named), context.municipality.zone
    return [
        {
            "service_request_id": one.folio, "status": "closed" if one.state in OVER else "open", "status_notes": None,
            "service_name": None, "service_code": None, "description": None,
            "agency_responsible": context.municipality.name, "service_notice": None,
            "requested_datetime": datetime.combine(one.received_on, time(), zone).isoformat(),
            # By when it is answered would tell the topic: terms are public.
            "updated_datetime": None, "expected_datetime": None,
            "address": None, "address_id": None, "zipcode": None, "lat": None, "long": None, "media_url": None,
        }
        for one in found
    ]  # fmt: skip


def _offered(municipality: Municipality) -> Iterator[tuple[Department, Topic]]:
    for department in municipality.public_departments:
        if department.slug != municipality.petitions.complaints_to:
            yield from ((department, topic) for topic in department.topics if topic.to is None)


def _code(department: Department, topic: Topic) -> str:
    """No slug holds the line between them."""
    return f"{department.slug}_{topic.slug}"


def _topic_of(municipality: Municipality, code: str) -> tuple[Department, Topic]:
    """Raises `NotFound(unknown_topic)`."""
    return existing(next((one for one in _offered(municipality) if _code(*one) == code), None), Code.UNKNOWN_TOPIC)


def _attributes(request: web.Request) -> Iterator[dict[str, Any]]:
    gettext, text = render.words_of(request).gettext, render.words_of(request).text
    notice = site_of(request).context.municipality.notice
    yes, no = {"key": "yes", "name": gettext("Yes")}, {"key": "no", "name": gettext("No")}
    read = gettext("I have read the short privacy notice")
    asked = [("notice", read, True, [{"key": notice.hash, "name": read}])]
    asked += [
        (consent_field(one.code), text(one.text), one.required, [yes] if one.required else [yes, no])
        for one in notice.purposes
    ]
    asked.append(("minor", gettext("I am under 18"), False, [no, yes]))
    asked.append((GUARDIAN_NAME_FIELD, gettext("Name of your mother, father or guardian"), False, []))
    asked.append(
        (
            GUARDIAN_AGREES_FIELD,
            gettext("They authorise that I am attended and that my data are used for it"),
            False,
            [yes],
        )
    )
    for order, (code, said, required, values) in enumerate(asked, 1):
        yield {
            "variable": True, "code": code, "datatype": "singlevaluelist" if values else "string", "required": required,
            "datatype_description": f"{origin_of(request)}/aviso" if code == "notice" else "",
            "order": order, "description": said, "values": values,
        }  # fmt: skip


def _as_form(request: web.Request, sent: Fields) -> Fields:
    """The request as the fields of the page's form."""
    hash_of_notice = site_of(request).context.municipality.notice.hash
    read = sent.get("attribute[notice]").strip()
    name = f"{sent.get('first_name')} {sent.get('last_name')}".strip()
    place = ", ".join((sent.get("lat").strip(), sent.get("long").strip())).strip(", ")
    contact = ", ".join(filter(None, (sent.get("email").strip(), sent.get("phone").strip())))
    form = {
        "submission_id": str(uuid4()), "topic": sent.get("service_code").replace("_", "/", 1), "name": name,
        "anonymous": "" if name else "yes", "matter": sent.get("description"), "answer_by": "page",
        "contact": contact, "reference": sent.get("address_string"),
        "point": place, "notice_hash": read or hash_of_notice, READ_NOTICE_FIELD: "yes" if read else "",
    }  # fmt: skip
    attributes = {
        key.removeprefix("attribute[").removesuffix("]"): values[0]
        for key, values in sent.values.items()
        if key.startswith("attribute[") and key != "attribute[notice]"
    }
    asked = (consent_field(""), "minor", GUARDIAN_NAME_FIELD, GUARDIAN_AGREES_FIELD)
    return Fields({key: [of] for key, of in {**attributes, **form}.items() if key in form or key.startswith(asked)})


def _check_jurisdiction(request: web.Request, named: str) -> None:
    """One installation is one jurisdiction, called as its host. Raises `NotFound`."""
    if named and named != urlsplit(origin_of(request)).hostname:
        raise NotFound(Code.NOT_FOUND)


def _refused(request: web.Request, error: DomainError) -> web.Response:
    """One error for each field that is wrong."""
    status = status_of(error)
    named: Mapping[str, str] = getattr(error, "fields", {})
    said = render.say_fields(request, named, FIELDS)
    texts = [f"{_called(name)}: {text}" for name, text in said.items()] or [render.say(request, error).sentence]
    response = _said(request, "errors", [{"code": status, "description": text} for text in texts], status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _called(name: str) -> str:
    if name == READ_NOTICE_FIELD:
        return "attribute[notice]"
    asked = name.startswith((consent_field(""), GUARDIAN_NAME_FIELD, GUARDIAN_AGREES_FIELD))
    return f"attribute[{name}]" if asked else NAMES.get(name, name)


def _said(
    request: web.Request, root: str, said: Mapping[str, Any] | Sequence[Mapping[str, Any]], status: int = 200
) -> web.Response:
    kind = request.match_info["format"]
    headers = {"Cache-Control": "no-store", "Content-Language": render.words_of(request).language}
    text = georeport.write(kind, root, said)
    return web.Response(
        text=text, status=status, content_type=georeport.FORMATS[kind], charset="utf-8", headers=headers
    )
