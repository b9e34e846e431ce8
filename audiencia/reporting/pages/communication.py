"""Figures for the public: of this jornada and of earlier ones, as a page and as a file."""

from collections.abc import Iterator, Sequence

from aiohttp import web

from audiencia.core.errors import Code, NotFound, existing
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import SessionId
from audiencia.http import query, render, spreadsheets
from audiencia.http.site import site_of
from audiencia.privacy.small_cells import FEWEST
from audiencia.reporting import figures as flow
from audiencia.reporting.figures import Figures, Jornada, Row
from audiencia.reporting.pages import figure_charts

HEAD = (
    N_("Session"),
    N_("Kind"),
    N_("State"),
    N_("Department"),
    N_("People attended"),
    N_("With immediate answer, %"),
    N_("With immediate answer"),
    N_("Confirmed by the citizen"),
    N_("In process"),
    N_("Result to come"),
    N_("Carried over"),
    N_("Minutes until called: half waited less than"),
    N_("Minutes until called: eight of ten waited at most"),
)
OFFERED = 30  # The newest jornadas: `/informe/jornadas` has all of them.
LEFT_OUT = "*"  # In files, for what would speak of fewer than five people.


async def show(request: web.Request) -> web.Response:
    """The figures of the jornada that was chosen, or of the newest."""
    context = site_of(request).context
    found = await flow.figures(context, chosen(request))
    rows, idle = ((), []) if found is None else figure_charts.split(render.words_of(request), found.rows)
    jornadas = offered(await flow.jornadas(context), found)
    return render.page(
        request, "reporting/communication.html", found=found, rows=rows, idle=idle, jornadas=jornadas, fewest=FEWEST
    )


async def download(request: web.Request) -> web.Response:
    """The figures as a CSV file."""
    found = existing(await flow.figures(site_of(request).context, chosen(request)))
    gettext = render.words_of(request).gettext
    return spreadsheets.file(
        f"audiencia-{found.jornada.day}{'-demo' if found.jornada.demo else ''}.csv",
        [gettext(one) for one in HEAD],
        _lines(request, found),
    )


def _lines(request: web.Request, found: Figures) -> Iterator[list[object]]:
    words = render.words_of(request)
    kind = words.gettext(N_("demonstration") if found.jornada.demo else N_("real"))
    state = words.gettext(N_("final") if found.final else N_("preliminary"))
    for row in (*found.rows, found.total):
        department = words.gettext(N_("All")) if row.department is None else words.text(row.department)
        yield [found.jornada.day.isoformat(), kind, state, department, *_figures(row)]


def _figures(row: Row) -> list[object]:
    one, wait = row.shown, row.wait
    known = [one.attended, one.percent, one.immediate, one.confirmed, one.in_process, one.to_come, one.carried_over]
    known += [None, None] if wait is None else [wait.median_min, wait.p80_min]
    said: list[object] = [LEFT_OUT if value is None else value for value in known]
    return [*said[:-2], "", ""] if row.nobody_called else said


def offered(known: Sequence[Jornada], found: Figures | None) -> list[Jornada]:
    """Jornadas to choose from beside these figures: the newest, and the one that is shown."""
    return [one for place, one in enumerate(known) if place < OFFERED or (found is not None and one == found.jornada)]


def chosen(request: web.Request) -> SessionId | None:
    """The jornada that the address names, if any. Raises `NotFound` for what is no number."""
    typed = request.query.get("jornada", "")
    try:
        return SessionId(query.number(typed)) if typed else None
    except ValueError:
        raise NotFound(Code.NOT_FOUND) from None
