"""The WebSocket below Socket.IO: no extension, bounded messages, pings of our own, and a namespace joined in time.
python-engineio's own makes a `WebSocketResponse` with compression on: 270 kB of zlib for each browser, and whoever sends a
few hundred bytes makes us inflate a thousand times as many."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import socketio
import structlog
from aiohttp import web
from engineio.async_socket import AsyncSocket
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import Packet

from audiencia.core.errors import TooMany
from audiencia.signaling.namespaces.bucket import Bucket
from audiencia.signaling.pings import ANSWER_SECONDS, OFTEN, SELDOM, Pings, Pulse
from audiencia.signaling.unreadable import told_apart
from audiencia.signaling.wire import Wire

NAMESPACE_SECONDS = 20.0
"""To be in a namespace, from the upgrade or from leaving the last one. Longer than a connection may take (15 s)."""
CLOSE_SECONDS = 2.0  # For the client's own close frame.
OUTSIDE_BYTES = 2000  # A message of who is in no namespace: it asks to join one, in some 20 bytes.
JOINS, JOINS_PER_SECOND = 5, 0.1  # At once, and in the long run: pages join one namespace, once.
ODD, ODD_PER_SECOND = 20, 1.0
"""Packets other than events and their like; more than so many end the connection, whatever they ask for."""
USUAL = ("42", "43", "45", "46")  # How other packets begin: events and acknowledgements (Engine.IO 4, Socket.IO 5).
PONG = "3"  # What answers a ping of Engine.IO.
NEVER = 10.0**6  # Seconds: python-engineio's own pings.
PINGED = {"ping_interval": (NEVER, SELDOM - NEVER), "ping_timeout": ANSWER_SECONDS, "monitor_clients": False}
"""For the server's constructor. What clients are told of the interval is the sum of the two: they hold the server for gone when no ping has
come for that and the time-out together."""

log = structlog.get_logger()


class Stay:
    """One socket's namespaces: how many it is in, the timer that ends a socket in none, and the rate limit of joins."""

    __slots__ = ("_end", "_inside", "_joins", "_pulse", "_timer")

    def __init__(self, now: float, end: Callable[[], None], pulse: Pulse) -> None:
        self._end = end
        self._pulse = pulse
        self._inside = 0
        self._joins = Bucket(now, JOINS, JOINS_PER_SECOND)
        self._timer = self._later(NAMESPACE_SECONDS)

    @property
    def inside(self) -> bool:
        """Whether it is in a namespace."""
        return self._inside > 0

    def ask(self, now: float) -> None:
        """Before it joins one. Raises `TooMany`."""
        if not self._joins.take(now):
            raise TooMany(retry_after=round(1 / JOINS_PER_SECOND))

    @contextmanager
    def held(self) -> Iterator[None]:
        """While it is being let in: what it says is not read then, and its time does not run."""
        left = self._timer.when() - asyncio.get_running_loop().time()
        self._timer.cancel()
        self._pulse.held = True
        try:
            yield
        finally:
            self._pulse.held = False
            self._pulse.heard(time.monotonic())
            if not self._inside:
                self._timer = self._later(left)

    def came_in(self) -> None:
        """Notes that the client joined a namespace."""
        self._inside += 1
        self._timer.cancel()

    def went_out(self) -> None:
        """Notes that the client left a namespace, or the connection ended."""
        self._inside -= 1
        if not self._inside:
            self._timer = self._later(NAMESPACE_SECONDS)

    def end(self) -> None:
        """Ends the connection, without a word."""
        self._end()

    def hurry(self, soon: bool) -> None:
        """Pings the connection often, or seldom."""
        self._pulse.interval = OFTEN if soon else SELDOM

    def over(self) -> None:
        """The connection is over."""
        self._timer.cancel()

    def _later(self, seconds: float) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, self._end)


STAY = web.RequestKey("stay", Stay)
WIRE = web.RequestKey("wire", Wire)


