"""The listening socket: aiohttp's server with limits of its own, before any page is asked for.
aiohttp gives a client an hour for its headers, any time for a body, and any number of connections; what it cannot parse it
answers itself, with its versions and without our headers."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, cast

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from audiencia.core import logs, metrics
from audiencia.http import headers
from audiencia.http.serving.backlog import BACKLOG
from audiencia.http.serving.connections import Connections
from audiencia.http.serving.hosts import meant_by
from audiencia.http.serving.pace import Pace, Times

GRACE_SECONDS = 10.0  # For requests under way when the process ends.
LOOK_SECONDS = 1.0
TLS_SECONDS = 15.0
REFUSAL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
log = structlog.get_logger()


class Handler(web.RequestHandler):
    """One connection. It is looked at every `LOOK_SECONDS`, so that no timer is needed for each."""

    __slots__ = ("_address", "_begun", "_connections", "_pace", "_secure", "_times", "_watched")

    def __init__(
        self, server: web.Server, connections: Connections, times: Times, secure: bool, watched: "set[Handler]"
    ) -> None:
        # No record of each request: it would name addresses.
        options: dict[str, Any] = {"access_log": None, "keepalive_timeout": times.idle}
        super().__init__(server, loop=asyncio.get_running_loop(), **options)
        self._connections, self._times, self._secure, self._watched = connections, times, secure, watched
        self._address: str | None = None
        self._begun: float | None = None
        """Since when a head is awaited; `None` while nothing of one has come."""
        self._pace: Pace | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Counts it for its address; one too many is cut off."""
        peer = transport.get_extra_info("peername")
        address = str(peer[0]).partition("%")[0] if isinstance(peer, tuple) else "127.0.0.1"
        if not self._connections.take(address):
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return
        self._address = address
        self._begun = self._loop.time()
        self._watched.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Is counted no more."""
        if self._address is not None:
            self._connections.give_back(self._address)
            self._address = None
        self._watched.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Notes when a head begins, and when it is complete."""
        super().data_received(data)
        if not self._awaits_head():
            self._begun = None
        elif self._begun is None:
            self._begun = self._loop.time()

    def _awaits_head(self) -> bool:
        return self._waiter is not None and not self._waiter.done()

    def look(self, now: float) -> None:
        """Aborts the connection when a head or a body takes too long. Not after an upgrade: pings watch a WebSocket."""
        if self._upgraded and self._payload_parser is not None:
            self._watched.discard(self)
        elif self.transport is not None and (self._head_is_late(now) or self._body_is_late(now)):
            self.transport.abort()

    def _head_is_late(self, now: float) -> bool:
        return self._awaits_head() and self._begun is not None and now - self._begun > self._times.head

    def _body_is_late(self, now: float) -> bool:
        request = self._current_request
        if request is None or request.content.is_eof():
            self._pace = None
            return False
        received = request.content.total_raw_bytes
        if self._pace is None:
            self._pace = Pace(now, received, self._times)
        return self._pace.too_slow(now, received, held_up=self._reading_paused)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """The answer to what is no HTTP, and to an error that no page caught."""
        if status >= 500 and exc is not None:
            logs.failure(log, "request_failed", exc)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        answer = _Bare(status=status, text=f"{status}\n", headers=headers.without_page(secure=self._secure))
        answer.force_close()
        return answer

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """A body that does not say what its head names is its sender's doing: what a page left of it is read after the answer."""
        if not isinstance(kw.get("exc_info"), RequestPayloadError):
            super().log_exception(*args, **kw)


class _Bare(web.Response):
    """Without the header that names versions: signals of the application, which take it away, know only its own requests."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall("Server", None)


class _Refusal(asyncio.Protocol):
    """Tells one connection too many to come again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        metrics.connections_refused.inc()
        writing = cast(asyncio.Transport, transport)
        writing.write(REFUSAL)
        writing.close()


async def serve(
    stack: AsyncExitStack, app: web.Application, host: str, port: int, *, tls: ssl.SSLContext | None = None, secure: bool,
    connections: int, by_address: Connections, times: Times | None = None, descriptors: Sequence[int] = (),
) -> list[asyncio.Server]:  # fmt: skip
    """Serves the application until `stack` ends. `secure`: people come by https, here or at a proxy. Of more than `connections`
    at once, each is asked to come again. `descriptors`: of listening sockets that are there already, instead of host and port."""
    times = times or Times()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    server = runner.server
    assert server is not None

    watched: set[Handler] = set()

    def accept() -> asyncio.BaseProtocol:
        full = len(server._connections) >= connections  # the public property makes a list of thousands
        return _Refusal() if full else Handler(server, by_address, times, secure, watched)

    options: dict[str, Any] = {"ssl": tls, "backlog": BACKLOG, **_tls_options(tls)}
    loop, opened = asyncio.get_running_loop(), [socket.socket(fileno=one) for one in descriptors]
    listening = [await loop.create_server(accept, sock=one, **options) for one in opened] or [
        await loop.create_server(accept, meant_by(host), port, reuse_address=True, **options)
    ]
    for one in listening:
        stack.callback(one.close)
    watching = asyncio.create_task(_watch(watched))
    stack.callback(watching.cancel)
    return listening


def _tls_options(tls: ssl.SSLContext | None) -> dict[str, Any]:
    return {} if tls is None else {"ssl_handshake_timeout": TLS_SECONDS}


async def _watch(watched: set[Handler]) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        _look_at(list(watched), asyncio.get_running_loop().time())


def _look_at(handlers: Sequence[Handler], now: float) -> None:
    """A function of its own: in the task's frame the last one would be kept until the next look."""
    for handler in handlers:
        handler.look(now)
