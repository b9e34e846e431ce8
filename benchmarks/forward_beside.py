"""`benchmarks.forward --peer janus`: our worker and Janus with the same traffic, in turns on one core."""

import os
import signal
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from benchmarks.forward_load import prefer_session
from benchmarks.forward_stage import WORKER_CORE, Measured, Stage, WorkerStage, pinned_worker
from benchmarks.harness import percentile
from benchmarks.peers.janus import Program, on_core, running_janus, session
from benchmarks.peers.janus_load import EchoStage

CALLS = {3_000: 10, 15_000: 50, 24_000: 80}
"""By packets a second: each of the two clients of a call sends 150."""
TURNS = 3
KINDS = {"janus": "", "janus_one_loop": "event_loops = 1"}
"""By name, what each configuration of Janus says more than the usual: its own is a thread for each client."""
Rounds = Mapping[tuple[str, int], Sequence[Measured]]


def bounds() -> dict[str, float]:
    """How much of Janus' processor time our worker may use, and how late its packets may be."""
    least = min(CALLS)
    found: dict[str, float] = {f"p99_ms_{load}": 5 for load in CALLS}
    return found | {f"to_{kind}_{load}": 1.0 if load == least else 0.5 for load in CALLS for kind in KINDS}


async def beside(program: Program | None, seconds: float) -> Rounds:
    """The rounds of each side at each load, taken in turns; without a program those of our worker only."""
    rounds: dict[tuple[str, int], list[Measured]] = defaultdict(list)
    async with _stages(program) as stages:
        for load, calls in CALLS.items():
            for _ in range(TURNS):
                for name, stage in stages.items():
                    with _alone(stage, stages):
                        rounds[name, load].append(await stage.play(calls, seconds))
    return rounds


def results(rounds: Rounds) -> dict[str, float]:
    """Medians of the rounds, and our part of Janus' processor time."""
    found: dict[str, float] = {}
    for (name, load), of in rounds.items():
        prefix = "" if name == "ours" else f"{name}_"
        found[f"{prefix}us_per_packet_{load}"] = statistics.median(one.us_per_packet for one in of)
        late = statistics.median(percentile(one.round.latencies or [0.0], 99) for one in of)
        found[f"{prefix}p99_ms_{load}"] = 1000 * late
        if prefix:
            found[f"to_{name}_{load}"] = found[f"us_per_packet_{load}"] / found[f"{prefix}us_per_packet_{load}"]
    return found


@asynccontextmanager
async def _stages(program: Program | None) -> AsyncIterator[dict[str, Stage]]:
    async with AsyncExitStack() as stack:
        stages: dict[str, Stage] = {"ours": WorkerStage(await stack.enter_async_context(pinned_worker()))}
        for name, more in KINDS.items():
            if program is None:
                break
            # As our worker it makes no connectivity checks of its own then.
            started = running_janus(program, *on_core(WORKER_CORE), more=more, nat="ice_lite = true")
            janus = await stack.enter_async_context(started)
            prefer_session(janus.pid)
            stages[name] = EchoStage(janus, await stack.enter_async_context(session(janus)))
        yield stages


@contextmanager
def _alone(stage: Stage, stages: Mapping[str, Stage]) -> Iterator[None]:
    """The others stand still: an idle Janus would wake on the core for its timers."""
    others = [one.pid for one in stages.values() if one is not stage]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)
