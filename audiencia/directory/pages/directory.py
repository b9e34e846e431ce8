"""The directory of departments and services: pages that can be shared and printed, and the search as JSON."""

from hashlib import sha256
from typing import Any

from aiohttp import web

from audiencia.core.errors import BadInput, Code, NotFound
from audiencia.directory import store
from audiencia.directory.documents import Published, by_kind
from audiencia.directory.found_in import Finding
from audiencia.directory.pages import documents, path_arguments
from audiencia.directory.search import Search
from audiencia.directory.service import LONGEST_QUESTION, Announced, Found, Service, advice
from audiencia.http import render
from audiencia.http.i18n import LANGUAGES, Words
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.settings.municipality_parts import Department, EmergencyNumber
from audiencia.settings.service_rules import Office

PAGE = "/directorio"
MOST_OTHERS = 2
OTHERS = f"{PAGE}/otras-autoridades"
SEARCH = web.AppKey("search", Search)


async def show(request: web.Request) -> web.Response:
    """All departments; with `?q=`, what fits that, for browsers without script and for links."""
    site, typed = site_of(request), request.query.get("q", "")[:LONGEST_QUESTION].strip()
    if typed:
        await _limit(request)
    answer = await request.config_dict[SEARCH].answer(site.context, typed)
    async with site.context.database.read() as conn:
        counts = await store.services_per_department(conn)
    return render.page(
        request,
        "directory/directory.html",
        departments=site.context.municipality.public_departments,
        counts=counts,
        canonical=origin_of(request) + PAGE,
        typed=typed,
        found=[_found(request, one) for one in answer.found if one.kind != "elsewhere"],
        others=[one.elsewhere for one in answer.found if one.kind == "elsewhere"][:MOST_OTHERS],
        announced=[_announced(request, render.words_of(request), one) for one in answer.announced],
        documents=[documents.listed(render.words_of(request), one) for one in answer.documents],
        others_first=bool(answer.found) and answer.found[0].kind == "elsewhere",
        first_numbers=_first_numbers(request, answer.first_number),
        for_petition=_for_petition(request),
    )


async def others(request: web.Request) -> web.Response:
    """What the municipality does not do, and whom to ask."""
    municipality = site_of(request).context.municipality
    return render.page(
        request, "directory/others.html", others=municipality.elsewhere, canonical=origin_of(request) + OTHERS
    )


async def department(request: web.Request) -> web.Response:
    """What one department does, and where it is."""
    context, wanted = site_of(request).context, path_arguments.department_of(request)
    async with context.database.read() as conn:
        services = [_listed(request, one) for one in await store.services_of(conn, wanted.slug)]
        published = (await store.documents(conn, context.municipality)).shown
    words = render.words_of(request)
    own = by_kind((one for one in published if one.document.department == wanted.slug), words.language[:2])
    return render.page(
        request,
        "directory/department.html",
        department=wanted,
        office=context.municipality.office(wanted),
        services=services,
        documents=[documents.listed(words, one, publisher=False) for some in own.values() for one in some],
        canonical=f"{origin_of(request)}{PAGE}/{wanted.slug}",
    )


async def service(request: web.Request) -> web.Response:
    """Everything about one service, and the ways on: the audience and a petition with its topic, or the office."""
    context = site_of(request).context
    try:
        wanted, found = await _wanted(request)
    except NotFound as missing:
        return await _lead_on(request, missing)
    office = context.municipality.office(wanted)
    complaints = context.municipality.petitions.complaints_to == wanted.slug
    return render.page(
        request,
        "directory/service.html",
        department=wanted,
        service=found,
        office=office,
        topic=next((one for one in wanted.topics if one.slug == found.topic), None),
        complaints=complaints,
        answer_days=context.municipality.petitions.days_for(wanted.slug, found.topic),
        canonical=f"{origin_of(request)}{PAGE}/{wanted.slug}/{found.slug}",
        described=_described(request, found, wanted.name, office),
    )


async def found(request: web.Request) -> web.Response:
    """`?q=` and `?lang=` as JSON: the names and addresses of what fits. The language stands in the address, so that an answer can
    be kept by whoever carries it; to somebody in danger it comes with the emergency numbers first, and is kept by nobody."""
    site, words = site_of(request), _words(request)
    await _limit(request)
    answer = await request.config_dict[SEARCH].answer(site.context, request.query.get("q", ""))
    numbers = [
        {
            "kind": "call",
            "name": f"{one.number} · {words.text(one.name)}",
            "department": words.text(one.when),
            "url": f"tel:{one.digits}",
        }
        for one in _first_numbers(request, answer.first_number)
    ]
    rows = [_suggested(request, words, one) for one in answer.found]
    rows += [_announced(request, words, one) for one in answer.announced]
    rows += [_document(words, one) for one in answer.documents]
    if numbers:
        return web.json_response({"found": [*numbers, *rows]}, headers={"Cache-Control": "no-store"})
    return _kept(request, {"found": rows})


async def steps(request: web.Request) -> web.Response:
    """What a director hands over from this service, as JSON: the steps, with what is needed, the cost and the place."""
    context, words = site_of(request).context, _words(request)
    try:
        wanted, found = await _wanted(request)
    except NotFound as missing:
        return await _lead_on(request, missing, "/pasos.json")
    office = context.municipality.office(wanted)
    advised = advice(
        [words.text(one) for one in found.steps],
        [words.text(one) for one in found.requirements],
        words.text(found.cost),
        words.text(found.place or office.address),
        words.gettext("Bring this too"),
    )
    rows = [{"step": one.step, "requirement": one.requirement, "cost": one.cost, "place": one.place} for one in advised]
    return _kept(request, {"name": words.text(found.name), "steps": rows})


