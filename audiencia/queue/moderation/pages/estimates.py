"""How good today's estimates of waiting have been, for moderators."""

from aiohttp import web

from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.queue.snapshot import estimate


async def estimates(request: web.Request) -> web.Response:
    """The table, by department; in words when nobody has been called yet."""
    scores = await estimate.scores(site_of(request).context)
    return render.page(request, "queue/moderation/estimates.html", scores=scores)
