"""From the citizen's "enter the call" to the first frame of the other side on the screen, on both sides.

    python -m benchmarks.first_frame [--quick] [--profile] [--json FILE]

Everything is real: `audiencia serve`, two Chromium processes with fake cameras of 640x480, every round a new citizen who
joins, waits, is called and answers. The clock is the pages' own marks (`audiencia:accept` at the click,
`audiencia:first-frame` when the first frame of the new epoch is painted), on one machine comparable by
`performance.timeOrigin`. Kinds of round, mixed over one run:

- warm: as the product works. Connected while waiting, camera open for the preview, nothing encoded before the click;
- fresh: the citizen's page makes its connection only on the click, as if none had been made while waiting;
- slow: a camera that takes a second to open, with a click that does not wait for it.

Afterwards, in an installation of their own whose media go through a UDP proxy (`benchmarks/udp_proxy.py`), more warm rounds with
a round trip of 80 ms between each browser and the worker; pages and sockets have no distance; and some in one whose calls are
encrypted. And in the first one a director joins a call that is under way (`benchmarks/transfer.py`).
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from playwright.async_api import Browser, async_playwright, expect

from benchmarks.harness import options, percentile, report, show_samples
from benchmarks.impairments import Line
from benchmarks.transfer import transfers
from benchmarks.udp_proxy import free_udp_port, proxy
from tests.browser.chromium import DESK, PHONE, TIMEOUT_MS, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees, until

Kind = Literal["warm", "fresh", "slow"]
DEPARTMENT, TOPIC = "obras-publicas", "baches"
BOUNDS = {
    "p50_ms": 100, "p95_ms": 180, "rtt80_p50_ms": 180, "transfer_ms": 150, "warm_citizen_p50_ms": 120,
    "warm_director_p50_ms": 120, "warm_p95_ms": 200,
}  # fmt: skip
ROUNDS = {"warm": 100, "fresh": 25, "slow": 10, "rtt80": 40, "encrypted": 40, "transfer": 30}
QUICK = {"warm": 6, "fresh": 3, "slow": 2, "rtt80": 4, "encrypted": 4, "transfer": 4}
FAR = Line(delay=0.04)
"""One direction of one browser's line: 80 ms there and back, and 80 ms from one person to the other."""
WARM_UP = 3
"""Rounds that do not count: the first calls of a process load code."""
LIMITS: dict[str, int | str] = {"joins_per_address_per_hour": 100_000, "answer_seconds": 90}
ENCRYPTION: dict[bool, dict[str, int | str]] = {True: {"encryption": "true"}, False: {}}

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
class Measured:
    """Milliseconds from the click, by kind of round and side; `parts` are the steps in between, of warm rounds."""

    citizen: dict[Kind, list[float]] = field(default_factory=lambda: defaultdict(list))
    director: dict[Kind, list[float]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    far: list[float] = field(default_factory=list)
    """With a round trip of 80 ms, both sides."""
    encrypted: list[float] = field(default_factory=list)
    """Where calls are encrypted, both sides."""
    transfers: list[float] = field(default_factory=list)

    def add(self, kind: Kind, citizen: dict[str, Any], director: dict[str, Any]) -> None:
        """One round's marks of both pages."""
        click = citizen["accept"]
        self.citizen[kind].append(citizen["frame"] - click)
        self.director[kind].append(director["frame"] - click)
        if kind != "warm":
            return
        for side, times in (("citizen", citizen), ("director", director)):
            for name in ("talking", "received", "frame"):
                if times[name] is not None:
                    self.parts[f"{side}: click to {name}"].append(times[name] - click)
            if times["decoding"] is not None:
                self.parts[f"{side}: decoding"].append(times["decoding"] * 1000)

    def results(self) -> dict[str, float]:
        """The metrics by name, in whole milliseconds."""
        pooled = [*self.citizen["warm"], *self.director["warm"]]
        found = {
            "p50_ms": percentile(pooled, 50),
            "p95_ms": percentile(pooled, 95),
            "rtt80_p50_ms": percentile(self.far, 50),
            "rtt80_p95_ms": percentile(self.far, 95),
            "encrypted_p50_ms": percentile(self.encrypted, 50),
            "encrypted_p95_ms": percentile(self.encrypted, 95),
            "transfer_ms": percentile(self.transfers, 50),
            "transfer_p95_ms": percentile(self.transfers, 95),
            "warm_citizen_p50_ms": percentile(self.citizen["warm"], 50),
            "warm_director_p50_ms": percentile(self.director["warm"], 50),
            "warm_p95_ms": percentile(pooled, 95),
            "fresh_citizen_p50_ms": percentile(self.citizen["fresh"], 50),
            "slow_camera_director_p50_ms": percentile(self.director["slow"], 50),
            "rounds": len(self.citizen["warm"]),
        }
        return {name: round(value) for name, value in found.items()}


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
        house = await stack.enter_async_context(installation(LIMITS | ENCRYPTION[encrypted], media_behind=port))
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


def plan(rounds: dict[str, int]) -> list[Kind]:
    """All rounds, the rarer kinds spread evenly among the others: a machine that grows busier slows all of them alike."""
    marks: list[tuple[float, Kind]] = []
    for kind in ("warm", "fresh", "slow"):
        marks += [((number + 0.5) / rounds[kind], kind) for number in range(rounds[kind])]
    return [kind for _, kind in sorted(marks)]


async def measure(rounds: dict[str, int]) -> Measured:
    """Plays all rounds."""
    expect.set_options(timeout=TIMEOUT_MS)
    found = Measured()
    async with stage() as played:
        for _ in range(WARM_UP):
            await played.play("warm")
        for number, kind in enumerate(order := plan(rounds), start=1):
            found.add(kind, *await played.play(kind))
            if sys.stderr.isatty():
                print(f"\r{number}/{len(order)}", end="", file=sys.stderr, flush=True)
        found.transfers = await transfers(played.house, played.citizens, played.directors, rounds["transfer"])
    found.far = await both_sides(stage(FAR), rounds["rtt80"])
    found.encrypted = await both_sides(stage(encrypted=True), rounds["encrypted"])
    return found


async def both_sides(staged: AbstractAsyncContextManager[Stage], rounds: int) -> list[float]:
    """Milliseconds of both sides of so many warm rounds."""
    took: list[float] = []
    async with staged as played:
        for number in range(WARM_UP + rounds):
            citizen, director = await played.play("warm")
            if number >= WARM_UP:
                took += [one["frame"] - citizen["accept"] for one in (citizen, director)]
    return took


def main() -> None:
    """Measures and reports; an exception, and so an exit code, only when it could not measure."""
    asked = options("From the citizen's click to the first frame on both sides.")
    found = asyncio.run(measure(QUICK if asked.quick else ROUNDS))
    series = {f"{kind}, {side}": values for side in ("citizen", "director")
              for kind, values in getattr(found, side).items()}  # fmt: skip
    series |= {
        "80 ms away, both sides": found.far,
        "encrypted, both sides": found.encrypted,
        "next director joins": found.transfers,
    }
    show_samples("From the click to the first frame", series)
    if asked.profile:
        show_samples("Where the time goes (warm)", found.parts)
    report(found.results(), BOUNDS, asked.json)


if __name__ == "__main__":
    main()
