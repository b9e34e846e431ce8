"""Whether all parts are there, for the supervisor and for monitoring. Nothing personal."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from audiencia.core.errors import Code, NotFound
from audiencia.http.limits import rates
from audiencia.http.site import Probe, site_of
from audiencia.operations.checks.process_metrics import Processes
from audiencia.operations.checks.result import Check

PROCESSES = web.AppKey("processes", Processes)
WATCHED: web.AppKey[Callable[[], Sequence[Check]]] = web.AppKey("watched")
"""What this web node found last of what a restart does not mend."""
TOKEN = web.AppKey("metrics_token", str)  # The token of scrapers on other machines; empty: none.
PROBE_SECONDS = 2.0
NEEDED = "database"  # Without it nothing works; without Valkey or media the audience goes on in part.
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")  # Any of these was written by a proxy.


async def health(request: web.Request) -> web.Response:
    """`ok`, `degraded` (something is away, people are still served) or `down`, then with status 503. Whoever may read the metrics
    also reads what else was found: it changes neither, because a restart does not mend it."""
    probes = site_of(request).probes
    found = await asyncio.gather(*(_ask(probe) for probe in probes.values()))
    parts = dict(zip(probes, found, strict=True))
    status = "ok" if all(found) else "degraded" if parts.get(NEEDED, True) else "down"
    body: dict[str, object] = {
        "status": status,
        "parts": {name: "ok" if there else "away" for name, there in parts.items()},
    }
    if _may_read(request):
        watched = request.config_dict[WATCHED]()
        body["watched"] = {one.code: {"state": one.state, "says": one.sentence.said(str)} for one in watched}
    return web.json_response(body, status=503 if status == "down" else 200)


async def live(_: web.Request) -> web.Response:
    """This process answers, however its parts are: for whoever restarts what hangs."""
    return web.Response(text="ok")


async def metrics(request: web.Request) -> web.Response:
    """Prometheus' text format: others than `_may_read` are told that there is nothing."""
    if not _may_read(request):
        raise NotFound(Code.NOT_FOUND)
    text = await request.config_dict[PROCESSES].text()
    return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _may_read(request: web.Request) -> bool:
    """This machine, and whoever brings the token.
    The socket's own peer is asked, and whoever comes through a proxy is refused: the proxy itself is on this machine. So is
    who asks for another host than this machine: a page elsewhere whose name leads here (DNS rebinding)."""
    if token := request.config_dict[TOKEN]:
        given = request.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode("utf-8", "surrogateescape"), f"Bearer {token}".encode()):
            return True
    proxied = any(header in request.headers for header in FORWARDED)
    return not proxied and rates.is_loopback(request.remote or "") and _is_this_machine(request.host)


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
