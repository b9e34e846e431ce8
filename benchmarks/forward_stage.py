"""The two sides of a round of `benchmarks.forward`: a process that forwards, and its clients."""

import contextlib
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from audiencia.core.ids import PartyId, PeerId, RoomId
from benchmarks.forward_load import LINE, Asked, Client, Load, Round, Wire, connect, host_of
from tests.integration.media.raw_peer import Answered, Certificate, new_ssrcs, offer, read_answer
from tests.integration.media.workers import Worker, both_ways, running_worker

WORKER_CORE, LOAD_CORE = 0, 1
MOST_OF_THE_GENERATOR = 0.85


@dataclass
class Measured:
    """One round as both sides saw it."""

    calls: int
    round: Round
    copies: int = 1
    """How many others each packet goes to."""

    @property
    def busy(self) -> float:
        return self.round.cpu / self.round.seconds

    @property
    def us_per_packet(self) -> float:
        return 1e6 * self.round.cpu / max(1, self.round.received)

    @property
    def lost(self) -> int:
        return self.copies * self.round.sent - self.round.received

    @property
    def valid(self) -> bool:
        return self.round.generator <= MOST_OF_THE_GENERATOR


def cpu_of(pid: int) -> float:
    """Seconds on a processor, of all threads, to the nanosecond where the kernel tells that."""
    try:
        return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
    except (OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pid: int, load: Load, calls: int, seconds: float, people: int = 2) -> Measured:
    """One round of load, with so many people in each call."""
    load.run(0.5, lambda: cpu_of(pid))
    return Measured(calls, load.run(seconds, lambda: cpu_of(pid)), people - 1)


class Stage(ABC):
    """A process that forwards and its clients, of whom more are added when more load is wanted."""

    def __init__(self, pid: int, people: int = 2) -> None:
        self.pid = pid
        self.people = people
        self._certificate = Certificate()
        self._wire = Wire()
        self._clients: list[Client] = []

    async def play(self, calls: int, seconds: float) -> Measured:
        """One round with so many calls, and never fewer than before."""
        await self._grow(calls)
        load = Load(self._wire, self._clients, LINE * (self.people - 1))
        return measure(self.pid, load, calls, seconds, self.people)

    @abstractmethod
    def _host(self, n: int) -> str:
        """The address of client number `n`."""

    @abstractmethod
    async def _answer(self, host: str, ssrcs: dict[str, int]) -> Answered:
        """Asks for a connection of the client at this address."""

    @abstractmethod
    async def _begin(self, call: int) -> None:
        """Lets the clients of this call have each other's streams, or their own."""

    async def _grow(self, calls: int) -> None:
        have = len(self._clients) // self.people
        hosts = [self._host(n) for n in range(self.people * have, self.people * calls)]
        self._wire.tell_addresses(True)
        for at in range(0, len(hosts), 50):
            asked = [Asked(host, own := new_ssrcs(), await self._answer(host, own)) for host in hosts[at : at + 50]]
            self._clients += await connect(self._wire, self._certificate, asked)
        self._wire.tell_addresses(False)
        for call in range(have, calls):
            await self._begin(call)


class WorkerStage(Stage):
    """Our worker."""

    def __init__(self, worker: Worker, people: int = 2) -> None:
        super().__init__(worker.pid, people)
        self._control = worker.control

    def _host(self, n: int) -> str:
        return host_of(n)

    async def _answer(self, host: str, ssrcs: dict[str, int]) -> Answered:
        sdp = offer(self._certificate, ssrcs)
        return read_answer((await self._control.put_peer(PeerId(str(uuid4())), PartyId(host), sdp)).sdp)

    async def _begin(self, call: int) -> None:
        await self._control.put_room(RoomId(call + 1), 1, both_ways(host_of(2 * call), host_of(2 * call + 1)))


@contextlib.asynccontextmanager
async def pinned_worker() -> AsyncIterator[Worker]:
    """A worker with a core of its own, and before others where that is allowed."""
    async with running_worker() as worker:
        os.sched_setaffinity(worker.pid, {WORKER_CORE})
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, -15)
        yield worker
