"""Whether all parts are there, for the supervisor and for monitoring. Nothing personal."""

import asyncio
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from audiencia.core.errors import Code, NotFound
from audiencia.http.limits import rates
from audiencia.http.site import Probe, site_of
from audiencia.operations.checks.process_metrics import Processes

PROCESSES = web.AppKey("processes", Processes)
PROBE_SECONDS = 2.0
NEEDED = "database"
"""Without it nothing works; without Redis or media the audience goes on in part."""

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
"""Any of these was written by a proxy."""


async def health(request: web.Request) -> web.Response:
    """`ok`, `degraded` (something is away, people are still served) or `down`, then with status 503."""
    probes = site_of(request).probes
    found = await asyncio.gather(*(_ask(probe) for probe in probes.values()))
    parts = dict(zip(probes, found, strict=True))
    status = "ok" if all(found) else "degraded" if parts.get(NEEDED, True) else "down"
    body = {"status": status, "parts": {name: "ok" if there else "away" for name, there in parts.items()}}
    return web.json_response(body, status=503 if status == "down" else 200)


async def live(_: web.Request) -> web.Response:
    """This process answers, however its parts are: for whoever restarts what hangs."""
    return web.Response(text="ok")


async def metrics(request: web.Request) -> web.Response:
    """Prometheus' text format, for this machine alone: others are told that there is nothing.

    The socket's own peer is asked, and whoever comes through a proxy is refused: the proxy itself is on this machine. So is
    who asks for another host than this machine: a page elsewhere whose name leads here (DNS rebinding).
    """
    proxied = any(header in request.headers for header in FORWARDED)
    if proxied or not rates.is_loopback(request.remote or "") or not _is_this_machine(request.host):
        raise NotFound(Code.NOT_FOUND)
    text = await request.config_dict[PROCESSES].text()
    return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_this_machine(host: str) -> bool:
    """Whether a `Host` header names it, with or without a port."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or rates.is_loopback(name)


async def _ask(probe: Probe) -> bool:
    """A probe that fails or hangs means that the part is away."""
    asking = asyncio.ensure_future(probe())
    # Not wait_for: a hanging driver may take longer to be cancelled than whoever asks here would wait.
    done, _ = await asyncio.wait({asking}, timeout=PROBE_SECONDS)
    if not done:
        asking.cancel()
        return False
    return asking.exception() is None and asking.result()
