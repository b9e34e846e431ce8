"""How figures are published: a page that is the same for all who read its language, and files.
All of them can be kept for a minute on the way, and are asked for again with their tag. While an election period is in force there
are none: the page says so and until when, and the files are unavailable for legal reasons (451, RFC 7725)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from aiohttp import web

from audiencia.core.errors import existing
from audiencia.core.gettext_mark import N_
from audiencia.directory.api import Period, election_in_force
from audiencia.http import access, render
from audiencia.http.i18n import LANGUAGES, Language
from audiencia.http.site import KEEPS_NOTHING, site_of, visitor_of
from audiencia.reporting.pages import open_data
from audiencia.reporting.pages.shelf import Found, Shelf
from audiencia.reporting.public_periods import Figures, Published

A_MINUTE = "public, max-age=60"
"""A period that begins takes effect here at once, and within this time wherever a page was kept."""
UNAVAILABLE_BY_LAW = 451


@dataclass(frozen=True, slots=True)
class Publication(Generic[Found]):
    """One subject. `figures`: of what was counted, its periods; `values`: what the template gets beside them, of the period that
    was chosen, if any."""

    shelf: web.AppKey[Shelf[Found]]
    template: str
    figures: Callable[[Found], Published]
    values: Callable[[web.Request, Language, Found, Figures | None], dict[str, object]]

    async def show(self, request: web.Request) -> web.Response:
        """The page: of the year so far, or of one week, month, quarter or year."""
        language, context = language_of(request), site_of(request).context
        period = await election_in_force(context)
        if period is not None:
            return kept(request, self._suspended(request, language, period), "text/html", language)
        shelf = request.config_dict[self.shelf]
        found = await shelf.published(context)
        published = self.figures(found)
        chosen = _chosen(request, published)

        def page() -> str:
            values = self.values(request, language, found, chosen)
            return rendered(
                request, language, self.template, period=None, found=published, of=chosen or published.year,
                chosen=chosen, **values,
            )  # fmt: skip

        key = language, None if chosen is None else chosen.span
        return kept(request, shelf.text(found, key, page), "text/html", language)

    async def file(self, request: web.Request, kind: str, make: Callable[[Found], str]) -> web.Response:
        """All rows, as a file of this kind."""
        context, shelf = site_of(request).context, request.config_dict[self.shelf]
        period = await election_in_force(context)
        if period is not None:
            return self._by_law(request, period, kind)
        found = await shelf.published(context)
        return kept(request, shelf.text(found, kind, lambda: make(found)), kind)

    def _suspended(self, request: web.Request, language: Language, period: Period) -> str:
        return rendered(request, language, self.template, period=period, found=None, chosen=None)

    def _by_law(self, request: web.Request, period: Period, kind: str) -> web.Response:
        """No figures, and until when: a page for people, and for programs in the kind of the file that they asked for."""
        headers = {"Cache-Control": A_MINUTE, "Vary": "Accept, Accept-Language, Cookie"}
        if "text/html" in request.headers.get("Accept", ""):
            request[KEEPS_NOTHING] = True
            language = language_of(request)
            text, kind = self._suspended(request, language, period), "text/html"
            headers["Content-Language"] = language
        else:
            words = site_of(request).languages["es-MX"]
            said = words.gettext(N_("The publication of figures is suspended by the law on elections."))
            told = {"suspendido": True, "desde": str(period.begins_on), "hasta": str(period.ends_on), "motivo": said}
            text = dumped(told) if kind == "application/json" else open_data.row_as_csv(told)
        return web.Response(status=UNAVAILABLE_BY_LAW, text=text, content_type=kind, charset="utf-8", headers=headers)


def rendered(request: web.Request, language: Language, template: str, **values: object) -> str:
    """For everybody alike: no token, no nonce, and nobody is greeted."""
    site = site_of(request)
    page_values = render.base_context(site, visitor_of(request), access.page_here(request))
    alike = {
        "lang": language,
        "csrf_token": "",
        "csp_nonce": "",
        "staff": None,
        "own_number": None,
        "other": "en" if language == "es-MX" else "es-MX",
    }
    return site.languages[language].environment.get_template(template).render(page_values | alike | values)


def kept(request: web.Request, text: str, kind: str, language: Language | None = None) -> web.Response:
    """With its tag; nothing but the tag where whoever asks has it already."""
    request[KEEPS_NOTHING] = True
    tag = hashlib.sha256(text.encode()).hexdigest()[:24]
    headers = {"Cache-Control": A_MINUTE, "ETag": f'"{tag}"'}
    if language is not None:
        headers |= {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    if any(one.value in (tag, "*") for one in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=headers)


def dumped(content: object) -> str:
    """JSON, indented."""
    return json.dumps(content, ensure_ascii=False, indent=1)


def language_of(request: web.Request) -> Language:
    """As the address says, so that no form is needed to change it; else as everywhere."""
    asked = request.query.get("idioma")
    return next((one for one in LANGUAGES if one == asked), visitor_of(request).language)


def _chosen(request: web.Request, found: Published) -> Figures | None:
    """Raises `NotFound` for a period of which nothing is published."""
    typed = request.query.get("semana") or request.query.get("periodo")
    if not typed:
        return None
    return existing(next((one for one in (*found.weeks, *found.longer, *found.years) if one.span.label == typed), None))
