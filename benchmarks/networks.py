"""How calls hold over bad networks, and what they cost: `python -m benchmarks.networks [--quick] [--only SCENE ...] [--json FILE]`.

Everything is real: `audiencia serve`, two Chromium processes, and between them and the media worker a UDP proxy
(`benchmarks/udp_proxy.py`) that loses, delays and counts. Only the citizen's line is bad, both ways; the director sits at an
office's. Cameras show a scene that costs as much as a real one (`benchmarks/scene.py`).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.harness import options, percentile, report, show_samples
from benchmarks.impairments import Line
from benchmarks.networks_stage import STEADY_SECONDS, Stage, Stats, megabytes, now, stage
from tests.browser.probe import until

Change = Literal["rebound", "gone"]

BOUNDS = {
    "uplink_queue_p50_ms": 100, "network_change_p95_ms": 3000, "worker_killed_p95_ms": 3000, "call_mb_8min": 40,
    "call_mb_8min_low": 20, "call_mb_8min_voice": 8, "waiting_kb_30min": 300, "made_up_pct_100kbit": 3, "made_up_pct_80kbit": 3,
    "made_up_pct_60kbit": 3, "media_back_ms": 2000,
}  # fmt: skip
FLOORS = {"decoded_pct_loss5": 90}
LOSS5 = Line(lost=0.05, delay=0.025)
WEAK_UP = Line(lost=0.1, jitter=0.05, rate=400_000)
WEAK_DOWN = Line(lost=0.1, jitter=0.05)
GOOD = Line()
NARROW_KBITS = (100, 80, 60)
AWAY_SECONDS = 15
CALL_MINUTES, WAITING_MINUTES = 8, 30
PING_SECONDS = 2.5
"""Browsers check their path about so often: changes of network come at random in between."""
SETTLED_SECONDS = 31
"""A process that lived for so long is started again at once; one that dies again and again is waited for."""


@dataclass(frozen=True)
class Plan:
    """How long, in seconds, and how often."""

    bad: float = 30
    narrow: float = 20
    aways: int = 3
    changes: int = 20
    kills: int = 8
    call: float = 60
    waiting: float = 180


QUICK = Plan(bad=8, narrow=8, aways=1, changes=4, kills=2, call=10, waiting=20)


@dataclass
class Found:
    """The metrics, and the samples behind them in milliseconds."""

    results: dict[str, float] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)


def _differences(before: Stats, after: Stats) -> Stats:
    return {name: after[name] - before[name] for name in after}


def _decoded(sender: Stats, viewer: Stats) -> float:
    """The part of the frames sent that is decoded; by rates, for two pages are never read at the same instant."""
    return viewer["decoded"] / viewer["at"] / (sender["sent"] / sender["at"])


async def _over(played: Stage, seconds: float) -> tuple[Stats, Stats]:
    """What both pages counted in this time, once it has settled."""
    await asyncio.sleep(STEADY_SECONDS)
    before = await played.stats()
    await asyncio.sleep(seconds)
    after = await played.stats()
    return _differences(before[0], after[0]), _differences(before[1], after[1])


async def loss(played: Stage, plan: Plan, found: Found) -> None:
    """5 % lost and 50 ms round trip: how many of the frames that are sent are decoded on the other side."""
    await played.impair(LOSS5, LOSS5)
    citizen, director = await _over(played, plan.bad)
    up, down = _decoded(citizen, director), _decoded(director, citizen)
    found.results |= {
        "decoded_pct_loss5": round(100 * min(up, down), 1), "decoded_pct_loss5_up": round(100 * up, 1),
        "decoded_pct_loss5_down": round(100 * down, 1), "sent_fps_loss5": round(citizen["sent"] / citizen["at"] * 1000, 1),
    }  # fmt: skip


async def weak(played: Stage, plan: Plan, found: Found) -> None:
    """10 % lost, 50 ms of jitter, 400 kbit/s up: what the director hears and sees of the citizen, and the queue before the line."""
    await played.impair(WEAK_UP, WEAK_DOWN)
    citizen, director = await _over(played, plan.bad)
    up, _ = await played.proxy.order("read", name=await played.name(played.citizen))
    minutes = director["at"] / 60_000
    found.results |= {
        "uplink_queue_p50_ms": round(1000 * percentile(up.waits, 50), 1),
        "uplink_queue_p95_ms": round(1000 * percentile(up.waits, 95), 1),
        "weak_audio_gap_pct": _made_up(director),
        "weak_audio_gaps_per_min": round(director["gaps"] / minutes, 1),
        "weak_freezes_per_min": round(director["freezes"] / minutes, 1),
        "weak_frozen_pct": round(100 * director["frozen"] * 1000 / director["at"], 1),
        "weak_decoded_pct": round(100 * _decoded(citizen, director), 1),
        "weak_decoded_fps": round(director["decoded"] / director["at"] * 1000, 1),
    }  # fmt: skip
    await played.impair(GOOD, GOOD)


def _made_up(director: Stats) -> float:
    """Of what the director heard, the percentage that the browser made up because nothing had come."""
    return round(100 * director["concealed"] / max(1, director["samples"]), 1)


async def narrow(played: Stage, plan: Plan, found: Found) -> None:
    """A call over little upstream, and nothing else wrong with it: what the director hears that was made up. The line's queue is short, as
    on a radio link, so that what does not fit is lost soon.

    `_first`: while the page notices it. `wide`: over a good line, for a machine with too much to do makes sound up too.
    """
    for kbits in (None, *NARROW_KBITS):
        name = "wide" if kbits is None else f"{kbits}kbit"
        await played.impair(GOOD if kbits is None else Line(rate=kbits * 1000, queue=0.25, delay=0.025), GOOD)
        before = await played.stats()
        await asyncio.sleep(STEADY_SECONDS)
        settled = await played.stats()
        await asyncio.sleep(plan.narrow)
        after = await played.stats()
        found.results[f"made_up_pct_{name}"] = _made_up(_differences(settled[1], after[1]))
        found.results[f"made_up_pct_{name}_first"] = _made_up(_differences(before[1], settled[1]))
        await played.end()
        await played.arrive()
        await played.talk()


async def away(played: Stage, plan: Plan, found: Found) -> None:
    """The citizen is without any network for a while: from its return until both see each other again."""
    took: list[float] = []
    for _ in range(plan.aways):
        await played.watch()
        await until(played.director.page, "probe.painted().length > 5")
        dead, name = Line(cut=True), await played.name(played.citizen)
        await asyncio.gather(played.proxy.set(dead, dead, name), played.citizen.lose_network())
        await asyncio.sleep(AWAY_SECONDS)
        await played.proxy.set(GOOD, GOOD, name)
        began = now()
        await played.citizen.find_network()
        back = await played.back_after(began)
        for side, one in back.items():
            found.samples.setdefault(f"15 s away, {side} sees", []).append(one)
        took.append(max(back.values()))
    found.results["media_back_ms"] = round(percentile(took, 95))


async def network_changes(played: Stage, plan: Plan, found: Found) -> None:
    """The citizen's network is another in the midst of the call: until both see each other again.

    `rebound`: a router gives the same socket another port. `gone`: all that the browser had is dead, its line to the server too,
    and only new sockets reach anybody.
    """
    chance = random.Random(5)
    kinds: tuple[Change, ...] = ("rebound", "gone")
    for number in range(plan.changes):
        await asyncio.sleep(2 + PING_SECONDS * chance.random())
        await played.watch()
        await until(played.director.page, "probe.painted().length > 5")
        kind = kinds[number % len(kinds)]
        name = await played.name(played.citizen)
        began = now()
        if kind == "rebound":
            await played.proxy.rebind(name)
        else:
            dead = Line(cut=True)
            await asyncio.gather(played.proxy.set(dead, dead, name), played.citizen.page.evaluate("probe.cutSockets()"))
        back = await played.back_after(began)
        for side, took in back.items():
            found.samples.setdefault(f"network {kind}, {side} sees", []).append(took)
        found.samples.setdefault(f"network {kind}", []).append(max(back.values()))
        found.samples.setdefault("network change", []).append(max(back.values()))
        await played.citizen.is_connected()
    found.results["network_change_p95_ms"] = round(percentile(found.samples["network change"], 95))
    for kind in kinds:
        found.results[f"network_{kind}_p95_ms"] = round(percentile(found.samples[f"network {kind}"], 95))


async def kill_worker(played: Stage, found: Found) -> None:
    """The media worker is killed in the midst of the call: until both see each other again."""
    await played.watch()
    await until(played.director.page, "probe.painted().length > 5")
    began = now()
    restarting = asyncio.create_task(played.house.kill("media"))
    back = await played.back_after(began)
    await restarting
    for side, took in back.items():
        found.samples.setdefault(f"worker killed, {side} sees", []).append(took)
    found.samples.setdefault("worker killed", []).append(max(back.values()))
    found.results["worker_killed_p95_ms"] = round(percentile(found.samples["worker killed"], 95))


async def kills(played: Stage, plan: Plan, found: Found) -> None:
    """As often as the plan says, each time after a settled life."""
    for number in range(plan.kills):
        if number:
            await asyncio.sleep(SETTLED_SECONDS)
        await kill_worker(played, found)


async def data_of_calls(played: Stage, plan: Plan, found: Found) -> None:
    """What the citizen's operator counts in 8 minutes of call, from a shorter time: by default, with less data, by voice."""
    for mode, suffix in (("normal", ""), ("low", "_low"), ("voice", "_voice")):
        if mode != "normal":
            await played.citizen.press(f"data-{mode}")
        await asyncio.sleep(STEADY_SECONDS)
        up, down, socket = await played.carried(plan.call)
        scale = CALL_MINUTES * 60 / plan.call
        found.results[f"call_mb_8min{suffix}"] = round(scale * megabytes(up, down, socket), 2)
        found.results[f"call_mb_8min{suffix}_up"] = round(scale * up.octets / 1e6, 2)


