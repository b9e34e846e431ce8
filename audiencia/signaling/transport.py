"""The WebSocket below Socket.IO: no extension, bounded messages, pings of our own, and a namespace joined in time.

python-engineio's own makes a `WebSocketResponse` with compression on: 270 kB of zlib for each browser, and whoever sends a
few hundred bytes makes us inflate a thousand times as many.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import socketio
import structlog
from aiohttp import web
from engineio.async_drivers.aiohttp import WebSocket
from engineio.async_socket import AsyncSocket

from audiencia.core.errors import TooMany
from audiencia.signaling.namespaces.bucket import Bucket
from audiencia.signaling.pings import ANSWER_SECONDS, OFTEN, SELDOM, Pings, Pulse

NAMESPACE_SECONDS = 20.0
"""To be in a namespace, from the upgrade or from leaving the last one. Longer than a connection may take (15 s)."""
CLOSE_SECONDS = 2.0
"""For the client's own close frame."""
OUTSIDE_BYTES = 2000
"""A message of who is in no namespace: it asks to join one, in some 20 bytes."""
JOINS, JOINS_PER_SECOND = 5, 0.1
"""At once, and in the long run: pages join one namespace, once."""
ODD, ODD_PER_SECOND = 20, 1.0
"""Packets other than events and their like; more than so many end the connection, whatever they ask for."""
USUAL = ("42", "43", "45", "46")
"""How other packets begin: events and acknowledgements (Engine.IO 4, Socket.IO 5)."""
PING_FRAME, PONG = b"\x81\x012", "3"
"""Engine.IO's ping as a whole frame of a server (RFC 6455, 5.2), and the message that answers it."""
NEVER = 10.0**6
"""Seconds: python-engineio's own pings."""
PINGED = {"ping_interval": (NEVER, SELDOM - NEVER), "ping_timeout": ANSWER_SECONDS, "monitor_clients": False}
"""For the server's constructor. What clients are told of the interval is the sum of the two: they hold the server for gone when no ping has
come for that and the time-out together."""

log = structlog.get_logger()


class Stay:
    """What one socket has to do with namespaces: how many it is in, since when with none, and how often it asked."""

    def __init__(self, now: float, end: Callable[[], None], pulse: Pulse) -> None:
        self._end = end
        self._pulse = pulse
        self._inside = 0
        self._joins = Bucket(now, JOINS, JOINS_PER_SECOND)
        self._timer = self._later()

    @property
    def inside(self) -> bool:
        """Whether it is in a namespace."""
        return self._inside > 0

    def ask(self, now: float) -> None:
        """Before it joins one. Raises `TooMany`."""
        if not self._joins.take(now):
            raise TooMany(retry_after=round(1 / JOINS_PER_SECOND))

    def came_in(self) -> None:
        """It joined one."""
        self._inside += 1
        self._timer.cancel()

    def went_out(self) -> None:
        """It left one, or the connection is over."""
        self._inside -= 1
        if not self._inside:
            self._timer = self._later()

    def end(self) -> None:
        """Ends the connection, without a word."""
        self._end()

    def hurry(self, soon: bool) -> None:
        """Whether it is to be missed soon when it is gone."""
        self._pulse.interval = OFTEN if soon else SELDOM

    def over(self) -> None:
        """The connection is over."""
        self._timer.cancel()

    def _later(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(NAMESPACE_SECONDS, self._end)


STAY = web.RequestKey("stay", Stay)


def stay_of(environ: Mapping[str, Any]) -> Stay:
    """Of the socket whose Engine.IO environ this is."""
    request: web.Request = environ["aiohttp.request"]
    return request[STAY]


class Transport(WebSocket):  # type: ignore[misc]  # python-engineio has no types
    """One connection, as python-engineio's driver for aiohttp asks for it."""

    def __init__(self, pings: Pings, handler: Callable[["Transport"], Awaitable[None]], server: Any) -> None:
        super().__init__(handler, server)
        self._pings = pings
        self._odd = Bucket(time.monotonic(), ODD, ODD_PER_SECOND)

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Upgrades, and lasts as long as the connection."""
        request: web.Request = environ["aiohttp.request"]
        self._sock = web.WebSocketResponse(
            compress=False, max_msg_size=self.server.max_http_buffer_size, timeout=CLOSE_SECONDS
        )
        await self._sock.prepare(request)
        connection = request.transport
        if connection is None:
            raise ConnectionResetError
        self._pulse = self._pings.add(partial(_ping, connection), connection.abort)
        self._stay = request[STAY] = Stay(time.monotonic(), connection.abort, self._pulse)
        # The server keeps it as long as the socket: the request alone says as much as forty entries made from it.
        environ.clear()
        environ["aiohttp.request"] = request
        try:
            await self.handler(self)
        except Exception as error:  # noqa: BLE001 -- a boundary per connection
            log.info("socket_packet_unreadable", kind=type(error).__name__)
            await self._close()
        finally:
            self._pings.remove(self._pulse)
            self._stay.over()
        return self._sock

    async def _close(self) -> None:
        """A packet that cannot be read ends python-engineio's handler, but neither its writer nor its socket."""
        engine: AsyncSocket = self.handler.__self__
        await engine.queue.put(None)
        await engine.close(wait=False, abort=True)

    async def wait(self) -> str | bytes:
        """The next message that is no answer to a ping. Raises `OSError` when the connection is over, or is to be."""
        said: str | bytes = PONG
        while said == PONG:
            said = await super().wait()
            self._pulse.heard(time.monotonic())
        if not self._stay.inside and len(said) > OUTSIDE_BYTES:
            raise OSError("too large before a namespace was joined")
        usual = isinstance(said, bytes) or said.startswith(USUAL)
        if not usual and not self._odd.take(time.monotonic()):
            raise OSError("too many packets that are no events")
        return said


def _ping(connection: asyncio.Transport) -> None:
    """Past aiohttp, which writes each frame in one piece: nothing waits, and the other end answers behind what was sent before.

    A connection may be over while its handler still has something to note.
    """
    if not connection.is_closing():
        connection.write(PING_FRAME)


def put_in(server: socketio.AsyncServer, pings: Pings) -> None:
    """Makes this the server's transport. python-engineio has no option for it, nor for having no pings of its own."""
    start = server.eio.start_background_task

    def start_but_pings(target: Callable[..., Any], *args: Any, **options: Any) -> Any:
        # It would sleep until its first ping, long after the socket is gone.
        return None if getattr(target, "__func__", None) is AsyncSocket._send_ping else start(target, *args, **options)

    server.eio.start_background_task = start_but_pings
    server.eio._async = {**server.eio._async, "websocket": partial(Transport, pings)}
