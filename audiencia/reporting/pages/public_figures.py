"""The figures of the audience for everybody, and what is said of all published data: the dictionary, the entry for catalogues."""

from aiohttp import web

from audiencia.http.i18n import Language, Words
from audiencia.http.site import origin_of, site_of
from audiencia.privacy.small_cells import FEWEST
from audiencia.reporting.pages import figure_charts, open_data, petition_data
from audiencia.reporting.pages.publication import Publication, dumped, kept, language_of, rendered
from audiencia.reporting.pages.shelf import Shelf
from audiencia.reporting.public_periods import Figures, PublicRow, Published

SHELF: web.AppKey[Shelf[Published]] = web.AppKey("shelf", Shelf)
TABLES = (open_data.AUDIENCE, petition_data.PETITIONS)


def _values(request: web.Request, language: Language, found: Published, chosen: Figures | None) -> dict[str, object]:
    site = site_of(request)
    words: Words = site.languages[language]
    of = chosen or found.year
    rows, idle = figure_charts.split(words, of.rows if of else ())
    drawn = [one for one in rows if isinstance(one, PublicRow) and of and one.of == of.total.of]
    told = {one.slug: one for one in found.coarser(of)} if of else {}
    return {
        "idle": idle,
        "rows": [told[one.slug] for one in rows if isinstance(one, PublicRow)],
        "fewest": FEWEST,
        "weeks_chart": figure_charts.by_week(words, found.weeks),
        "departments_chart": figure_charts.by_department(words, drawn),
        "waits_chart": figure_charts.waits(words, rows),
    }


_PUBLICATION = Publication(SHELF, "reporting/public_figures.html", lambda found: found, _values)
show = _PUBLICATION.show


async def data_csv(request: web.Request) -> web.Response:
    """All rows as CSV."""
    return await _PUBLICATION.file(request, "text/csv", open_data.as_csv)


async def data_json(request: web.Request) -> web.Response:
    """All rows as JSON."""
    return await _PUBLICATION.file(request, "application/json", lambda found: dumped(open_data.as_json(found)))


async def dictionary(request: web.Request) -> web.Response:
    """What each column means. It holds no figures, and so stays while an election goes on."""
    language = language_of(request)
    text = rendered(request, language, "reporting/data_dictionary.html", tables=TABLES, fewest=FEWEST)
    return kept(request, text, "text/html", language)


async def dictionary_json(request: web.Request) -> web.Response:
    """The data dictionary as JSON."""
    site = site_of(request)
    words = site.languages["es-MX"]
    return kept(
        request, dumped(open_data.dictionary(site.context.municipality, TABLES, words.gettext)), "application/json"
    )


async def catalogue(request: web.Request) -> web.Response:
    """The entry of the data for other portals' catalogues. It holds no figures either."""
    site = site_of(request)
    words = site.languages["es-MX"]
    told = open_data.catalogue(origin_of(request), site.context.municipality, TABLES, words.gettext)
    return kept(request, dumped(told), "application/ld+json")
