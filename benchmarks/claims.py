"""How fast rooms call whoever is next, on the product's own PostgreSQL.

    python -m benchmarks.claims [--quick] [--json FILE]

A claim is `queue.calling.call.call_next`, with everything that it does: locks, preference, ready checks, log, audit, the command kept,
fsync, and the hint to other nodes. One web node's worth: one process, its pool of connections, uvloop. 10 departments.

- open loop: claims come at random, 200 a second, whatever becomes of the earlier ones, from 50 rooms. The time of each runs
  from when it was due. Rooms are made free again beside it, by plain SQL, which loads the machine and is not in the times.
- saturation: 50 rooms at a time claim one after the other. So that nothing but claims is in the time, each of the 50 has
  prepared rooms, and goes to the next one after each claim; between windows all are made free again. Beside it, in turns in the
  same run: the same claims, each in a transaction of its own; and the least that claims could be (`claims_peers`).
- length: one claims at a time, in turns from a line of 100 and from one of 10,000, which stay as long as they are.
"""

import asyncio
import gc
import random
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import uvloop

from audiencia.queue.calling import call
from audiencia.runtime import context
from benchmarks import claims_peers
from benchmarks.claims_hall import Desk, Hall, hall
from benchmarks.harness import Samples, options, percentile, report, show_samples

BOUNDS = {"claim_p99_ms": 20.0, "slowdown_10k_vs_100": 1.5}
FLOORS = {"claims_per_s": 1500.0}
DEPARTMENTS, ROOMS, RATE = 10, 50, 200.0
SEED = 20261124
Claim = Callable[[Desk], Awaitable[object]]


@dataclass(frozen=True)
class Plan:
    """How much is done. `rounds`: claims of each of the 50 in one window."""

    seconds: float
    rounds: int
    windows: int
    pairs: int
    long: int = 10_000


FULL = Plan(seconds=20.0, rounds=20, windows=7, pairs=400)
QUICK = Plan(seconds=2.0, rounds=4, windows=2, pairs=20, long=1000)


async def product(hall: Hall, desk: Desk) -> object:
    """The product's claim."""
    return await call.call_next(hall.house, desk.command())


async def alone(hall: Hall, desk: Desk) -> object:
    """The same, where no other claim is near that could go together with it."""
    return await call.call_next(replace(hall.house, call_batcher=context.CallBatcher()), desk.command())


async def peer(hall: Hall, claim: Callable[..., Awaitable[None]], desk: Desk) -> None:
    """A claim of `claims_peers`, through the product's pool."""
    async with hall.house.database.read() as conn:
        await claim(conn, desk.department, desk.room_id)


async def open_loop(hall: Hall, seconds: float) -> list[float]:
    """Milliseconds of each claim."""
    dice, taken = random.Random(SEED), list[float]()
    free: asyncio.Queue[Desk] = asyncio.Queue()
    used: asyncio.Queue[Desk] = asyncio.Queue()
    for desk in hall.desks[:ROOMS]:
        free.put_nowait(desk)

    async def one(due: float) -> None:
        desk = await free.get()
        await product(hall, desk)
        taken.append((time.perf_counter() - due) * 1000)
        used.put_nowait(desk)

    async def set_free() -> None:
        while True:
            desks = [await used.get()]
            while not used.empty():
                desks.append(used.get_nowait())
            await hall.release(desks)
            for desk in desks:
                free.put_nowait(desk)
                used.task_done()

    releasing = asyncio.create_task(set_free())
    begun = due = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        while due < begun + seconds:
            due += dice.expovariate(RATE)
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            group.create_task(one(due))
    await used.join()
    releasing.cancel()
    return taken


async def window(desks: Sequence[Desk], claim: Claim) -> float:
    """Claims per second, `ROOMS` at a time."""

    async def one_after_the_other(own: Sequence[Desk]) -> None:
        for desk in own:
            await claim(desk)

    begun = time.perf_counter()
    await asyncio.gather(*(one_after_the_other(desks[at::ROOMS]) for at in range(ROOMS)))
    return len(desks) / (time.perf_counter() - begun)


async def saturation(hall: Hall, plan: Plan) -> dict[str, float]:
    """Claims per second of each kind: the median of its windows, which take turns."""
    desks = hall.desks[: ROOMS * plan.rounds]
    await hall.conn.execute(claims_peers.TABLES)
    await hall.conn.execute(claims_peers.PEOPLE, 2 * len(desks) * (plan.windows + 1))
    kinds: dict[str, Claim] = {
        "claims_per_s": partial(product, hall),
        "claims_alone_per_s": partial(alone, hall),
        "peer_row_lock_per_s": partial(peer, hall, claims_peers.row_lock),
        "peer_skip_locked_per_s": partial(peer, hall, claims_peers.skip_locked),
    }
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(plan.windows + 1):
        for name, claim in kinds.items():
            await hall.wait(max(len(desks), plan.long if turn == 0 else 0))
            rate = await window(desks, claim)
            await hall.release(desks)
            # In the first turn each connection plans its queries, and the node learns which room serves what.
            if turn:
                rates[name].append(rate)
    return {name: median(found) for name, found in rates.items()}


async def by_length(hall: Hall, plan: Plan) -> Samples:
    """Milliseconds of claims from a short line and from a long one."""
    lengths = {"waiting 100": (0, 100), f"waiting {plan.long}": (1, plan.long)}
    await hall.conn.execute("UPDATE ticket SET state = 'left', ready = false, contact_index = NULL, device_index = NULL "
                            "WHERE state = 'waiting'")  # fmt: skip
    for department, people in lengths.values():
        await hall.wait(people, department)
    await hall.settle()
    taken: dict[str, list[float]] = {name: [] for name in lengths}
    for _ in range(plan.pairs):
        for name, (department, _people) in lengths.items():
            desk = next(one for one in hall.desks if one.department == department)
            begun = time.perf_counter()
            await product(hall, desk)
            taken[name].append((time.perf_counter() - begun) * 1000)
            await hall.release([desk])
            await hall.wait(1, department)
    return taken


async def measure(plan: Plan) -> tuple[dict[str, float], Samples]:
    """All of it, on one new installation."""
    async with hall(DEPARTMENTS, ROOMS * plan.rounds) as made:
        rates = await saturation(made, plan)
        await made.wait(int(RATE * plan.seconds * 1.5))
        await made.settle()
        gc.collect()
        opened = await open_loop(made, plan.seconds)
        lengths = await by_length(made, plan)
    short, long = (median(found) for found in lengths.values())
    results = {
        "claim_p50_ms": percentile(opened, 50),
        "claim_p99_ms": percentile(opened, 99),
        **rates,
        "slowdown_10k_vs_100": long / short,
    }
    return {name: round(value, 2) for name, value in results.items()}, {"open loop, 200/s": opened, **lengths}


def main() -> int:
    """Measures and reports; not 0 only when it could not."""
    given = options(__doc__.partition("\n")[0])
    results, samples = uvloop.run(measure(QUICK if given.quick else FULL))
    show_samples("Claims", samples)
    report(results, BOUNDS, given.json, FLOORS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
