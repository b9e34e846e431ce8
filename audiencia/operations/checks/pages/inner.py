"""The Unix socket at which one web process of `serve` is asked how it is: `PORT` leads to whichever of them is free."""

from contextlib import AsyncExitStack

from aiohttp import web

from audiencia.http.site import SITE
from audiencia.operations.checks.pages import health


async def serve(stack: AsyncExitStack, app: web.Application) -> None:
    """Serves `/salud`, `/salud/vivo` and the metrics of this process until `stack` ends, where `serve` has a folder for it."""
    processes = app[health.PROCESSES]
    if processes.own is None:
        return

    async def own_metrics(_: web.Request) -> web.Response:
        return web.Response(text=processes.own_text())

    inner = web.Application()
    inner[SITE], inner[health.WATCHED], inner[health.TOKEN] = app[SITE], app[health.WATCHED], ""
    inner.router.add_get("/salud", health.health)
    inner.router.add_get("/salud/vivo", health.live)
    inner.router.add_get("/metrics", own_metrics)
    runner = web.AppRunner(inner, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.UnixSite(runner, processes.own).start()