async def _wanted(request: web.Request) -> tuple[Department, Service]:
    """The service of the address. Raises `NotFound`."""
    department = path_arguments.department_of(request)
    async with site_of(request).context.database.read() as conn:
        found = await store.service(conn, department.slug, request.match_info["service"])
    if found is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    return department, found


async def _lead_on(request: web.Request, missing: NotFound, part: str = "") -> web.Response:
    """An address that a service had once leads to where it stands now; raises what is missing when none had it.
    For good, so that search engines follow, and yet kept by no browser: the service may come back."""
    here, context = "{department}/{service}".format_map(request.match_info), site_of(request).context
    async with context.database.read() as conn:
        found = await store.moved(conn, here)
    to = "/".join(found or ())
    if found is None or to == here or found[0] not in {one.slug for one in context.municipality.public_departments}:
        raise missing
    query = f"?{request.query_string}" if request.query_string else ""
    return web.Response(status=301, headers={"Location": f"{PAGE}/{to}{part}{query}", "Cache-Control": "no-store"})


async def _limit(request: web.Request) -> None:
    visitor = visitor_of(request)
    await site_of(request).rates.search(visitor.address, None if visitor.visit_is_new else visitor.visit)


def _words(request: web.Request) -> Words:
    """The language that the address asks for. Raises `BadInput`."""
    wanted = next((one for one in LANGUAGES if one == request.query.get("lang", LANGUAGES[0])), None)
    if wanted is None:
        raise BadInput()
    return site_of(request).languages[wanted]


def _kept(request: web.Request, body: dict[str, Any]) -> web.Response:
    """May be kept by whoever carries it, and is asked for again: an administrator may have changed it since. What is the same
    still is not sent again (RFC 9110, 13.1.2)."""
    answer = web.json_response(body, headers={"Cache-Control": "public, no-cache"})
    answer.etag = sha256(answer.text.encode() if answer.text else b"").hexdigest()[:16]
    if answer.etag in (request.if_none_match or ()):
        answer = web.Response(status=304, headers={"Cache-Control": "public, no-cache", "ETag": answer.headers["ETag"]})
    return answer


def _first_numbers(request: web.Request, first: str | None) -> list[EmergencyNumber]:
    """The emergency numbers, this one before the others; none when nobody is in danger."""
    numbers = site_of(request).context.municipality.emergency if first else ()
    return sorted(numbers, key=lambda one: one.number != first)


def _for_petition(request: web.Request) -> bool:
    """Whether somebody searches what their petition is about (`?para=peticion`)."""
    return request.query.get("para") == "peticion"


def _address(one: Found) -> str:
    return f"{PAGE}/{one.department}/{one.slug}"


def _leads_to(request: web.Request, one: Finding) -> str:
    """The address to which a finding leads."""
    if one.kind == "elsewhere":
        return f"{OTHERS}#{one.slug}"
    if one.topic and _for_petition(request):
        complaints = site_of(request).context.municipality.petitions.complaints_to == one.department
        return "/peticiones/queja" if complaints else f"/peticiones/nueva?area={one.department}&tema={one.topic}"
    return f"/unirse/{one.department}/{one.slug}" if one.kind == "topic" else f"{PAGE}/{one.department}/{one.slug}"


def _suggested(request: web.Request, words: Words, one: Finding) -> dict[str, str]:
    department = site_of(request).context.municipality.department(one.department)
    under = (
        words.gettext("Not done here. Ask: %(office)s") % {"office": words.text(one.summary)}
        if department is None
        else words.text(department.name)
    )
    return {"kind": one.kind, "name": words.text(one.name), "department": under, "url": _leads_to(request, one)}


def _announced(request: web.Request, words: Words, one: Announced) -> dict[str, str]:
    """An announcement as it is listed and suggested: what it is and until when, and where it is shown."""
    department = site_of(request).context.municipality.department(one.department or "")
    until = words.gettext("Announcement until %(day)s") % {"day": words.environment.filters["day"](one.until)}
    under = until if department is None else f"{until} · {words.text(department.name)}"
    url = f"/areas/{one.department}" if one.department else "/"
    return {"kind": "announcement", "name": words.text(one.text), "department": under, "url": url}


def _document(words: Words, one: Published) -> dict[str, str]:
    """A document as it is suggested: what it is, until when and whose, and where it is."""
    shown = documents.listed(words, one)
    return {"kind": "document", "name": shown["name"], "department": shown["about"], "url": shown["url"]}


def _found(request: web.Request, one: Finding) -> dict[str, Any]:
    """A service or topic as the page lists it."""
    department = site_of(request).context.municipality.department(one.department)
    name = department.name if department and one.kind == "service" else None
    return {"name": one.name, "summary": one.summary, "url": _leads_to(request, one), "department": name}


def _listed(request: web.Request, one: Found) -> dict[str, Any]:
    """A service as the pages list it."""
    wanted = site_of(request).context.municipality.department(one.department)
    name = None if wanted is None else wanted.name
    return {"name": one.name, "summary": one.summary, "url": _address(one), "department": name}


def _described(request: web.Request, found: Service, department: Any, office: Office) -> dict[str, Any]:
    """The service for search engines (schema.org, GovernmentService)."""
    text, municipality = render.words_of(request).text, site_of(request).context.municipality
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": text(found.name),
        "description": text(found.summary),
        "serviceOperator": {"@type": "GovernmentOrganization", "name": text(department)},
        "areaServed": {"@type": "AdministrativeArea", "name": municipality.name},
        "availableChannel": {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": office.phone},
            "serviceLocation": {"@type": "Place", "address": text(office.address)},
        },
    }
