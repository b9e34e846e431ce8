"""How calls hold over bad networks, and what they cost: `python -m benchmarks.networks [--quick] [--only SCENE ...] [--json FILE]`.

Everything is real: `audiencia serve`, two Chromium processes, and between them and the media worker a UDP proxy
(`benchmarks/udp_proxy.py`) that loses, delays and counts. Only the citizen's line is bad, both ways; the director sits at an
office's. Cameras show a scene that costs as much as a real one (`benchmarks/scene.py`).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection
from typing import Literal

from benchmarks.harness import options, percentile, report, show_samples
from benchmarks.impairments import Line
from benchmarks.networks_lines import bursts, dip, loss, narrow, weak
from benchmarks.networks_plan import GOOD, QUICK, Found, Plan
from benchmarks.networks_stage import STEADY_SECONDS, Stage, megabytes, now, stage
from tests.browser.probe import until

Change = Literal["rebound", "gone"]

BOUNDS = {
    "uplink_queue_p50_ms": 100, "network_change_p95_ms": 3000, "worker_killed_p95_ms": 3000, "call_mb_8min": 40,
    "call_mb_8min_low": 20, "call_mb_8min_voice": 8, "waiting_kb_30min": 300, "made_up_pct_100kbit": 3, "made_up_pct_80kbit": 3,
    "made_up_pct_60kbit": 3, "media_back_ms": 2000, "made_up_pct_bursts_up": 4, "made_up_pct_bursts_down": 4,
    "picture_back_s_150kbit": 15, "picture_back_s_80kbit": 15,
}  # fmt: skip
FLOORS = {"decoded_pct_loss5": 90}
AWAY_SECONDS = 15
CALL_MINUTES, WAITING_MINUTES = 8, 30
PING_SECONDS = 2.5
"""Browsers check their path about so often: changes of network come at random in between."""
SETTLED_SECONDS = 31
"""A process that lived for so long is started again at once; one that dies again and again is waited for."""


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
    "data": data_of_calls, "loss": loss, "bursts": bursts, "weak": weak, "narrow": narrow, "dip": dip, "away": away,
    "changes": network_changes, "kills": kills,
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
