"""`benchmarks.first_frame --peer janus`: our calls and Janus' VideoRoom in the same two browsers, in turns."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from benchmarks.first_frame_stage import WARM_UP, stage
from benchmarks.harness import percentile
from benchmarks.peers.janus import Program
from benchmarks.peers.janus_rooms import rooms

SCENES = ("plain", "encrypted")
MOST = 0.5
Times = tuple[dict[str, Any], dict[str, Any]]
"""Of the citizen's and of the director's page."""
Took = Mapping[str, Sequence[float]]
"""Milliseconds of both sides, by who was measured."""


async def beside(program: Program | None, scenes: Sequence[str], count: int) -> Took:
    """So many rounds of each side, in turns; without a program ours only. Scenes: our calls plain or end-to-end encrypted."""
    took: dict[str, list[float]] = defaultdict(list)
    for scene in scenes or SCENES:
        async with AsyncExitStack() as stack:
            ours = await stack.enter_async_context(stage(encrypted=scene == "encrypted"))
            sides: dict[str, Callable[[], Awaitable[Times]]] = {scene: partial(ours.play, "warm")}
            if program is not None:
                theirs = await stack.enter_async_context(rooms(program, ours.citizens, ours.directors))
                sides[f"janus, beside {scene}"] = theirs.play
            for number in range(WARM_UP + count):
                for name, play in sides.items():
                    citizen, director = await play()
                    if number >= WARM_UP:
                        took[name] += [one["frame"] - citizen["accept"] for one in (citizen, director)]
    return took


def results(took: Took) -> dict[str, float]:
    """The medians of both sides pooled, and our part of Janus'."""
    found: dict[str, float] = {}
    for scene in SCENES:
        if scene not in took:
            continue
        prefix = "" if scene == "plain" else f"{scene}_"
        found |= {f"{prefix}p50_ms": percentile(took[scene], 50), f"{prefix}p95_ms": percentile(took[scene], 95)}
        if janus := took.get(f"janus, beside {scene}"):
            found |= {f"janus_{prefix}p50_ms": percentile(janus, 50), f"janus_{prefix}p95_ms": percentile(janus, 95)}
            found[f"{prefix}to_janus"] = found[f"{prefix}p50_ms"] / found[f"janus_{prefix}p50_ms"]
    return found


BOUNDS = {f"{prefix}to_janus": MOST for prefix in ("", "encrypted_")}
