"""Pages on a cheap telephone, and the server that makes them with years of cases behind it.

    python -m benchmarks.pages [--quick] [--json FILE]

- `landing_kb`, `waiting_kb`: all that a first visit takes from the network in Chromium, messages included;
- `inp_ms`, `cls`: interactions and layout shifts of a citizen's way on a slow processor (`benchmarks.responsiveness`);
- `lighthouse_min`: the least of Lighthouse's scores for performance, accessibility and best practices over all pages that
  citizens see, as on a slow telephone line, and of the one for search engines over the pages that anybody finds;
- `server_p99_ms`: at 200 requests a second, begun on time whether or not earlier ones were answered, with 100,000 cases stored.
  The mixture is what citizens and officers do; signing in and PINs are left out, whose cost is the protection itself;
"""

import asyncio
import itertools
import random
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import asyncpg
from playwright.async_api import Page, async_playwright
from rich.console import Console
from rich.table import Table

from audiencia.operations.postgres import Postgres
from audiencia.privacy.crypto import Keyring
from audiencia.runtime.identity import CASE_COOKIE, STAFF_COOKIE, TICKET_COOKIE
from audiencia.settings.config import load_municipality
from benchmarks import filled_cases, lighthouse_run, responsiveness
from benchmarks.harness import options, percentile, report, show_samples
from tests.browser.chromium import DESK, PHONE, Studio, launch, visit
from tests.browser.installation import ROOT, Installation, installation
from tests.browser.people import Citizen, Director, Matter

BOUNDS = {"landing_kb": 30, "waiting_kb": 80, "inp_ms": 100, "cls": 0.02, "server_p99_ms": 50}
FLOORS = {"lighthouse_min": 98}
RATE = 200
SECONDS, QUICK_SECONDS = 60, 5
CASES, QUICK_CASES = 100_000, 2_000
HERE, THERE = Matter("obras-publicas", "baches"), Matter("agua", "fugas")
PUBLIC = (
    "/",
    "/areas",
    "/areas/obras-publicas",
    "/aviso",
    "/peticiones",
    "/directorio",
    "/directorio/agua/fuga-de-agua",
    "/cifras",
)
OTHERS = ("/peticiones/nueva", "/seguimiento", "/unirse/obras-publicas/baches")
LIMITS = {"joins_per_address_per_hour": 100_000}


@dataclass
class Visitors:
    """Cookies of those who ask: somebody who waits, somebody with a case, an officer."""

    waiting: Mapping[str, str]
    officer: Mapping[str, str]
    cases: list[Mapping[str, str]] = field(default_factory=list)


async def main() -> int:
    """Runs all of it; gives the exit code."""
    given = options(__doc__ or "")
    async with installation(LIMITS) as house:
        visitors, weights = await _by_browser(house)
        scores, not_measured = await _lighthouse(house, visitors, quick=given.quick)
        visitors.cases = await _fill(house, QUICK_CASES if given.quick else CASES)
        times = await _load(house, visitors, QUICK_SECONDS if given.quick else SECONDS)
    show_samples("Server, by kind of page", times)
    everything = [one for series in times.values() for one in series]
    report(
        {
            **weights,
            **({"lighthouse_min": min(scores.values())} if scores else {}),
            "lighthouse_not_measured": len(not_measured),
            "server_p99_ms": percentile(everything, 99),
            "server_p50_ms": percentile(everything, 50),
        },
        BOUNDS,
        given.json,
        FLOORS,
    )
    for path, reason in not_measured.items():
        print(f"lighthouse_min leaves out {path}: {reason}")
    return 0


async def _by_browser(house: Installation) -> tuple[Visitors, dict[str, float]]:
    """What first visits weigh, and the cookies of those who came."""
    with TemporaryDirectory(prefix="audiencia-cameras-") as folder:
        async with async_playwright() as playwright:
            browser = await launch(playwright.chromium, Studio(Path(folder)), "red")
            stranger = Citizen(await visit(browser, house.url, screen=PHONE))
            landing = await _weight(stranger.page, "/")
            citizen = Citizen(await visit(browser, house.url, screen=PHONE))
            await citizen.join(HERE)
            await citizen.page.goto("about:blank")
            waiting = await _weight(citizen.page, "/turno")
            officer = Director(await visit(browser, house.url, screen=DESK))
            login = f"direccion-{HERE.department}"
            await officer.sign_in(login, house.passwords[login])
            waits, works = await _cookie(citizen.page, TICKET_COOKIE), await _cookie(officer.page, STAFF_COOKIE)
            vitals = await responsiveness.measure(house, browser, THERE)
            await browser.close()
    return Visitors(waits, works), {"landing_kb": landing / 1000, "waiting_kb": waiting / 1000, **vitals}


