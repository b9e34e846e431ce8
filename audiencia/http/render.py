"""Pages from templates, with what every template gets."""

import re
from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web

from audiencia.core.errors import Code, DomainError, TooMany
from audiencia.http import access, csrf, wording
from audiencia.http.error_status import status_of
from audiencia.http.i18n import Words
from audiencia.http.site import Site, Visitor, site_of, visitor_of
from audiencia.http.staff_pages import navigation

FieldWords = Mapping[tuple[str, str], str]  # What is said of a field with a reason.
FieldOf = Mapping[Code, str]
_NONE: Mapping[Any, str] = MappingProxyType({})
_NO_WEIGHT = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
StepChecks = Mapping[str, Mapping[str, str]]  # Attributes by field, for `layout/parts/forms.html`.
_CONTACT = r".*[@＠].*|(?:\P{Nd}*\p{Nd}){7}.*"
"""Wider than `privacy.contact.canonical`: what the server takes is never refused in the browser."""


def words_of(request: web.Request) -> Words:
    """The language of this request."""
    return site_of(request).languages[visitor_of(request).language]


def page(
    request: web.Request,
    template: str,
    status: int = 200,
    *,
    failed: DomainError | None = None,
    field_words: FieldWords = _NONE,
    field_of: FieldOf = _NONE,
    shared_as: Hashable | None = None,
    personal: Mapping[str, str] = _NONE,
    compressed: bool = False,
    **values: Any,
) -> web.Response:
    """The rendered page. It holds a token and a nonce of its own, so nothing may keep it.
    `failed`: why a form is shown again; it gives the status and what is said of it and of its fields, by `field_words` where they have
    words of their own. `field_of`: which field a refusal is about.
    `shared_as`: equal for pages whose `values` say the same; such a page is rendered once, and its `personal` values are filled in for each
    visitor (`shared_pages`). None: the page is rendered each time. `compressed`: for browsers that take it (`islands.page` says which
    pages may be)."""
    site, visitor = site_of(request), visitor_of(request)
    compressed = compressed and takes_gzip(request.headers.get("Accept-Encoding", ""))
    page_values = base_context(site, visitor, access.page_here(request)) | dict(personal)
    if failed is not None:
        access.note_refusal(request, failed)
        status = status_of(failed)
        page_values |= error_values(request, failed, field_words, field_of)
    page_values |= values
    if visitor.staff is not None and access.is_of_staff(request):
        places = navigation.places(site.matrix, visitor.staff.role)
        page_values |= {"places": places, "here": navigation.here(places, page_values["path"])}
    headers = {"Content-Language": visitor.language, "Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    if isinstance(failed, TooMany):
        headers["Retry-After"] = str(failed.retry_after)
    found = site.languages[visitor.language].environment.get_template(template)
    if shared_as is None or visitor.staff is not None or visitor.own_number is not None:  # such pages name them
        response = web.Response(
            text=found.render(page_values), status=status, content_type="text/html", headers=headers
        )
        if compressed:
            response.enable_compression(web.ContentCoding.gzip)
        return response
    filled_in = {"csp_nonce": page_values["csp_nonce"], "csrf_token": page_values["csrf_token"], **personal}
    key = (template, visitor.language, page_values["path"], shared_as)
    shared = site.shared_pages.page(
        site.context.municipality, key, filled_in, lambda marks: found.render({**page_values, **marks})
    )
    if compressed:
        body, headers["Content-Encoding"] = shared.filled_gzip(filled_in), "gzip"
    else:
        body = shared.filled(filled_in)
    return web.Response(body=body, status=status, content_type="text/html", charset="utf-8", headers=headers)


def takes_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` names gzip, or else any coding, with another weight than zero (RFC 9110, 12.5.3)."""
    takes: dict[str, bool] = {}
    for one in accepted.lower().split(","):
        coding, _, weight = one.partition(";")
        takes[coding.strip()] = not _NO_WEIGHT.fullmatch(weight)
    return takes.get("gzip", takes.get("*", False))


def base_context(site: Site, visitor: Visitor, path: str) -> dict[str, Any]:
    """What `base.html` uses; a page adds its own."""
    return {
        "lang": visitor.language,
        "municipality": site.context.municipality,
        "csp_nonce": visitor.nonce,
        "csrf_token": csrf.token(site.context.keyring, visitor.visit),
        "demo": site.demo,
        "practice": visitor.practice,
        "session": None,
        "path": path,
        "staff": visitor.staff,
        "own_number": visitor.own_number,
        "home": "" if visitor.staff is None else access.home_of(visitor.staff.role),
        "places": (),
        "here": "",
        "error": None,
        "fields": {},
        "form": {},
        "checks": {},
    }


def error_values(
    request: web.Request, error: DomainError, field_words: FieldWords = _NONE, field_of: FieldOf = _NONE
) -> dict[str, Any]:
    """For a form that is shown again: `error` with its words, and `fields` when single fields are named."""
    named = getattr(error, "fields", {})
    if error.code in field_of:
        named = {field_of[error.code]: error.code.value}
    said = {"code": error.code.value, "message": say(request, error).sentence}
    return {"error": said, "fields": say_fields(request, named, field_words)}


def say(request: web.Request, error: DomainError) -> wording.Said:
    """The error in the words of who asks."""
    return wording.say(error, words_of(request).gettext, visitor_of(request).role)


def say_fields(request: web.Request, named: Mapping[str, str], field_words: FieldWords = _NONE) -> dict[str, str]:
    """What is said of fields with these reasons."""
    gettext = words_of(request).gettext
    own = {name: gettext(field_words[name, why]) for name, why in named.items() if (name, why) in field_words}
    return wording.say_fields(named, gettext) | own


def step_checks(
    request: web.Request,
    required: Mapping[str, str],
    field_words: FieldWords = _NONE,
    unless: Mapping[str, str] = _NONE,
) -> StepChecks:
    """What a form in steps asks of its fields before it goes on (`web/src/form_steps.ts`), in the words of the server's errors.
    `required`: fields with the reason that is told when one is empty. `unless`: of these, the box that makes one optional."""
    said = say_fields(request, required, field_words)
    malformed = say_fields(request, {"contact": "malformed"}, field_words)["contact"]
    optional = {name: {"data-unless": box} for name, box in unless.items()}
    found = {name: {"data-missing": text, **optional.get(name, {})} for name, text in said.items()}
    return {**found, "contact": {"pattern": _CONTACT, "data-malformed": malformed}}


def see_other(location: str) -> web.Response:
    """303: the browser fetches the next page with GET, so that reloading sends no form twice."""
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})
