"""The figures of petitions for everybody: the page and the files."""

from aiohttp import web

from audiencia.http.i18n import Language
from audiencia.reporting.pages import petition_data
from audiencia.reporting.pages.publication import Publication, dumped
from audiencia.reporting.pages.shelf import Shelf
from audiencia.reporting.petition_figures import PetitionFigures
from audiencia.reporting.public_periods import Figures

PETITIONS: web.AppKey[Shelf[PetitionFigures]] = web.AppKey("petition_shelf", Shelf)


def _values(_: web.Request, language: Language, found: PetitionFigures, chosen: Figures | None) -> dict[str, object]:
    of = chosen or found.figures.year
    if of is None:
        return {}
    topics = [(row, found.topics.get((of.span.label, row.slug or ""), ())) for row in of.rows]
    told = [one for one in topics if one[1]]
    return {"rows": found.figures.coarser(of), "topics": told, "table": petition_data.PETITIONS}


_PUBLICATION = Publication(PETITIONS, "reporting/petition_figures.html", lambda found: found.figures, _values)
show = _PUBLICATION.show


async def data_csv(request: web.Request) -> web.Response:
    """All rows as CSV."""
    return await _PUBLICATION.file(request, "text/csv", petition_data.as_csv)


async def data_json(request: web.Request) -> web.Response:
    """All rows as JSON."""
    return await _PUBLICATION.file(request, "application/json", lambda found: dumped(petition_data.as_json(found)))
