"""The register of incidents, for the office of personal data; administration reads it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from aiohttp import web

from audiencia.core.errors import BadInput, Code, DomainError, NotFound, Refused, Stale
from audiencia.core.ids import CommandId
from audiencia.http import query, render
from audiencia.http.forms import Fields, content_id
from audiencia.http.papers import sheet
from audiencia.http.site import site_of, visitor_of
from audiencia.http.submitted_form import fields_of, id_in_path, staff_id_of
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.incident import MAX_TEXT, Entry, Kind
from audiencia.rights.pages import incident_form, incident_people
from audiencia.rights.pages import incident_words as words
from audiencia.rights.pages.incident_people import Order
from audiencia.rights.use_cases import incident_people as people
from audiencia.rights.use_cases import incidents

if TYPE_CHECKING:
    from audiencia.rights.store.incident_people_sql import Reach

PAGE = "/datos-personales/incidentes"
ACTS: Mapping[str, Kind] = {
    "correccion": Kind.CORRECTED,
    "nota": Kind.NOTED,
    "autoridad": Kind.AUTHORITY_TOLD,
    "personas": Kind.PEOPLE_TOLD,
    "sin-aviso": Kind.EXCUSED,
    "cierre": Kind.CLOSED,
}
TOLD = frozenset({Kind.AUTHORITY_TOLD, Kind.PEOPLE_TOLD})


async def show(request: web.Request) -> web.Response:
    """The list."""
    return render.page(
        request, "rights/incidents.html", rows=await incidents.listed(site_of(request).context), **_said(request)
    )


async def new(request: web.Request, fields: Fields | None = None, error: DomainError | None = None) -> web.Response:
    """The form of a new one."""
    return render.page(
        request,
        "rights/incident_new.html",
        failed=error,
        field_words=words.FIELDS,
        form={} if fields is None else incident_form.typed(fields),
        command_id=str(uuid4()) if fields is None else fields.get("command_id"),
        **_said(request),
    )


async def register(request: web.Request) -> web.Response:
    """A new one; or the form again, with what was typed."""
    fields, context = await fields_of(request), site_of(request).context
    try:
        facts = incident_form.read(fields, context.municipality.zone)
        # Other facts are another incident: the first one stays as it was registered.
        command_id = CommandId(content_id(fields.get("command_id"), facts.model_dump_json()))
        made = await incidents.register(context, staff_id_of(request), command_id, facts)
    except ValueError as error:
        raise BadInput() from error
    except BadInput as error:
        return await new(request, fields, error)
    return render.see_other(f"{PAGE}/{made}?hecho=1")


async def show_one(
    request: web.Request, fields: Fields | None = None, error: DomainError | None = None, counted: "Reach | None" = None
) -> web.Response:
    """One, with its entries, its notice, and what can be done now."""
    context = site_of(request).context
    seen = await incidents.read(context, id_in_path(request, "incident"))
    known = incident_form.of_facts(seen.facts, context.municipality.zone)
    return render.page(
        request,
        "rights/incident.html",
        failed=error,
        field_words=words.FIELDS,
        one=seen,
        done=request.query.get("hecho") == "1",
        form=known if fields is None else known | incident_form.typed(fields),
        at=request.match_info.get("act", ""),
        acts=ACTS,
        typed=[] if fields is None else incident_form.texts(fields),
        listed=await people.progress(context, seen.id),
        counted=counted,
        sends=bool(context.channels.on),
        authority=context.municipality.rights.authority,
        **_said(request),
    )


async def act(request: web.Request) -> web.Response:
    """Adds an entry; or the page again, with what was typed and why it could not be done."""
    name, fields, context = request.match_info["act"], await fields_of(request), site_of(request).context
    if name not in ACTS and name not in incident_people.ACTS:
        raise NotFound(Code.NOT_FOUND)
    incident_id = id_in_path(request, "incident")
    try:
        if name in incident_people.ACTS:
            order = Order(context, staff_id_of(request), incident_id, fields, render.words_of(request).gettext)
            counted = await incident_people.carry_out(name, order)
            return await show_one(request, fields, counted=counted) if counted else _done(incident_id)
        entry = _entry(name, fields, context.municipality.zone)
        version = query.read("version", fields.get("version"), query.number) or 0
        await incidents.add(context, staff_id_of(request), incident_id, version, entry)
    except BadInput as error:
        return await show_one(request, fields, BadInput(error.code, fields=_named(name, error.fields)))
    except (Refused, Stale) as error:
        return await show_one(request, fields, error)
    return _done(incident_id)


def _done(incident_id: UUID) -> web.Response:
    return render.see_other(f"{PAGE}/{incident_id}?hecho=1")


async def notice(request: web.Request) -> web.Response:
    """The notice on paper, for the authority or for the people. Raises `NotFound`, `Unavailable`."""
    to = request.match_info["to"]
    if to not in ("autoridad", "personas"):
        raise NotFound(Code.NOT_FOUND)
    seen = await incidents.read(site_of(request).context, id_in_path(request, "incident"))
    name = f"aviso-{to}-{seen.number}.pdf"
    rights = site_of(request).context.municipality.rights
    return await sheet.pdf(
        request, "rights/incident_pdf.html", name, one=seen, to=to, authority=rights.authority, **_said(request)
    )


def _entry(name: str, fields: Fields, zone: Any) -> Entry:
    """Raises `BadInput`."""
    kind = ACTS[name]
    if kind is Kind.CORRECTED:
        return Entry(kind, incident_form.read(fields, zone))
    wrong: dict[str, str] = {}
    typed = fields.get(f"told_at_{name}").strip()
    told_at = incident_form.moment("told_at", typed, zone, wrong) if kind in TOLD else None
    if kind in TOLD and told_at is None and not wrong:
        wrong["told_at"] = "required"
    text = fields.get(f"text_{name}").strip()
    if not text or len(text) > MAX_TEXT:
        wrong[f"text_{name}"] = "too_long" if text else "required"
    if wrong:
        raise BadInput(fields=wrong)
    return Entry(kind, told_at=told_at, text=text)


def _named(act: str, wrong: Mapping[str, str]) -> dict[str, str]:
    """The fields as they are called in the form of this act."""
    return {f"told_at_{act}" if name == "told_at" else name: why for name, why in wrong.items()}


def _said(request: web.Request) -> dict[str, Any]:
    """What the templates say of codes, and whether who reads may write."""
    staff = visitor_of(request).staff
    writes = staff is not None and site_of(request).matrix.may(staff.role, f"POST {PAGE}/nuevo")
    return {"data": DataKind.words(), "alarms": words.ALARMS, "writes": writes}
