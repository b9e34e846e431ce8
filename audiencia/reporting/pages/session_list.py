"""All jornadas that have begun, as a list: the report and the figures of each."""

from collections.abc import Callable, Mapping

from aiohttp import web

from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.i18n import Words
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import listing
from audiencia.reporting import figures
from audiencia.reporting.figures import Jornada

PAGE = "/informe/jornadas"
COLUMNS = ("-day", "kind", "state")
KINDS = {False: N_("Session"), True: N_("Demonstration or rehearsal")}
STATES = {False: N_("Goes on"), True: N_("Closed")}
SORTED: Mapping[str, Callable[[Jornada], str | bool]] = {
    "day": lambda one: one.opens_at.isoformat(),
    "kind": lambda one: one.demo,
    "state": lambda one: one.closed,
}


async def show(request: web.Request) -> web.Response:
    """They are searched by day, kind and state; the newest first without a choice."""
    words, asked = render.words_of(request), listing.asked(request.query, PAGE, COLUMNS)
    known = await figures.jornadas(site_of(request).context)
    listed, rows = asked.shown((one for one in known if _fits(words, asked.words, one)), SORTED)
    staff = visitor_of(request).staff
    return render.page(
        request,
        "reporting/session_list.html",
        path=PAGE,
        list=listed,
        jornadas=rows,
        kinds=KINDS,
        states=STATES,
        has_figures=staff is not None and site_of(request).matrix.may(staff.role, "GET /comunicacion"),
    )


def _fits(words: Words, asked: str, one: Jornada) -> bool:
    named = (words.gettext(KINDS[one.demo]), words.gettext(STATES[one.closed]))
    return listing.fits(asked, words.environment.filters["day"](one.day), one.day.isoformat(), *named)
