"""Plays a simulated session with faults, and notes in the history how many wait and what memory the service uses."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from audiencia.simulation.faults import Fault, Installation, Striker
from audiencia.simulation.history import History
from audiencia.simulation.judge.soak import TASKS
from audiencia.simulation.town.acting import stubborn
from audiencia.simulation.town.crowd import WAITS, Script
from audiencia.simulation.town.town import Town

SAMPLE_SECONDS = 1.0
MEMORY_EVERY = 10  # Samples from one look at the memory to the next.
EMPTY_SECONDS = 60.0
COUNTED = {
    "sockets": "audiencia_sockets",
    "tasks": "audiencia_event_loop_tasks",
    "peers": "audiencia_media_connections",
}
"""What must not stay when everybody has gone, by the name of its metric."""


class Service(Installation, Protocol):
    """An installation that can be looked at."""

    def memory(self) -> Mapping[str, int]:
        """Kilobytes of each process, by name."""

    async def metrics(self) -> str:
        """What `/metrics` says."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, for whoever watches."""

    seconds: float
    waiting: int
    there: int
    acknowledged: int
    faults: int


async def play(
    service: Service, script: Script, seconds: float, faults: Sequence[Fault], history: History, *,
    tell: Callable[[Progress], None] = lambda _: None, rested: Callable[[], Awaitable[None]],
) -> None:  # fmt: skip
    """For so long, or until all faults are done. `rested` is called at the end, when everybody is still there and nobody acts."""
    before = counts(await service.metrics())
    async with Town(script, history) as town:
        striker = Striker(service, history, town.cut, lambda: stubborn(town.crowd.moderator.refresh))
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(town.act()), group.create_task(_watch(service, town, striker, history, tell))]
            await striker.strike_all(faults)
            await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
            await town.rest()
            for task in beside:
                task.cancel()
        await rested()
    await _all_gone(service, before, history)


async def _watch(
    service: Service, town: Town, striker: Striker, history: History, tell: Callable[[Progress], None]
) -> None:  # fmt: skip
    began, number = time.monotonic(), 0
    while True:
        here = town.crowd.here()
        waiting = sum(one.view.ticket.state in WAITS for one in here)
        connected = sum(history.connected.values())
        history.note("simulation", "sample", waiting=waiting, there=len(here), connected=connected)
        if number % MEMORY_EVERY == 0:
            history.note("simulation", "memory", kilobytes=await asyncio.to_thread(service.memory))
        tell(Progress(time.monotonic() - began, waiting, len(here), history.acknowledged, striker.done))
        number += 1
        await asyncio.sleep(SAMPLE_SECONDS)


async def _all_gone(service: Service, before: Mapping[str, int], history: History) -> None:
    """Waits until the service has forgotten all connections; notes what is left after that time."""
    deadline = time.monotonic() + EMPTY_SECONDS
    while True:
        now = counts(await service.metrics())
        more = {name: now[name] - before[name] for name in COUNTED}
        if (max(more["sockets"], more["peers"]) <= 0 and more["tasks"] <= TASKS) or time.monotonic() > deadline:
            history.note("simulation", "left", before=before, after=now)
            return
        await asyncio.sleep(SAMPLE_SECONDS)


def counts(metrics: str) -> dict[str, int]:
    """What `COUNTED` names, of all processes together."""
    found = {}
    for name, metric in COUNTED.items():
        values = re.findall(rf"^{metric}(?:\{{[^}}]*\}})? ([0-9.e+]+)$", metrics, re.MULTILINE)
        found[name] = round(sum(map(float, values)))
    return found
