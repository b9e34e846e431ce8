"""Pages from templates, with what every template gets."""

from typing import Any

from aiohttp import web

from audiencia.core.errors import DomainError
from audiencia.http import access, csrf, wording
from audiencia.http.i18n import Words
from audiencia.http.site import Site, Visitor, site_of, visitor_of


def words_of(request: web.Request) -> Words:
    """The language of this request."""
    return site_of(request).languages[visitor_of(request).language]


def page(request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
    """The rendered page. It holds a token and a nonce of its own, so nothing may keep it."""
    site, visitor = site_of(request), visitor_of(request)
    page_values = base_context(site, visitor, access.page_here(request)) | values
    text = site.languages[visitor.language].environment.get_template(template).render(page_values)
    headers = {"Content-Language": visitor.language, "Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


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
        "error": None,
        "fields": {},
        "form": {},
    }


def error_values(request: web.Request, error: DomainError) -> dict[str, Any]:
    """For a form that is shown again: `error` with its words, and `fields` when single fields are named."""
    message = wording.sentence(error, words_of(request).gettext)
    fields = wording.say_fields(getattr(error, "fields", {}), words_of(request).gettext)
    return {"error": {"code": error.code.value, "message": message}, "fields": fields}


def see_other(location: str) -> web.Response:
    """303: the browser fetches the next page with GET, so that reloading sends no form twice."""
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})
