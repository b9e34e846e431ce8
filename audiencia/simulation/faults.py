"""Faults: what fails when, and how long everything takes to be back."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol, get_args

from audiencia.simulation.history import History
from audiencia.simulation.town.acting import until

Kind = Literal["kill", "stop", "cut", "flush", "restart"]
KINDS: tuple[Kind, ...] = get_args(Kind)
POSTGRES, VALKEY = "postgres", "valkey"
CONNECTIONS = "connections"
BOTH = 0.15  # How many kills meet two processes at once.
STOPPED_SECONDS = (0.5, 3.0)
LONGEST_SECONDS = 120.0


class Installation(Protocol):
    """What faults are done to. `processes`: names of its processes."""

    @property
    def processes(self) -> Sequence[str]:
        """Web processes, media workers, `postgres` and `valkey`."""

    def kill(self, name: str) -> None:
        """SIGKILL."""

    def stop(self, name: str) -> None:
        """SIGSTOP."""

    def go_on(self) -> None:
        """SIGCONT to what was stopped last."""

    def restart_database(self) -> None:
        """PostgreSQL's fast shutdown; the supervisor starts it again."""

    async def end_connections(self) -> None:
        """PostgreSQL ends all connections of the service."""

    async def flush(self) -> None:
        """Valkey forgets everything."""

    async def replaced(self, name: str) -> bool:
        """Whether another process has taken the place of one that was killed or restarted."""

    async def works(self) -> bool:
        """Whether all parts are there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """At so many seconds from the beginning. `targets`: names of processes, or what else it meets."""

    number: int
    at: float
    kind: Kind
    targets: tuple[str, ...]
    lasts: float = 0.0


def plan(
    rng: random.Random, count: int, kinds: Sequence[Kind], processes: Sequence[str], seconds: float
) -> list[Fault]:  # fmt: skip
    """So many, spread over the time, as many of each kind; each time another order."""
    drawn = [kinds[number % len(kinds)] for number in range(count)]
    rng.shuffle(drawn)
    step = seconds / (count + 1)
    return [
        Fault(number, step * (number + rng.uniform(0.5, 1.5)), kind, *_details(rng, kind, processes))
        for number, kind in enumerate(drawn, start=1)
    ]


def _details(rng: random.Random, kind: Kind, processes: Sequence[str]) -> tuple[tuple[str, ...], float]:
    match kind:
        case "kill":
            return tuple(rng.sample(list(processes), 2 if rng.random() < BOTH else 1)), 0.0
        case "stop":
            return (rng.choice(list(processes)),), rng.uniform(*STOPPED_SECONDS)
        case "flush":
            return (VALKEY,), 0.0
        case "restart":
            return rng.choice(((POSTGRES,), (POSTGRES, CONNECTIONS))), 0.0
        case "cut":
            return (), 0.0


class Striker:
    """Does one fault after the other, and waits until everything is back. `cut` closes the connections of all clients; `answers`
    returns when a command is acknowledged."""

    def __init__(
        self, place: Installation, history: History, cut: Callable[[], Awaitable[None]],
        answers: Callable[[], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._place, self._history, self._cut, self._answers = place, history, cut, answers
        self.done = 0

    async def strike_all(self, faults: Sequence[Fault]) -> None:
        """Each at its time, or later when the one before is not over."""
        began = time.monotonic()
        for fault in faults:
            await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
            await self.strike(fault)
            self.done += 1

    async def strike(self, fault: Fault) -> None:
        """One. The time until everything is back counts from its end."""
        self._history.note("simulation", "fault", fault=fault.number, kind=fault.kind, targets=fault.targets)
        await self._do(fault)
        over = time.monotonic()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await self._back(fault)
        except TimeoutError:
            return  # the judge finds that it was never back
        self._history.note("simulation", "back", fault=fault.number, seconds=time.monotonic() - over)

    async def _do(self, fault: Fault) -> None:
        match fault.kind:
            case "kill":
                for name in fault.targets:
                    self._place.kill(name)
            case "stop":
                self._place.stop(fault.targets[0])
                try:
                    await asyncio.sleep(fault.lasts)
                finally:
                    self._place.go_on()
            case "cut":
                await self._cut()
            case "flush":
                await self._place.flush()
            case "restart" if CONNECTIONS in fault.targets:
                await self._place.end_connections()
            case "restart":
                self._place.restart_database()

    async def _back(self, fault: Fault) -> None:
        ended = fault.kind == "kill" or (fault.kind == "restart" and CONNECTIONS not in fault.targets)
        for name in fault.targets if ended else ():
            await until(partial(self._place.replaced, name))
        await until(self._place.works)
        await self._answers()
