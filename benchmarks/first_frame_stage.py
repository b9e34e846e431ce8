"""The scene of `benchmarks.first_frame`: an installation, two browsers, a director's open room, one citizen after the other."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from playwright.async_api import Browser, async_playwright

from benchmarks.impairments import Line
from benchmarks.udp_proxy import free_udp_port, proxy
from tests.browser.chromium import DESK, PHONE, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees, until

Kind = Literal["warm", "fresh", "slow"]
WARM_UP = 3
"""Rounds that do not count: the first calls of a process load code."""
DEPARTMENT, TOPIC = "obras-publicas", "baches"
LIMITS: dict[str, int | str] = {"joins_per_address_per_hour": 100_000, "answer_seconds": 90}

# The offer is held back until the click: negotiation, ICE and DTLS all come after it.
CONNECT_ON_CLICK = """
const mark = performance.mark.bind(performance);
const clicked = new Promise((done) => {
  performance.mark = (name, more) => { if (name === "audiencia:accept") done(); return mark(name, more); };
});
const describe = RTCPeerConnection.prototype.setLocalDescription;
RTCPeerConnection.prototype.setLocalDescription = async function (...given) {
  await clicked;
  return describe.apply(this, given);
};
"""
SLOW_CAMERA = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  await new Promise((done) => setTimeout(done, 1000));
  return open(wanted);
};
"""
SCRIPTS: dict[Kind, str] = {"warm": "", "fresh": CONNECT_ON_CLICK, "slow": SLOW_CAMERA}

FIRST_FRAME = "performance.getEntriesByName('audiencia:first-frame').length > 0"
# Times on the wall clock, in ms. The frame's own times are those of the first one that was painted since the click.
TIMES = """(clicked) => {
  const at = (name) => { const found = performance.getEntriesByName(name)[0];
    return found ? performance.timeOrigin + found.startTime : null; };
  const frame = probe.painted().find((one) => performance.timeOrigin + one.received > clicked) ?? {};
  return { accept: at("audiencia:accept"), talking: at("audiencia:in-call"), frame: at("audiencia:first-frame"),
    received: frame.received ? performance.timeOrigin + frame.received : null, decoding: frame.decoding ?? null };
}"""


@dataclass
class Stage:
    """The director's open room, and the browser in which citizens come one after the other."""

    house: Installation
    citizens: Browser
    directors: Browser
    director: Director

    async def play(self, kind: Kind) -> tuple[dict[str, Any], dict[str, Any]]:
        """One whole attention; gives the times of the citizen's and the director's page."""
        visitor = await visit(self.citizens, self.house.url, screen=PHONE)
        if SCRIPTS[kind]:
            await visitor.context.add_init_script(script=f"(() => {{ {SCRIPTS[kind]} }})();")
        citizen = Citizen(visitor)
        try:
            await citizen.join(Matter(DEPARTMENT, TOPIC))
            if kind != "fresh":
                await until(citizen.page, "!!probe.live()")
            await self.director.page.evaluate("performance.clearMarks()")
            await self._watch(citizen)
            await self.director.call_next()
            await citizen.at("called")
            if kind != "slow":
                await sees(citizen.page, "red", video="self-video")
            await citizen.press("accept")
            for person in (citizen, self.director):
                await until(person.page, FIRST_FRAME)
            mine = await citizen.page.evaluate(TIMES, 0)
            theirs = await self.director.page.evaluate(TIMES, mine["accept"])
            mine = await citizen.page.evaluate(TIMES, mine["accept"])
            await self._conclude()
            return mine, theirs
        finally:
            await visitor.close()

    async def _watch(self, citizen: Citizen) -> None:
        """The picture's element of the citizen appears with the call: it is watched as soon as it is there."""
        await citizen.page.evaluate("probe.watchPainted()")
        await self.director.page.evaluate("probe.watchPainted()")

    async def _conclude(self) -> None:
        await self.director.end_call()
        await self.director.record("resolved_immediately", "information_given")


@asynccontextmanager
async def stage(line: Line | None = None, *, encrypted: bool = False) -> AsyncIterator[Stage]:
    """Everything started, the room open. `line`: what each direction of each browser's way to the worker is like."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="audiencia-cameras-"))
        studio = Studio(Path(folder), 640, 480)
        port = free_udp_port() if line else None
        limits = LIMITS | {"encryption": str(encrypted).lower()}
        house = await stack.enter_async_context(installation(limits, media_behind=port))
        if line and port:
            between = await stack.enter_async_context(proxy(house.media_port, port))
            await between.set(line, line)
        playwright = await stack.enter_async_context(async_playwright())
        citizens = await stack.enter_async_context(await launch(playwright.chromium, studio, "red"))
        directors = await stack.enter_async_context(await launch(playwright.chromium, studio, "blue"))
        director = Director(await visit(directors, house.url, screen=DESK))
        login = f"direccion-{DEPARTMENT}"
        await director.sign_in(login, house.passwords[login])
        await director.open_room()
        await until(director.page, "!!probe.live()")
        yield Stage(house, citizens, directors, director)