def stay_of(environ: Mapping[str, Any]) -> Stay:
    """The `Stay` of the socket with this Engine.IO environ."""
    request: web.Request = environ["aiohttp.request"]
    return request[STAY]


def wire_of(environ: Mapping[str, Any]) -> Wire:
    """The `Wire` of the socket with this Engine.IO environ."""
    request: web.Request = environ["aiohttp.request"]
    return request[WIRE]


class Transport:
    """One connection, as python-engineio asks for it. It lives in the task of the request; the library's own handler adds two tasks and two
    timers."""

    def __init__(self, pings: Pings, handler: Callable[[object], Awaitable[None]], server: Any) -> None:
        self._pings, self._server = pings, server
        self._engine: AsyncSocket = handler.__self__  # type: ignore[attr-defined]  # the library's handler, a method of its socket

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Upgrades, and lasts as long as the connection."""
        request: web.Request = environ["aiohttp.request"]
        most = self._server.max_http_buffer_size
        socket = web.WebSocketResponse(compress=False, max_msg_size=most, timeout=CLOSE_SECONDS)
        try:
            await socket.prepare(request)
            if (connection := request.transport) is None:
                raise ConnectionResetError
        except OSError:  # who waited for its turn may have gone; python-engineio would keep its socket
            await self._engine.close(wait=False, abort=True)
            return socket
        socket.headers.clear()  # they are sent, and would be kept as long as the socket
        wire = request[WIRE] = Wire(connection, self._engine)
        pulse = self._pings.add(wire.ping, connection.abort)
        stay = request[STAY] = Stay(time.monotonic(), connection.abort, pulse)
        # The server keeps it as long as the socket: the request alone says as much as forty entries made from it.
        environ.clear()
        environ["aiohttp.request"] = request
        try:
            await self._listen(socket, stay, pulse)
        except (OSError, SocketIsClosedError):
            pass  # the connection is over, or is to be ended
        except Exception as error:  # noqa: BLE001 -- a boundary per connection
            log.warning("socket_packet_unreadable", kind=type(error).__name__)
        finally:
            self._pings.remove(pulse)
            stay.over()
            try:
                await socket.close()
            finally:
                await self._engine.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_CLOSE)
                wire.let_go()
                _forget_frames(socket.exception())
        return socket

    async def _listen(self, socket: web.WebSocketResponse, stay: Stay, pulse: Pulse) -> None:
        """Hands on what is received until the connection is over. Raises `OSError` when it is to be ended, and what an unreadable
        packet raises."""
        odd = Bucket(time.monotonic(), ODD, ODD_PER_SECOND)
        while not self._engine.closed:
            said = (await socket.receive()).data
            if not isinstance(said, str | bytes):
                return
            pulse.heard(time.monotonic())
            if said == PONG:
                continue
            if not stay.inside and len(said) > OUTSIDE_BYTES:
                raise OSError("too large before a namespace was joined")
            usual = isinstance(said, bytes) or said.startswith(USUAL)
            if not usual and not odd.take(time.monotonic()):
                raise OSError("too many packets that are no events")
            with suppress(UnknownPacketError):
                await self._engine.receive(Packet(encoded_packet=said))


def _forget_frames(error: BaseException | None) -> None:
    """aiohttp keeps the error that ended a connection, whose frames hold the connection: a cycle of 40 kB."""
    if error is not None:
        error.__traceback__ = error.__context__ = None


def put_in(server: socketio.AsyncServer, pings: Pings) -> None:
    """Makes this the server's transport. python-engineio has no option for it, nor for having no pings of its own."""
    server.eio.on("message", told_apart(server.eio.handlers["message"]))
    start = server.eio.start_background_task

    def start_but_pings(target: Callable[..., Any], *args: Any, **options: Any) -> Any:
        # It would sleep until its first ping, long after the socket is gone.
        return None if getattr(target, "__func__", None) is AsyncSocket._send_ping else start(target, *args, **options)

    server.eio.start_background_task = start_but_pings
    server.eio._async = {**server.eio._async, "websocket": partial(Transport, pings)}
