"""From the citizen's "enter the call" to the first frame of the other side on the screen, on both sides.

    python -m benchmarks.first_frame [--quick] [--profile] [--json FILE]
    python -m benchmarks.first_frame --peer janus [--janus PATH] [--only plain|encrypted] [--rounds N]

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
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import expect

from benchmarks import first_frame_beside
from benchmarks.first_frame_stage import WARM_UP, Kind, Stage, stage
from benchmarks.harness import Options, options, percentile, report, show_samples
from benchmarks.impairments import Line
from benchmarks.peers.janus import janus_or_say
from benchmarks.transfer import transfers
from tests.browser.chromium import TIMEOUT_MS

BOUNDS = {
    "p50_ms": 100, "p95_ms": 180, "rtt80_p50_ms": 180, "transfer_ms": 150, "warm_citizen_p50_ms": 120,
    "warm_director_p50_ms": 120, "warm_p95_ms": 200,
}  # fmt: skip
ROUNDS_BESIDE = 30
ROUNDS = {"warm": 100, "fresh": 25, "slow": 10, "rtt80": 40, "encrypted": 40, "transfer": 30}
QUICK = {"warm": 6, "fresh": 3, "slow": 2, "rtt80": 4, "encrypted": 4, "transfer": 4}
FAR = Line(delay=0.04)
"""One direction of one browser's line: 80 ms there and back, and 80 ms from one person to the other."""


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


def measure_beside(asked: Options) -> None:
    """Our calls and Janus' in turns."""
    expect.set_options(timeout=TIMEOUT_MS)
    count = asked.sizes.get("rounds", 4 if asked.quick else ROUNDS_BESIDE)
    took = asyncio.run(first_frame_beside.beside(janus_or_say(asked.program), asked.only, count))
    show_samples("From the click to the first frame, both sides", took)
    found = {name: round(value, 2) for name, value in first_frame_beside.results(took).items()}
    report(found, BOUNDS | first_frame_beside.BOUNDS, asked.json)


def main() -> None:
    """Measures and reports; an exception, and so an exit code, only when it could not measure."""
    asked = options(
        "From the citizen's click to the first frame on both sides.", first_frame_beside.SCENES, ["rounds"], ["janus"]
    )
    if asked.peer:
        measure_beside(asked)
        return
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
