"""Starts media workers as processes of their own, for tests, and connects headless clients to them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from uuid import uuid4

from audiencia.core.errors import Unavailable
from audiencia.core.ids import PartyId, PeerId
from audiencia.media.control.control import MediaControl, WorkerState
from audiencia.media.worker.admission import ANYWHERE, Whence
from audiencia.media.worker.routing_table import Route
from audiencia.media.worker.worker import WorkerSettings, serve
from audiencia.operations.free_ports import free_port
from tests.integration.media.raw_peer import keep_arriving
from tests.support import forked
from tests.support.media_client import MediaClient, Received

SECRET = "a secret of this test"
PATIENCE = 60.0
"""Seconds for an answer of a worker's control API: it is not away because the machine is busy."""
REGISTRY = "audiencia.media.worker.registry"
PATIENT: Mapping[str, float] = {f"{REGISTRY}:UNCHECKED_SECONDS": 300.0}
"""Constants of a worker to which hundreds of offers are made: the first is still there after the last."""


def own_address() -> str:
    """This machine's address on its network; no packet is sent to find it. Loopback when there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


@dataclass
class Worker:
    """A running worker: its process, its ports, and a client of its control API."""

    process: ForkServerProcess
    port: int
    control_port: int
    control: MediaControl

    @property
    def pid(self) -> int:
        """The process' id."""
        assert self.process.pid is not None
        return self.process.pid

    async def until(self, condition: Callable[[WorkerState], bool], timeout: float = 90) -> WorkerState:
        """Asks for the state until it fulfils the condition. Raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while True:
                state = await self.control.state()
                if condition(state):
                    return state
                await asyncio.sleep(0.02)


def start_process(
    port: int, control_port: int, host: str = "127.0.0.1", announce: str = "127.0.0.1", announce_port: int | None = None,
    tcp_ports: Sequence[int] = (), constants: Mapping[str, float] = {},
) -> ForkServerProcess:  # fmt: skip
    """A worker that may or may not come up."""
    settings = WorkerSettings(host=host, port=port, announce=tuple(announce.split(",")), control_host="127.0.0.1",
                              control_port=control_port, secret=SECRET, announce_port=announce_port,
                              tcp_ports=tuple(tcp_ports))  # fmt: skip
    return forked.fork(forked.with_constants, constants, serve, settings)


async def ended(process: ForkServerProcess) -> int | None:
    """Its exit code, once it has ended."""
    await asyncio.to_thread(process.join)
    return process.exitcode


@contextlib.asynccontextmanager
async def running_worker(
    port: int | None = None,
    control_port: int | None = None,
    host: str = "127.0.0.1",
    announce: str = "127.0.0.1",
    announce_port: int | None = None,
    tcp_ports: Sequence[int] = (),
    constants: Mapping[str, float] = {},
) -> AsyncIterator[Worker]:
    """A worker that answers; it is stopped at the end."""
    port = port or free_port(socket.SOCK_DGRAM)
    control_port = control_port or free_port(socket.SOCK_STREAM)
    process = start_process(port, control_port, host, announce, announce_port, tcp_ports, constants)
    try:
        async with MediaControl(f"http://127.0.0.1:{control_port}", SECRET, timeout=PATIENCE) as control:
            await _until_it_answers(control)
            yield Worker(process, port, control_port, control)
    finally:
        process.terminate()
        await ended(process)


async def _until_it_answers(control: MediaControl) -> None:
    async with asyncio.timeout(180):
        while True:
            try:
                await control.state()
            except Unavailable:
                await asyncio.sleep(0.05)
            else:
                return


@contextlib.asynccontextmanager
async def connected_client(
    worker: Worker, party: str, on_packet: Callable[[Received], None] | None = None, *, whence: Whence = ANYWHERE
) -> AsyncIterator[MediaClient]:
    """A headless client that is connected as `party`."""
    client = MediaClient(on_packet)
    try:
        answer = await worker.control.put_peer(
            PeerId(str(uuid4())), PartyId(party), await client.offer(), whence=whence
        )
        await client.accept(answer.sdp)
        _keep_arriving(client)
        # The client's handshake ends a moment before the worker's.
        await worker.until(lambda state: party in state.connected())
        yield client
    finally:
        await client.close()


def _keep_arriving(client: MediaClient) -> None:
    for ice in {one.receiver.transport.transport for one in client._connection.getTransceivers()}:
        for protocol in ice._connection._protocols:
            keep_arriving(protocol.transport)


def route(to: str, slot: str, source: str, media: str) -> Route:
    """A route, from plain strings."""
    return Route(PartyId(to), slot, PartyId(source), media)  # type: ignore[arg-type]


def both_ways(one: str, other: str) -> list[Route]:
    """Two people see and hear each other."""
    return [
        route(to, slot, source, media)
        for to, source in ((one, other), (other, one))
        for slot, media in (("audio0", "microphone"), ("video0", "camera"))
    ]
