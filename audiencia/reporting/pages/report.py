"""The report of a jornada: as a page, on paper, and as a paragraph and a picture that the press office takes. No names."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from audiencia.core.errors import existing
from audiencia.core.gettext_mark import N_
from audiencia.directory.api import election_in_force
from audiencia.http import render
from audiencia.http.charts import Bar, Chart
from audiencia.http.i18n import Words
from audiencia.http.papers import sheet
from audiencia.http.site import site_of
from audiencia.privacy.small_cells import FEWEST
from audiencia.reporting import figures
from audiencia.reporting import report as flow
from audiencia.reporting.pages import figure_charts, press, press_picture
from audiencia.reporting.pages.communication import chosen, offered
from audiencia.reporting.pages.press_picture import Shape
from audiencia.reporting.pages.publication import UNAVAILABLE_BY_LAW
from audiencia.reporting.report import HalfHour, Report


async def show(request: web.Request) -> web.Response:
    """The page of the jornada that was chosen, or of the newest."""
    context = site_of(request).context
    found = await flow.report(context, chosen(request))
    values = {} if found is None else _values(request, found)
    jornadas = offered(await figures.jornadas(context), None if found is None else found.figures)
    return render.page(
        request, "reporting/report.html", found=found, jornadas=jornadas, fewest=FEWEST,
        in_time=flow.IN_TIME_MIN, period=await election_in_force(context), **values,
    )  # fmt: skip


async def paper(request: web.Request) -> web.Response:
    """The report as PDF. Raises `Unavailable` when it cannot be made now."""
    site, found = site_of(request), await _found(request)
    html = sheet.html(
        request, "reporting/report_pdf.html", found=found, fewest=FEWEST, in_time=flow.IN_TIME_MIN,
        period=await election_in_force(site.context), **_values(request, found),
    )  # fmt: skip
    return _file(await site.press.pdf(html), "application/pdf", found, "pdf")


async def picture(request: web.Request) -> web.Response:
    """The wide picture as SVG. None while an election period is in force."""
    found = await _found(request)
    drawn = await _drawn(request, found, press_picture.WIDE)
    return _silent(request) if drawn is None else _file(drawn.encode(), "image/svg+xml", found, "svg")


async def wide_picture(request: web.Request) -> web.Response:
    """As PNG, for links. Raises `Unavailable` when it cannot be made now."""
    return await _png(request, press_picture.WIDE, "png")


async def square_picture(request: web.Request) -> web.Response:
    """As PNG, for networks. Raises `Unavailable` when it cannot be made now."""
    return await _png(request, press_picture.SQUARE, "cuadrada.png")


async def _png(request: web.Request, shape: Shape, ending: str) -> web.Response:
    found = await _found(request)
    drawn = await _drawn(request, found, shape)
    if drawn is None:
        return _silent(request)
    return _file(await site_of(request).press.png(drawn, shape.width, shape.height), "image/png", found, ending)


async def _drawn(request: web.Request, found: Report, shape: Shape) -> str | None:
    """`None` while an election period is in force."""
    context = site_of(request).context
    if await election_in_force(context) is not None:
        return None
    return press_picture.picture(render.words_of(request), context.municipality, found.figures, shape)


def _silent(request: web.Request) -> web.Response:
    said = render.words_of(request).gettext(N_("The publication of figures is suspended by the law on elections."))
    return web.Response(status=UNAVAILABLE_BY_LAW, text=said)


async def _found(request: web.Request) -> Report:
    return existing(await flow.report(site_of(request).context, chosen(request)))


def _values(request: web.Request, found: Report) -> dict[str, Any]:
    """What page and paper have in common: charts, and what is told the press."""
    site, words = site_of(request), render.words_of(request)
    shown = found.figures
    rows, idle = figure_charts.split(words, shown.rows)
    return {
        "departments_chart": figure_charts.by_department(words, rows),
        "rows": rows,
        "idle": idle,
        "waits_chart": figure_charts.waits(words, rows),
        "came_chart": _through_the_day(words, found.half_hours, "came"),
        "called_chart": _through_the_day(words, found.half_hours, "called"),
        "paragraph": press.paragraph(words, site.context.municipality, shown),
        "alternative": press.alternative(words, site.context.municipality, shown),
    }


def _through_the_day(words: Words, slots: Sequence[HalfHour], name: str) -> Chart:
    clock = words.environment.filters["clock"]
    bars = []
    for slot in slots:
        people = getattr(slot, name)
        said = words.gettext(N_("left out")) if people is None else str(people)
        bars.append(Bar(clock(slot.begins_at), None if people is None else (people,), said))
    titles = {"came": N_("People who came, by half hour"), "called": N_("People called, by half hour")}
    said = words.gettext(N_("All figures of this chart stand in the table below."))
    return Chart(name, words.gettext(titles[name]), said, (words.gettext(N_("People")),), tuple(bars))


def _file(content: bytes, kind: str, found: Report, ending: str) -> web.Response:
    jornada = found.figures.jornada
    name = f"informe-{jornada.day}-{jornada.id}{'-ensayo' if jornada.demo else ''}.{ending}"
    return sheet.file(content, kind, name)