async def waiting(played: Stage, plan: Plan, found: Found) -> None:
    """What waiting for half an hour costs in ICE and sockets, connected beforehand: connecting, and then a shorter time scaled."""
    await played.arrive()
    name = await played.name(played.citizen)
    await asyncio.sleep(STEADY_SECONDS)
    up, down = await played.proxy.order("read", name=name)
    once = up.octets + down.octets + played.wire.octets
    up, down, socket = await played.carried(plan.waiting)
    scale = WAITING_MINUTES * 60 / plan.waiting
    found.results |= {
        "waiting_kb_30min": round((once + scale * (up.octets + down.octets + socket)) / 1000),
        "waiting_kb_30min_ice": round(scale * (up.octets + down.octets) / 1000),
        "waiting_kb_30min_socket": round(scale * socket / 1000),
        "waiting_kb_once": round(once / 1000, 1),
    }


SCENES: dict[str, Callable[[Stage, Plan, Found], Awaitable[None]]] = {
    "data": data_of_calls, "loss": loss, "weak": weak, "narrow": narrow, "away": away, "changes": network_changes, "kills": kills,
}  # fmt: skip
"""Each in a call under way. `waiting` comes before all of them, and `data` has a call of its own."""


async def measure(plan: Plan, only: Collection[str] = ()) -> Found:
    """Plays the scenes, or some of them: one citizen waits and talks, then one talks over bad lines."""
    found = Found()
    wanted = [name for name in SCENE_NAMES if not only or name in only]
    async with stage() as played:
        if "waiting" in wanted:
            await waiting(played, plan, found)
        else:
            await played.arrive()
        await played.talk()
        for name in wanted:
            if name == "waiting":
                continue
            await SCENES[name](played, plan, found)
            if name == "data":
                await played.end()
                await played.arrive()
                await played.talk()
        await played.end()
    return found


SCENE_NAMES = ("waiting", *SCENES)


def main() -> None:
    """Measures and reports; an exception, and so an exit code, only when it could not measure."""
    asked = options("Calls over bad networks, and what they cost.", SCENE_NAMES)
    found = asyncio.run(measure(QUICK if asked.quick else Plan(), asked.only))
    show_samples("Until both see each other again", found.samples)
    report(found.results, BOUNDS, asked.json, FLOORS)


if __name__ == "__main__":
    main()
