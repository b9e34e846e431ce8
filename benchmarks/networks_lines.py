"""The scenes of `networks` over bad lines: what is heard that was made up, and what is seen."""

import asyncio

from benchmarks.harness import percentile
from benchmarks.impairments import Line
from benchmarks.networks_plan import GOOD, Found, Plan, differences, over
from benchmarks.networks_stage import PICTURE, STEADY_SECONDS, Stage, Stats, now

LOSS5 = Line(lost=0.05, delay=0.025)
WEAK_UP = Line(lost=0.1, jitter=0.05, rate=400_000)
WEAK_DOWN = Line(lost=0.1, jitter=0.05)
BURSTS = Line(lost=0.1, burst=5, delay=0.025)
NARROW_KBITS = (100, 80, 60)
DIPS_KBITS = (150, 80)
DIP_SECONDS, BACK_SECONDS = 10, 60
LOOKS, STEADY_SHARE = 3, 0.8


def _decoded(sender: Stats, viewer: Stats) -> float:
    """The part of the frames sent that is decoded; by rates, for two pages are never read at the same instant."""
    return viewer["decoded"] / viewer["at"] / (sender["sent"] / sender["at"])


def _held(viewer: Stats) -> float:
    """Milliseconds for which the viewer's browser kept sound back before it played it."""
    return round(1000 * viewer["held"] / max(1, viewer["emitted"]))


async def bursts(played: Stage, plan: Plan, found: Found) -> None:
    """10 % lost each way, in bursts of five: what each hears that was made up."""
    await played.impair(BURSTS, BURSTS)
    citizen, director = await over(played, plan.bad)
    for way, viewer in (("up", director), ("down", citizen)):
        found.results[f"made_up_pct_bursts_{way}"] = _made_up(viewer)
        found.results[f"sound_held_ms_bursts_{way}"] = _held(viewer)
    await played.impair(GOOD, GOOD)


async def dip(played: Stage, plan: Plan, found: Found) -> None:
    """The citizen's line is narrow for a while: from its end until the director's picture is as large and as quick as before."""
    for kbits in DIPS_KBITS:
        await asyncio.sleep(STEADY_SECONDS)
        before = await _pictures(played)
        await played.impair(Line(rate=kbits * 1000, queue=0.25, delay=0.025), GOOD)
        await asyncio.sleep(DIP_SECONDS)
        await played.impair(GOOD, GOOD)
        began = now()
        while now() - began < BACK_SECONDS:
            width, rate = await _pictures(played)
            if width >= before[0] and rate >= STEADY_SHARE * before[1]:
                break
        found.results[f"picture_back_s_{kbits}kbit"] = round(now() - began, 1)
        found.results[f"picture_width_{kbits}kbit"] = before[0]


async def _pictures(played: Stage) -> tuple[float, float]:
    """Width and frames a second as the director gets them, the least of three looks in a second."""
    looks = []
    for _ in range(LOOKS):
        await asyncio.sleep(1 / LOOKS)
        looks.append(await played.director.page.evaluate(PICTURE))
    return min(one[0] for one in looks), min(one[1] for one in looks)


async def loss(played: Stage, plan: Plan, found: Found) -> None:
    """5 % lost and 50 ms round trip: how many of the frames that are sent are decoded on the other side."""
    await played.impair(LOSS5, LOSS5)
    citizen, director = await over(played, plan.bad)
    up, down = _decoded(citizen, director), _decoded(director, citizen)
    found.results |= {
        "decoded_pct_loss5": round(100 * min(up, down), 1), "decoded_pct_loss5_up": round(100 * up, 1),
        "decoded_pct_loss5_down": round(100 * down, 1), "sent_fps_loss5": round(citizen["sent"] / citizen["at"] * 1000, 1),
    }  # fmt: skip
    await played.impair(GOOD, GOOD)


async def weak(played: Stage, plan: Plan, found: Found) -> None:
    """10 % lost, 50 ms of jitter, 400 kbit/s up: what the director hears and sees of the citizen, and the queue before the line."""
    await played.impair(WEAK_UP, WEAK_DOWN)
    citizen, director = await over(played, plan.bad)
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


def _made_up(viewer: Stats) -> float:
    """Of what the viewer heard, the percentage that the browser made up because nothing had come."""
    return round(100 * viewer["concealed"] / max(1, viewer["samples"]), 1)


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
        found.results[f"made_up_pct_{name}"] = _made_up(differences(settled[1], after[1]))
        found.results[f"made_up_pct_{name}_first"] = _made_up(differences(before[1], settled[1]))
        await played.end()
        await played.arrive()
        await played.talk()
