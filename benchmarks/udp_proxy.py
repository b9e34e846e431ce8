"""A process between browsers and the media worker that makes lines bad: `python -m benchmarks.udp_proxy PORT UPSTREAM SEED`.

Each client's address has a path of its own: a socket to the worker, and a lane each way. Orders come as lines of JSON, each
answered by one. A path is named by what the worker calls the client's connection in ICE (the first half of the user name of its
checks), so that an order reaches one person's line whatever port their browser uses. `Proxy` is the other side of it.
"""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from audiencia.media.worker.peer import binding_username
from audiencia.operations import processes
from audiencia.operations.free_ports import free_port
from benchmarks.impairments import Lane, Line

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 5
Address = tuple[str, int]


class Way(asyncio.DatagramProtocol):
    """One client's way to the worker, by a socket that is exchanged when its network changes."""

    def __init__(self, proxy: "_Proxy", client: Address, seed: int) -> None:
        self.proxy, self.client = proxy, client
        self.up, self.down = Lane(proxy.lines[0], seed), Lane(proxy.lines[1], seed + 1)
        self.name = ""
        self.socket: asyncio.DatagramTransport | None = None
        self.waiting: list[bytes] = []

    async def open(self) -> None:
        """Takes a new socket; the one before hears and says nothing more."""
        old, self.socket = self.socket, None
        if old is not None:
            old.abort()
        loop = asyncio.get_running_loop()
        made, _ = await loop.create_datagram_endpoint(lambda: _Upstream(self), remote_addr=(HOST, self.proxy.upstream))
        self.socket = made

    def from_client(self, data: bytes) -> None:
        """A datagram of the browser's."""
        if not self.name and data[0] < 4:
            self.name = binding_username(data) or ""
        self._later(self.up, data, self._send_up)

    def from_worker(self, data: bytes) -> None:
        """A datagram of the worker's."""
        self._later(self.down, data, self._send_down)

    def _later(self, lane: Lane, data: bytes, send: Any) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        at = lane.arrival(len(data), now)
        if at is not None and at <= now:
            send(data)
        elif at is not None:
            loop.call_at(at, send, data)

    def _send_up(self, data: bytes) -> None:
        if self.socket is not None and not self.socket.is_closing():
            self.socket.sendto(data)

    def _send_down(self, data: bytes) -> None:
        self.proxy.transport.sendto(data, self.client)


class _Upstream(asyncio.DatagramProtocol):
    """The side of a path that the worker sees."""

    def __init__(self, path: Way) -> None:
        self.path = path
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self.transport is self.path.socket:
            self.path.from_worker(data)

    def error_received(self, exc: Exception) -> None:
        """The worker is away for a moment: what was sent is lost, as on any network."""


class _Proxy(asyncio.DatagramProtocol):
    """The port that browsers are told, and all paths."""

    transport: asyncio.DatagramTransport

    def __init__(self, upstream: int, seed: int) -> None:
        self.upstream, self.seed = upstream, seed
        self.lines = (Line(), Line())
        self.paths: dict[Address, Way] = {}
        self._opening: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        path = self.paths.get(addr)
        if path is None:
            path = self.paths[addr] = Way(self, addr, self.seed + 2 * len(self.paths))
            task = asyncio.get_running_loop().create_task(self._open(path, data))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        else:
            path.from_client(data)

    async def _open(self, path: Way, first: bytes) -> None:
        await path.open()
        path.from_client(first)

    def named(self, name: str) -> list[Way]:
        """A client checks from several of its addresses at times: each is a path."""
        return [path for path in self.paths.values() if path.name == name]

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carries an order out."""
        chosen = self.named(order["name"]) if "name" in order else list(self.paths.values())
        match order["do"]:
            case "set":
                lines = Line(**order["up"]), Line(**order["down"])
                if "name" not in order:
                    self.lines = lines
                for path in chosen:
                    path.up.change(lines[0])
                    path.down.change(lines[1])
            case "rebind":
                await asyncio.gather(*(path.open() for path in chosen))
            case "begin":
                for path in chosen:
                    path.up.begin()
                    path.down.begin()
        return {"paths": len(chosen), "up": _counted([one.up for one in chosen]),
                "down": _counted([one.down for one in chosen])}  # fmt: skip


def _counted(lanes: list[Lane]) -> dict[str, Any]:
    return {"octets": sum(one.octets for one in lanes), "passed": sum(one.passed for one in lanes),
            "lost": sum(one.lost for one in lanes), "waits": [wait for one in lanes for wait in one.waits]}  # fmt: skip


async def _serve(port: int, upstream: int, seed: int) -> None:
    loop = asyncio.get_running_loop()
    made, proxy = await loop.create_datagram_endpoint(lambda: _Proxy(upstream, seed), local_addr=(HOST, port))
    orders = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    print(json.dumps({"ready": True}), flush=True)
    async for line in orders:
        print(json.dumps(await proxy.obey(json.loads(line))), flush=True)
    made.close()


@dataclass(frozen=True, slots=True)
class Counted:
    """What was given to one direction of a line since it was last changed: `octets` with headers, and seconds in its queue."""

    octets: int
    passed: int
    lost: int
    waits: list[float]


@dataclass
class Proxy:
    """The process, from outside. `port` is what browsers are told."""

    port: int
    process: asyncio.subprocess.Process
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def order(self, do: str, **more: Any) -> tuple[Counted, Counted]:
        """Gives an order and returns what was counted before it (for `set` and `begin`: nothing yet), up and down."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        async with self._turn, asyncio.timeout(STOP_SECONDS):
            self.process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
            answer = json.loads(await self.process.stdout.readline())
        assert answer["paths"] or "name" not in more, f"nobody has the path {more}"
        return Counted(**answer["up"]), Counted(**answer["down"])

    async def set(self, up: Line, down: Line, name: str | None = None) -> None:
        """Makes one person's line like this, or everybody's and that of all who come later."""
        await self.order("set", up=asdict(up), down=asdict(down), **({"name": name} if name else {}))

    async def rebind(self, name: str) -> None:
        """This person's network changes: the worker sees another port, and nothing comes by the one before."""
        await self.order("rebind", name=name)


@asynccontextmanager
async def proxy(upstream: int, port: int, seed: int = 1) -> AsyncIterator[Proxy]:
    """Starts one, and ends it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.udp_proxy", str(port), str(upstream), str(seed), cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=16 << 20,
        preexec_fn=processes.end_with_parent(signal.SIGTERM),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            await process.stdout.readline()
        yield Proxy(port, process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def free_udp_port() -> int:
    """One that nobody uses now."""
    return free_port(socket.SOCK_DGRAM)


if __name__ == "__main__":
    asyncio.run(_serve(*(int(value) for value in sys.argv[1:4])))
