"""Who takes part in `networks`: a citizen and a director in two browsers, and the proxy that their media go through."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, async_playwright, expect

from benchmarks.impairments import Line
from benchmarks.scene import make_scene
from benchmarks.udp_proxy import Counted, Proxy, free_udp_port, proxy
from tests.browser.chromium import DESK, PHONE, TIMEOUT_MS, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter, Person
from tests.browser.probe import until

DEPARTMENT, TOPIC = "obras-publicas", "baches"
LIMITS = {"joins_per_address_per_hour": 100_000, "answer_seconds": 90}
FRAME_HEADERS = 80
"""Octets around a short WebSocket message: its own head, and those of TLS, TCP and IP."""
STEADY_SECONDS = 6.0
"""Until a new call's estimates have settled."""
UNDER_WAY_MS = 80
"""Frames that were received sooner after something broke were sent before it."""
WITHIN = 30.0

NAME = "probe.live()?.remoteDescription?.sdp.match(/a=ice-ufrag:(\\S+)/)?.[1] ?? ''"
# What the page's connection has counted, and when by its own clock: of the camera what was sent, of everything received what a
# person notices.
STATS = """async () => {
  const found = { sent: 0, decoded: 0, freezes: 0, frozen: 0, samples: 0, concealed: 0, gaps: 0, held: 0, emitted: 0, at: 0 };
  for (const one of (await probe.live()?.getStats())?.values() ?? []) {
    found.at = Math.max(found.at, one.timestamp);
    if (one.type === "outbound-rtp" && one.kind === "video") found.sent += one.framesSent ?? 0;
    if (one.type !== "inbound-rtp") continue;
    if (one.kind === "video") {
      found.decoded += one.framesDecoded ?? 0;
      found.freezes += one.freezeCount ?? 0;
      found.frozen += one.totalFreezesDuration ?? 0;
    } else if (one.packetsReceived > 0) {
      found.samples += one.totalSamplesReceived ?? 0;
      found.concealed += (one.concealedSamples ?? 0) - (one.silentConcealedSamples ?? 0);
      found.gaps += one.concealmentEvents ?? 0;
      found.held += one.jitterBufferDelay ?? 0;
      found.emitted += one.jitterBufferEmittedCount ?? 0;
    }
  }
  return found;
}"""
Stats = dict[str, float]
# How wide the picture is that comes, and how many of it in a second; nothing while none comes.
PICTURE = """async () => {
  for (const one of (await probe.live()?.getStats())?.values() ?? [])
    if (one.type === "inbound-rtp" && one.kind === "video" && one.framesPerSecond > 0)
      return [one.frameWidth, one.framesPerSecond];
  return [0, 0];
}"""


@dataclass
class Wire:
    """What went over a page's lines to the server, by the browser's own account (CDP), with an estimate of headers."""

    octets: int = 0
    messages: int = 0

    @classmethod
    async def of(cls, person: Person) -> "Wire":
        """Counts from now on."""
        wire = cls()
        session = await person.visitor.context.new_cdp_session(person.page)
        await session.send("Network.enable")
        for event in ("Network.webSocketFrameSent", "Network.webSocketFrameReceived"):
            session.on(event, wire._count)
        return wire

    def _count(self, event: dict[str, Any]) -> None:
        self.messages += 1
        self.octets += len(event["response"]["payloadData"].encode()) + FRAME_HEADERS


@dataclass
class Stage:
    """The director's open room, and the browser in which citizens come one after the other."""

    house: Installation
    proxy: Proxy
    citizens: Browser
    director: Director
    citizen: Citizen = field(init=False)
    wire: Wire = field(init=False)

    async def arrive(self) -> None:
        """A new citizen waits in the line."""
        self.citizen = Citizen(await visit(self.citizens, self.house.url, screen=PHONE))
        await self.citizen.join(Matter(DEPARTMENT, TOPIC))
        self.wire = await Wire.of(self.citizen)

    async def talk(self, mode: str = "accept") -> None:
        """The citizen is called and answers, with the button `mode`; ends when each sees the other."""
        await until(self.citizen.page, "!!probe.live()")
        await self.director.call_next()
        await self.citizen.at("called")
        await expect(self.citizen.see("open-camera")).to_have_count(0)
        for person in (self.citizen, self.director):
            await person.page.evaluate("probe.watchPainted()")
        await self.citizen.press(mode)
        await self.citizen.at("call")
        await self.director.phase("in_call")
        if mode == "accept":
            for person in (self.citizen, self.director):
                await until(person.page, "probe.painted().length > 0")

    async def end(self) -> None:
        """The call is over and the citizen gone."""
        await self.director.end_call()
        await self.director.record("resolved_immediately", "information_given")
        await self.citizen.visitor.close()

    async def name(self, person: Person) -> str:
        """How the proxy calls the path of this page's present connection."""
        return str(await until(person.page, NAME))

    async def stats(self) -> tuple[Stats, Stats]:
        """Of the citizen's page and of the director's, at the same moment."""
        mine, theirs = await asyncio.gather(self.citizen.page.evaluate(STATS), self.director.page.evaluate(STATS))
        return mine, theirs

    async def impair(self, up: Line, down: Line) -> None:
        """The citizen's line is like this from now on."""
        await self.proxy.set(up, down, await self.name(self.citizen))

    async def carried(self, seconds: float) -> tuple[Counted, Counted, int]:
        """What goes over the citizen's media line in this time, up and down, and octets over the socket."""
        name, before = await self.name(self.citizen), self.wire.octets
        await self.proxy.order("begin", name=name)
        await asyncio.sleep(seconds)
        up, down = await self.proxy.order("read", name=name)
        return up, down, self.wire.octets - before

    async def back_after(self, moment: float) -> dict[str, float]:
        """Milliseconds from `moment` (Unix time) until each page paints a frame that was received well after it."""
        wanted = f"probe.paintedSince({moment * 1000 + UNDER_WAY_MS})"
        seen = await asyncio.gather(*(until(one.page, wanted, within=WITHIN) for one in (self.citizen, self.director)))
        return {side: at - moment * 1000 for side, at in zip(("citizen", "director"), seen, strict=True)}

    async def watch(self) -> None:
        """From now on it is noted when frames are received."""
        for person in (self.citizen, self.director):
            await person.page.evaluate("probe.watchPainted()")


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Everything started, the room open."""
    expect.set_options(timeout=TIMEOUT_MS)
    with TemporaryDirectory(prefix="audiencia-networks-") as folder:
        studio = Studio(Path(folder))
        for seed, colour in enumerate(("red", "blue")):
            studio.made[colour] = make_scene(Path(folder) / f"{colour}.mjpeg", seed)
        port = free_udp_port()
        async with (
            installation(LIMITS, media_behind=port) as house,
            proxy(house.media_port, port) as between,
            async_playwright() as playwright,
        ):
            citizens = await launch(playwright.chromium, studio, "red")
            directors = await launch(playwright.chromium, studio, "blue")
            director = Director(await visit(directors, house.url, screen=DESK))
            login = f"direccion-{DEPARTMENT}"
            await director.sign_in(login, house.passwords[login])
            await director.open_room()
            await until(director.page, "!!probe.live()")
            yield Stage(house, between, citizens, director)
            await citizens.close()
            await directors.close()


def megabytes(up: Counted, down: Counted, socket: int) -> float:
    """Of everything that a citizen's operator counts."""
    return (up.octets + down.octets + socket) / 1e6


def now() -> float:
    """The clock that pages and this process share, in seconds."""
    return time.time()
