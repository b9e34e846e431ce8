"""How long the scenes of `networks` last, what they find, and what two pages counted meanwhile."""

import asyncio
from dataclasses import dataclass, field

from benchmarks.impairments import Line
from benchmarks.networks_stage import STEADY_SECONDS, Stage, Stats

GOOD = Line()


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


def differences(before: Stats, after: Stats) -> Stats:
    """What was counted between two looks."""
    return {name: after[name] - before[name] for name in after}


async def over(played: Stage, seconds: float) -> tuple[Stats, Stats]:
    """What both pages counted in this time, once it has settled."""
    await asyncio.sleep(STEADY_SECONDS)
    before = await played.stats()
    await asyncio.sleep(seconds)
    after = await played.stats()
    return differences(before[0], after[0]), differences(before[1], after[1])