async def _cookie(page: Page, name: str) -> dict[str, str]:
    """The one by which the server knows who asks; without the others it is no one's visit that is limited."""
    return {name: next(one["value"] for one in await page.context.cookies() if one["name"] == name)}


async def _weight(page: Page, path: str) -> float:
    """Bytes of a first visit, with the messages of its socket, until nothing more comes by itself."""
    session = await page.context.new_cdp_session(page)
    bytes_of: dict[str, float] = defaultdict(float)

    def finished(event: dict[str, Any]) -> None:
        bytes_of["files"] += event["encodedDataLength"]

    def message(event: dict[str, Any]) -> None:
        bytes_of["messages"] += len(event["response"]["payloadData"])

    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", message)
    session.on("Network.webSocketFrameSent", message)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    # A first visit has none; what comes through one is not counted here.
    await session.send("Network.setBypassServiceWorker", {"bypass": True})
    await page.goto(path, wait_until="networkidle")
    await page.evaluate("new Promise((done) => requestIdleCallback(done))")
    await session.detach()
    return sum(bytes_of.values())


async def _lighthouse(
    house: Installation, visitors: Visitors, *, quick: bool
) -> tuple[dict[str, float], dict[str, str]]:
    """The least score that counts, of each page; and of each page that gave none, why."""
    lighthouse_run.install()
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    table = Table(title="Lighthouse", title_justify="left")
    for heading in ("page", *lighthouse_run.CATEGORIES, "lost"):
        table.add_column(heading)
    paths = (*PUBLIC[:1], *OTHERS[:1]) if quick else (*PUBLIC, *OTHERS)
    pages: list[tuple[str, Mapping[str, str]]] = [*((path, {}) for path in paths), ("/turno", visitors.waiting)]
    least: dict[str, float] = {}
    not_measured: dict[str, str] = {}
    for path, cookies in pages:
        try:
            found = await lighthouse_run.measure(house.url + path, chromium, cookies)
        except lighthouse_run.NotMeasured as error:
            not_measured[path] = str(error)
            table.add_row(path, *("" for _ in lighthouse_run.CATEGORIES), f"not measured: {error}")
            continue
        least[path] = min(score for name, score in found.of.items() if name != "seo" or path in PUBLIC)
        table.add_row(path, *(f"{found.of[name]:.0f}" for name in lighthouse_run.CATEGORIES), "\n".join(found.lost))
    Console(width=180).print(table)
    return least, not_measured


async def _fill(house: Installation, count: int) -> list[Mapping[str, str]]:
    """Stores the cases; gives cookies of some people who follow theirs."""
    keyring = Keyring.open(house.data.keys)
    connection = await asyncpg.connect(Postgres.open(house.data).url)
    try:
        prefix = load_municipality(ROOT / "config").folio_prefix
        known = await filled_cases.fill(connection, keyring, prefix, count)
    finally:
        await connection.close()
    return [{CASE_COOKIE: keyring.case_token(case_id, 1)} for case_id in known]


async def _load(house: Installation, visitors: Visitors, seconds: float) -> dict[str, list[float]]:
    """Milliseconds of each request, by kind, from when it should have begun."""
    drawn, times = random.Random(11), defaultdict(list)
    kinds: list[tuple[str, str, Mapping[str, str]]] = [
        *[("public page", path, {}) for path in PUBLIC],
        *[("form", path, {}) for path in OTHERS],
        ("waiting page", "/turno", visitors.waiting),
        *[("own case", "/seguimiento/expediente", cookies) for cookies in visitors.cases[:3]],
        ("inbox", "/expedientes", visitors.officer),
    ]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def ask(due: float, kind: str, path: str, cookies: Mapping[str, str]) -> None:
            # As from behind a proxy, for many people: pages are limited for each address.
            headers = {"X-Forwarded-For": f"192.0.2.{drawn.randrange(250)}"}
            if cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
            async with session.get(house.url + path, headers=headers, allow_redirects=False) as response:
                await response.read()
                if response.status != 200:
                    raise RuntimeError(f"{path} answered {response.status}")
            times[kind].append(1000 * (time.perf_counter() - due))

        for kind, path, cookies in kinds:  # templates are compiled once in the life of a server
            await ask(time.perf_counter(), kind, path, cookies)
        times.clear()
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in itertools.count():
                due = begun + number / RATE
                if due - begun > seconds:
                    break
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(ask(due, *drawn.choice(kinds)))
    return dict(times)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
