"""The media worker: one process, one UDP port, one control port. It has no database and knows nothing of queues."""

import asyncio
import contextlib
import secrets
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
import uvloop
from aiohttp import web

from audiencia.core import systemd
from audiencia.media.control.load import Meter
from audiencia.media.packets.answer import Place
from audiencia.media.worker.api import ControlApi, Status
from audiencia.media.worker.bandwidth_allocator import Lines
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.forwarder import Forwarder
from audiencia.media.worker.periodic import CLOCK_SECONDS, IDLE_SECONDS, Rounds
from audiencia.media.worker.registry import Registry
from audiencia.media.worker.repairs import Repairs
from audiencia.media.worker.room import Rooms
from audiencia.media.worker.rtcp_receiver import RtcpReceiver
from audiencia.media.worker.rtcp_sender import RtcpSender
from audiencia.media.worker.socket import MediaSocket
from audiencia.media.worker.streams import Streams
from audiencia.settings.video import USUAL_CALLS

log = structlog.get_logger()
END_SECONDS = 0.2
SILENCE_SECONDS = 1.0  # How often it is looked who has said nothing for too long.


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """UDP `host` and `port` for media, the addresses to `announce` to clients, where the control API listens, and how many
    rooms it takes (`calls`).
    `announce_port` is the port that clients are told; None: the one it is bound to."""

    host: str
    port: int
    announce: tuple[str, ...]
    control_host: str
    control_port: int
    secret: str
    announce_port: int | None = None
    calls: int = USUAL_CALLS
    tcp_ports: tuple[int, ...] = ()  # TCP ports for clients whose network lets no UDP through.
    installation: str | None = None  # Whom it serves; without one, the first that asks.

    def __post_init__(self) -> None:
        if not self.secret:
            raise ValueError("a media worker without a secret would obey anybody")


class _DatagramRouter:
    """Hands each kind of datagram to the part that is there for it."""

    def __init__(
        self, registry: Registry, forwarder: Forwarder, rtcp_receiver: RtcpReceiver, rounds: Rounds, status: Status
    ) -> None:
        self.at = registry.by_address.get
        self.on_stun = registry.on_stun
        self.on_rtp = forwarder.on_rtp
        self.on_rtcp = rtcp_receiver.on_rtcp
        self.rounds, self._status = rounds, status

    def on_dtls(self, connection: Connection, datagram: bytes) -> None:
        connection.handshake.feed(datagram)

    def tick(self, now: float) -> None:
        if self.rounds.tick(now):
            self._status.ticked(time.process_time(), self.rounds.idle)


def serve(settings: WorkerSettings) -> None:
    """Runs a worker in this process, under uvloop, until SIGINT or SIGTERM. Raises `OSError` when a port is taken."""
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        uvloop.run(_until_told(settings))


async def _until_told(settings: WorkerSettings) -> None:
    running = asyncio.ensure_future(run_worker(settings))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    await running


def _nothing() -> None:
    return None


async def run_worker(settings: WorkerSettings, opened: Callable[[], None] = _nothing) -> None:
    """Runs until cancelled; then clients are told goodbye. `opened` is called once the ports are. Raises `OSError` when one is taken."""
    streams = Streams(settings.host, settings.tcp_ports, time.monotonic)
    try:
        media_socket = MediaSocket(settings.host, settings.port, time.monotonic, tcp=streams.put)
        try:
            with _listen(settings.control_host, settings.control_port) as control_socket:
                opened()
                async with systemd.notified() as ready, asyncio.TaskGroup() as tasks:
                    await _run(settings, media_socket, streams, control_socket, tasks, ready)
        finally:
            media_socket.close()
    finally:
        streams.close()


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


async def _run(
    settings: WorkerSettings, media_socket: MediaSocket, streams: Streams, control_socket: socket.socket,
    tasks: asyncio.TaskGroup, ready: Callable[[], None],
) -> None:  # fmt: skip
    meter = Meter(time.monotonic(), time.process_time())
    status = Status(secrets.token_hex(8), settings.calls, meter, settings.installation)
    registry = Registry(_announced(settings, media_socket, streams), media_socket.send, time.monotonic, tasks)
    outlet = media_socket.outlet
    rtcp_sender = RtcpSender(outlet)
    forwarder = Forwarder(outlet, rtcp_sender)
    lines = Lines(forwarder, rtcp_sender)
    rounds = Rounds(registry, forwarder, rtcp_sender, lines, outlet)
    rooms = Rooms(forwarder, registry.of_party, time.monotonic)
    registry.changed, registry.in_call = rooms.refresh, rooms.names
    loop = asyncio.get_running_loop()
    router = _DatagramRouter(
        registry, forwarder, RtcpReceiver(rtcp_sender, Repairs(outlet), lines, time.time), rounds, status
    )
    media_socket.attach(loop, router)
    streams.at, streams.left = router.at, registry.left
    streams.deliver = lambda taken: media_socket.deliver(router, taken, time.monotonic())
    streams.attach(loop)
    clock = tasks.create_task(_keep_time(registry, streams, router, rooms, status), name="media_clock")

    def end() -> None:
        # A moment later: the answer to who asked for it goes out first.
        loop.call_later(END_SECONDS, clock.cancel)

    api = ControlApi(status, registry, rooms, media_socket, time.monotonic, end)
    tasks.create_task(_serve_control(api.application(settings.secret), control_socket), name="media_control")
    log.info("media_worker_started", boot=status.boot, port=media_socket.port)
    ready()
    try:
        await clock
    finally:
        status.draining = True
        media_socket.detach(loop)
        streams.detach()
        await registry.say_goodbye()


def _announced(settings: WorkerSettings, media_socket: MediaSocket, streams: Streams) -> Place:
    """What clients are told: a router that gives the UDP port another number gives the TCP port of its number the same."""
    port = settings.announce_port or media_socket.port
    return Place(settings.announce, port, [port if one == settings.port else one for one in streams.ports])


async def _serve_control(app: web.Application, listening: socket.socket) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        await asyncio.get_running_loop().create_future()
    finally:
        await runner.cleanup()


async def _keep_time(
    registry: Registry, streams: Streams, router: _DatagramRouter, rooms: Rooms, status: Status
) -> None:
    next_look = time.monotonic()
    while True:
        await asyncio.sleep(IDLE_SECONDS if router.rounds.idle else CLOCK_SECONDS)
        now = time.monotonic()
        router.tick(now)
        if now >= next_look:
            next_look = now + SILENCE_SECONDS
            registry.close_silent(now)
            streams.sweep(now)
            if status.lease_is_over(now):
                log.warning("media_lease_lapsed")
                rooms.lapse()
            status.meter.note(now, time.process_time(), registry.packets_out)
