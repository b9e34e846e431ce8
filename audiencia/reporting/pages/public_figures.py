"""The figures for everybody: a page that is the same for all who read its language, the files, and the data dictionary.

All of them can be kept for a minute on the way, and are asked for again with their tag. While an election period is in force
there are none: the page says so and until when, and the files are unavailable for legal reasons (451, RFC 7725).
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from audiencia.core.errors import Code, DomainError, NotFound
from audiencia.core.gettext_mark import N_
from audiencia.core.logs import failure
from audiencia.directory.api import Period, election_in_force
from audiencia.http import access, charts, render
from audiencia.http.i18n import LANGUAGES, Language, Words
from audiencia.http.site import KEEPS_NOTHING, origin_of, site_of, visitor_of
from audiencia.privacy.small_cells import FEWEST
from audiencia.reporting import public_figures
from audiencia.reporting.pages import figure_charts, open_data
from audiencia.reporting.public_figures import Figures, Kept, PublicRow, Published
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality import Municipality

log = structlog.get_logger()
KEPT_SECONDS = 60.0
PATIENCE_SECONDS = 1.0
"""Counting takes longer after a restart, and after a jornada where many departments attend few people."""
A_MINUTE = "public, max-age=60"
"""A period that begins takes effect here at once, and within this time wherever a page was kept."""
UNAVAILABLE_BY_LAW = 451


@dataclass(slots=True)
class Shelf:
    """What was counted last, and the texts made of it. However many ask, it is counted once in `KEPT_SECONDS`, one count at a time.

    Who asks while it is counted anew waits for `patience` seconds, and then gets what was counted before.
    """

    clock: Callable[[], float] = time.monotonic
    patience: float = PATIENCE_SECONDS
    _found: Published | None = None
    _at: float = 0.0
    _texts: dict[object, str] = field(default_factory=dict)
    _kept: Kept = field(default_factory=dict)
    _counting: asyncio.Task[Published] | None = None

    async def published(self, context: AppContext) -> Published:
        """The figures: a minute old at most, or older while they are counted anew."""
        found = self._found
        if found is None or self.clock() - self._at >= KEPT_SECONDS:
            counting = self._counting or self._begin(context)
            await asyncio.wait([counting], timeout=None if found is None else self.patience)
            if found is None or counting.done():
                return counting.result()
        return found

    def _begin(self, context: AppContext) -> asyncio.Task[Published]:
        """A task of its own: who asked may go."""
        counting = self._counting = asyncio.create_task(self._count(context), name="public_figures")
        counting.add_done_callback(self._counted)
        return counting

    async def _count(self, context: AppContext) -> Published:
        found = await public_figures.published(context, self._kept)
        self._found, self._at = found, self.clock()
        self._texts.clear()
        return found

    def _counted(self, counting: asyncio.Task[Published]) -> None:
        self._counting = None
        error = None if counting.cancelled() else counting.exception()
        if error is not None and not isinstance(error, DomainError):
            failure(log, "public_figures_failed", error)

    def text(self, found: Published, key: object, make: Callable[[], str]) -> str:
        """What was made of these figures under this key, made once."""
        if found is not self._found:
            return make()
        if key not in self._texts:
            self._texts[key] = make()
        return self._texts[key]


SHELF = web.AppKey("shelf", Shelf)


async def show(request: web.Request) -> web.Response:
    """The page: of the year so far, or of one week, month, quarter or year."""
    language, context = _language(request), site_of(request).context
    period = await election_in_force(context)
    if period is not None:
        return _kept(
            request,
            _render(request, language, "reporting/public_figures.html", period=period, found=None),
            "text/html",
            language,
        )
    shelf = request.config_dict[SHELF]
    found = await shelf.published(context)
    chosen = _chosen(request, found)
    key = language, None if chosen is None else chosen.span
    return _kept(
        request, shelf.text(found, key, lambda: _page(request, language, found, chosen)), "text/html", language
    )


async def data_csv(request: web.Request) -> web.Response:
    """All rows as CSV."""
    return await _file(request, "text/csv", open_data.as_csv)


async def data_json(request: web.Request) -> web.Response:
    """All rows as JSON."""
    return await _file(request, "application/json", lambda found: _dumped(open_data.as_json(found)))


async def dictionary(request: web.Request) -> web.Response:
    """What each column means. It holds no figures, and so stays while an election goes on."""
    language = _language(request)
    text = _render(request, language, "reporting/data_dictionary.html", fields=open_data.FIELDS, fewest=FEWEST)
    return _kept(request, text, "text/html", language)


async def dictionary_json(request: web.Request) -> web.Response:
    """The same for programs."""
    site = site_of(request)
    words, municipality = site.languages["es-MX"], site.context.municipality
    meanings = {one.name: words.gettext(one.meaning) for one in open_data.FIELDS}
    package = open_data.dictionary(_title(words, municipality), municipality.name, municipality.licence, meanings)
    return _kept(request, _dumped(package), "application/json")


async def catalogue(request: web.Request) -> web.Response:
    """The entry of the data for other portals' catalogues. It holds no figures either."""
    site = site_of(request)
    words, municipality = site.languages["es-MX"], site.context.municipality
    about = words.gettext(
        N_(
            "How many people were attended, with which result, and how long they waited. Only sums: nothing here is of one person."
        )
    )
    told = open_data.catalogue(origin_of(request), _title(words, municipality), about, municipality)
    return _kept(request, _dumped(told), "application/ld+json")


