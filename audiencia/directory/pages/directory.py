"""The directory of departments and services: pages that can be shared and printed, and the search as JSON."""

from hashlib import sha256
from typing import Any

from aiohttp import web

from audiencia.core.errors import BadInput, NotFound
from audiencia.directory import directory as flow
from audiencia.directory.pages import path_arguments
from audiencia.directory.service import LONGEST_QUESTION, Found, Service, advice
from audiencia.http import render
from audiencia.http.i18n import LANGUAGES, Words
from audiencia.http.site import origin_of, site_of, visitor_of
from audiencia.settings.config import Department, Office

PAGE = "/directorio"
ANSWERS = web.AppKey("answers", flow.Answers)
"""What the directory was asked in the last minute."""


async def show(request: web.Request) -> web.Response:
    """All departments; with `?q=`, what fits that, for browsers without script and for links."""
    site, typed = site_of(request), request.query.get("q", "")[:LONGEST_QUESTION].strip()
    if typed:
        await _limit(request)
    found = await flow.search(site.context, request.config_dict[ANSWERS], typed)
    return render.page(
        request,
        "directory/directory.html",
        departments=site.context.municipality.public_departments,
        counts=await flow.counts(site.context),
        canonical=origin_of(request) + PAGE,
        typed=typed,
        found=[_listed(request, one) for one in found],
    )


async def department(request: web.Request) -> web.Response:
    """What one department does, and where it is."""
    context, wanted = site_of(request).context, path_arguments.department_of(request)
    services = [_listed(request, one) for one in await flow.services_of(context, wanted.slug)]
    return render.page(
        request,
        "directory/department.html",
        department=wanted,
        office=context.municipality.office(wanted),
        services=services,
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
        canonical=f"{origin_of(request)}{PAGE}/{wanted.slug}/{found.slug}",
        described=_described(request, found, wanted.name, office),
    )


async def found(request: web.Request) -> web.Response:
    """`?q=` and `?lang=` as JSON: the names and addresses of what fits. The language stands in the address, so that an answer can
    be kept by whoever carries it."""
    site, words = site_of(request), _words(request)
    await _limit(request)
    listed = await flow.search(site.context, request.config_dict[ANSWERS], request.query.get("q", ""))
    names = {one.slug: words.text(one.name) for one in site.context.municipality.public_departments}
    rows = [{"name": words.text(one.name), "department": names[one.department], "url": _address(one)} for one in listed]
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
    return department, await flow.service(site_of(request).context, department.slug, request.match_info["service"])


async def _lead_on(request: web.Request, missing: NotFound, part: str = "") -> web.Response:
    """An address that a service had once leads to where it stands now; raises what is missing when none had it.

    For good, so that search engines follow, and yet kept by no browser: the service may come back.
    """
    said = request.match_info
    to = await flow.moved(site_of(request).context, said["department"], said["service"])
    if to in (None, f"{said['department']}/{said['service']}"):
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


def _address(one: Found) -> str:
    return f"{PAGE}/{one.department}/{one.slug}"


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
