"""All departments' cases that need somebody, for those who oversee the departments."""

from typing import get_args

from aiohttp import web

from audiencia.cases.pages import words
from audiencia.cases.pages.desk import PAGE
from audiencia.cases.use_cases import oversight
from audiencia.cases.use_cases.inbox import SHOWN
from audiencia.cases.use_cases.oversight import Which
from audiencia.core.gettext_mark import N_
from audiencia.http import query, render
from audiencia.http.site import site_of, visitor_of
from audiencia.http.staff_pages import listing

WHICH: tuple[Which, ...] = get_args(Which)
LABELS = {
    "overdue": N_("Overdue cases"),
    "soon": N_("Due soon"),
    "nobody": N_("Nobody has them"),
    "reopened": N_("Reopened"),
}

EMPTY = {
    "overdue": N_("No answer is overdue: what is owed is within its term."),
    "soon": N_("No answer falls due in the next days."),
    "nobody": N_("Every case that is owed an answer has somebody who answers it."),
    "reopened": N_(
        "Nobody has opened a case again whose answer is still owed: those that were given settled the matter, or wait for the person."
    ),
}
"""What an empty list says, and why that is good."""


async def show(request: web.Request) -> web.Response:
    """Counts of each department, and a list: of one department and its topics when it was chosen."""
    context = site_of(request).context
    which: Which = query.read("ver", request.query.get("ver", ""), query.one_of(WHICH)) or "overdue"
    known = [one.slug for one in context.municipality.departments]
    area = query.read("area", request.query.get("area", ""), query.one_of(known))
    listed = listing.asked(request.query, f"{PAGE}/supervision", ("term",), keep=("ver", "area"), per_page=SHOWN)
    found = await oversight.look(context, visitor_of(request).staff, which, area, listed.skipped, listed.per_page)
    chosen = next((one for one in found.departments if one.slug == area), None)
    tally = found.tally if area is None else chosen.tally if chosen is not None else oversight.Tally()
    return render.page(
        request, "cases/oversight.html",
        found=found, chosen=chosen, area=area, tally=tally, which=which, labels=LABELS, empty=EMPTY[which], path=f"{PAGE}/supervision",
        list=listed.counted(getattr(tally, which)), target=context.municipality.petitions.target_in_time,
        lately=oversight.LOOKED_BACK.days, **words.VALUES,
    )  # fmt: skip