def _title(words: Words, municipality: Municipality) -> str:
    return f"{words.gettext(N_('Figures of the audience'))}: {municipality.name}"


def _page(request: web.Request, language: Language, found: Published, chosen: Figures | None) -> str:
    site = site_of(request)
    words: Words = site.languages[language]
    colours = figure_charts.palette(site.context.municipality.colours)
    of = chosen or found.year
    rows, idle = figure_charts.split(words, of.rows if of else ())
    drawn = [one for one in rows if isinstance(one, PublicRow) and of and one.of == of.total.of]
    told = {one.slug: one for one in found.coarser(of)} if of else {}
    return _render(
        request, language, "reporting/public_figures.html", period=None, found=found, of=of, chosen=chosen, idle=idle,
        rows=[told[one.slug] for one in rows if isinstance(one, PublicRow)], fewest=FEWEST,
        weeks_chart=charts.columns(figure_charts.by_week(words, found.weeks), colours) if found.weeks else "",
        departments_chart=charts.rows(figure_charts.by_department(words, drawn), colours),
        waits_chart=charts.rows(figure_charts.waits(words, rows), colours),
    )  # fmt: skip


def _render(request: web.Request, language: Language, template: str, **values: object) -> str:
    """For everybody alike: no token, no nonce, and nobody is greeted."""
    site = site_of(request)
    page_values = render.base_context(site, visitor_of(request), access.page_here(request))
    alike = {
        "lang": language,
        "csrf_token": "",
        "csp_nonce": "",
        "staff": None,
        "own_number": None,
        "other": _other(language),
    }
    return site.languages[language].environment.get_template(template).render(page_values | alike | values)


async def _file(request: web.Request, kind: str, make: Callable[[Published], str]) -> web.Response:
    context, shelf = site_of(request).context, request.config_dict[SHELF]
    period = await election_in_force(context)
    if period is not None:
        return _by_law(request, period, kind)
    found = await shelf.published(context)
    return _kept(request, shelf.text(found, kind, lambda: make(found)), kind)


def _by_law(request: web.Request, period: Period, kind: str) -> web.Response:
    """No figures, and until when: a page for people, and for programs in the kind of the file that they asked for."""
    headers = {"Cache-Control": A_MINUTE, "Vary": "Accept, Accept-Language, Cookie"}
    if "text/html" in request.headers.get("Accept", ""):
        request[KEEPS_NOTHING] = True
        language = _language(request)
        text, kind = _render(request, language, "reporting/public_figures.html", period=period, found=None), "text/html"
        headers["Content-Language"] = language
    else:
        words = site_of(request).languages["es-MX"]
        said = words.gettext(N_("The publication of figures is suspended by the law on elections."))
        told = {"suspendido": True, "desde": str(period.begins_on), "hasta": str(period.ends_on), "motivo": said}
        text = _dumped(told) if kind == "application/json" else open_data.row_as_csv(told)
    return web.Response(status=UNAVAILABLE_BY_LAW, text=text, content_type=kind, charset="utf-8", headers=headers)


def _kept(request: web.Request, text: str, kind: str, language: Language | None = None) -> web.Response:
    request[KEEPS_NOTHING] = True
    tag = hashlib.sha256(text.encode()).hexdigest()[:24]
    headers = {"Cache-Control": A_MINUTE, "ETag": f'"{tag}"'}
    if language is not None:
        headers |= {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    if any(one.value in (tag, "*") for one in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=headers)


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


def _chosen(request: web.Request, found: Published) -> Figures | None:
    """Raises `NotFound` for a period of which nothing is published."""
    typed = request.query.get("semana") or request.query.get("periodo")
    if not typed:
        return None
    of = next((one for one in (*found.weeks, *found.longer, *found.years) if one.span.label == typed), None)
    if of is None:
        raise NotFound(Code.NOT_FOUND)
    return of


def _language(request: web.Request) -> Language:
    """As the address says, so that no form is needed to change it; else as everywhere."""
    asked = request.query.get("idioma")
    return next((one for one in LANGUAGES if one == asked), visitor_of(request).language)


def _other(language: Language) -> Language:
    return "en" if language == "es-MX" else "es-MX"
