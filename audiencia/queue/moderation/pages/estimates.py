"""How good today's estimates of waiting have been, for moderators."""

from dataclasses import dataclass

from aiohttp import web

from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.queue.snapshot import estimate
from audiencia.settings.config import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One department's figures as the page shows them. `bias_min` above 0: people were called earlier than was said."""

    department: Text
    people: int
    error_min: int
    within_pct: int
    bias_min: int


async def estimates(request: web.Request) -> web.Response:
    """The table, by department; in words when nobody has been called yet."""
    rows = [
        Row(
            one.department,
            one.score.count,
            round(one.score.mae_min),
            round(one.score.coverage_pct),
            round(one.score.bias_min),
        )
        for one in await estimate.scores(site_of(request).context)
    ]
    return render.page(request, "queue/moderation/estimates.html", rows=rows)
