"""The WebSocket below Socket.IO: nothing is compressed, and who joins no namespace does not stay.

A Socket.IO server alone, without the application: times are short here.
"""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import socketio
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from audiencia.signaling import pings as pinging
from audiencia.signaling import transport
from audiencia.signaling.pings import Pings
from audiencia.signaling.server import Sockets
from audiencia.signaling.wire import Wire
from tests.integration.signaling.raw_socket import RawSocket
from tests.support.audience import until

LONG, MANY = "x" * 500_000, 200
"""More than any socket's buffers hold."""


class Welcoming(socketio.AsyncNamespace):  # type: ignore[misc]  # python-socketio has no types
    """Lets everybody in who does not ask too often."""

    def __init__(self, namespace: str) -> None:
        super().__init__(namespace)
        self.asked, self.left, self.may_come = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.may_come.set()
        self.refuses = self.breaks = False
        self.wires: list[Wire] = []

    async def on_connect(self, sid: str, environ: dict[str, object]) -> None:
        stay = transport.stay_of(environ)
        with stay.held():
            self.asked.set()
            await self.may_come.wait()
            if self.breaks:
                raise LookupError
            if self.refuses:
                raise socketio.exceptions.ConnectionRefusedError
        stay.came_in()
        self.wires.append(transport.wire_of(environ))

    async def on_disconnect(self, sid: str) -> None:
        transport.stay_of(self.server.get_environ(sid, "/citizen")).went_out()
        self.left.set()


class Door:
    """Keeps requests from the server's handler while it is shut, as the turns of handshakes do."""

    def __init__(self) -> None:
        self.opened, self.finished = asyncio.Event(), asyncio.Event()
        self.opened.set()
        self.came: list[web.Request] = []

    @web.middleware
    async def pass_on(
        self, request: web.Request, handler: Callable[..., Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.came.append(request)
        # Shielded: aiohttp's test server cancels who went, and the product's does not.
        return await asyncio.shield(asyncio.ensure_future(self._serve(request, handler)))

    async def _serve(
        self, request: web.Request, handler: Callable[..., Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        await self.opened.wait()
        try:
            return await handler(request)
        finally:
            self.finished.set()


NAMESPACE = web.AppKey("namespace", Welcoming)
DOOR = web.AppKey("door", Door)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestServer]:
    """Pings each 0.2 s. How long it waits for the answer, and for a namespace to be joined, is said where that comes to an end."""
    monkeypatch.setattr(transport, "CLOSE_SECONDS", 0.1)
    monkeypatch.setattr(pinging, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(pinging, "OFTEN", 0.2)
    live = socketio.AsyncServer(
        async_mode="aiohttp", transports=["websocket"], cors_allowed_origins=[], max_http_buffer_size=200_000,
        namespaces=["/citizen"], always_connect=False, **transport.PINGED,
    )  # fmt: skip
    welcoming = Welcoming("/citizen")
    live.register_namespace(welcoming)
    pings = Pings(time.monotonic)
    transport.put_in(live, pings)
    door = Door()
    app = web.Application(middlewares=[door.pass_on])
    app[NAMESPACE], app[DOOR] = welcoming, door
    live.attach(app)
    server = TestServer(app)
    async with server, asyncio.TaskGroup() as group:
        running = group.create_task(pings.run())
        yield server
        running.cancel()
        await live.shutdown()


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon over, but longer than a busy machine takes to join a namespace."""
    monkeypatch.setattr(transport, "NAMESPACE_SECONDS", 5.0)


async def join(socket: RawSocket) -> None:
    """The upgrade, and the namespace."""
    await socket.open()
    socket.say("40/citizen,")
    assert await socket.heard("40/citizen,")


async def test_no_extension_is_negotiated_and_a_compressed_frame_ends_the_connection(server: TestServer) -> None:
    async with RawSocket(server.port) as socket:
        head = await socket.open()
        assert head.startswith("HTTP/1.1 101") and "Extensions" not in head
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(b"42[" + b"0," * 100_000 + b"0]") + packer.flush(zlib.Z_SYNC_FLUSH)
        socket.send(packed[:-4], first=0xC1)
        assert (await socket.last()).startswith((1002).to_bytes(2, "big"))


async def test_a_message_over_the_limit_ends_the_connection_before_it_has_come(server: TestServer) -> None:
    async with RawSocket(server.port) as socket:
        await socket.open()
        socket.write(b"\x81\xff" + (10**12).to_bytes(8, "big") + b"\0\0\0\0")
        assert (await socket.last()).startswith((1009).to_bytes(2, "big"))


UNREADABLE = (
    "42/citizen,[",
    "42/citizen,",
    "42/citizen,{}",
    "42/citizen,[]",
    "44",
    "49",
    "45",
    "451-",
    "42" + "[" * 5000,
    "4",
)
"""Packets of which the library makes nothing."""


@pytest.mark.parametrize("said", UNREADABLE)
async def test_a_packet_that_cannot_be_read_is_no_error_of_ours(
    server: TestServer, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with RawSocket(server.port) as socket:
        await join(socket)
        with capture_logs() as written:
            socket.say(said)
            await until(lambda: written, "it is logged")
        assert written[0]["event"] == "socket_packet_unreadable" and written[0]["log_level"] == "warning"
        assert not caplog.records


async def test_an_error_of_a_handler_is_logged_as_ours(server: TestServer) -> None:
    async with RawSocket(server.port) as socket:
        await socket.open()
        server.app[NAMESPACE].breaks = True
        with capture_logs() as written:
            socket.say("40/citizen,")
            await until(lambda: written, "it is logged")
        assert [(one["event"], one["log_level"], one["kind"]) for one in written] == [
            ("socket_event_failed", "error", "LookupError")
        ]


@pytest.mark.usefixtures("hurry")
async def test_who_joins_no_namespace_does_not_stay(server: TestServer) -> None:
    async with RawSocket(server.port) as socket:
        await socket.open()
        socket.say("40/other,")
        # No object of ours: python-socketio answers by itself.
        assert isinstance(json.loads((await socket.heard("44/other,")).removeprefix("44/other,")), str)
        await socket.last()


@pytest.mark.usefixtures("hurry")
async def test_who_joined_one_stays_until_it_is_left(server: TestServer) -> None:
    async with RawSocket(server.port) as socket:
        await join(socket)
        for _ in range(10):
            await socket.heard("2")
            socket.say("3")
        socket.say("41/citizen,")
        await socket.last()


@pytest.mark.parametrize("said", ["42/citizen,[" + "0," * 5000 + "0]", "40/citizen," + '{"a":' * 1000])
async def test_who_is_in_no_namespace_says_little(server: TestServer, said: str) -> None:
    async with RawSocket(server.port) as socket:
        await socket.open()
        socket.say(said)
        await socket.last()


@pytest.mark.parametrize("packet", ["40/other,", "41/citizen,", "4０/other,", "6", "x"])
async def test_packets_that_are_no_events_are_few(server: TestServer, packet: str) -> None:
    async with RawSocket(server.port) as socket:
        await join(socket)
        for _ in range(transport.ODD + 20):
            socket.say(packet)
        await socket.last()


async def test_who_answers_pings_stays_and_who_does_not_is_gone(
    server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with RawSocket(server.port) as socket:
        await socket.open()
        opened = json.loads((await socket.heard("0"))[1:])
        assert (opened["pingInterval"], opened["pingTimeout"]) == (25_000, 6000)
        socket.say("40/citizen,")
        for _ in range(20):
            assert await socket.heard("2") == "2"
            socket.say("3")
        monkeypatch.setattr(pinging, "ANSWER_SECONDS", 0.4)
        await socket.last()  # no answer: the server ends it


async def test_sockets_that_are_gone_leave_no_task_behind(server: TestServer) -> None:
    before = asyncio.all_tasks()
    for _ in range(5):
        async with RawSocket(server.port) as socket:
            await join(socket)
    async with asyncio.timeout(60):
        while left := asyncio.all_tasks() - before:
            await asyncio.wait(left, timeout=0.1)


@pytest.mark.parametrize("packet", ["", "z", "bA", "4" + "[" * 20_000])
async def test_a_packet_that_cannot_be_read_ends_the_connection_for_everybody(server: TestServer, packet: str) -> None:
    async with RawSocket(server.port) as socket:
        await join(socket)
        socket.say(packet)
        async with asyncio.timeout(60):
            await server.app[NAMESPACE].left.wait()
        await socket.last()
    await until(lambda: not server.app[NAMESPACE].server.eio.sockets, "no socket is kept")


async def test_a_slow_reader_has_a_backlog_until_it_has_read_all(
    server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinging, "OFTEN", 60.0)
    async with RawSocket(server.port) as socket:
        await join(socket)
        (wire,) = server.app[NAMESPACE].wires
        said = 0
        while not wire.backlogged:
            wire.emit("/citizen", "news", {"number": said, "text": LONG})
            said += 1
            await asyncio.sleep(0)
        for number in range(said):
            assert await socket.heard(f'42/citizen,["news",{{"number":{number},')
        assert not wire.backlogged


async def test_a_client_that_reads_nothing_is_aborted(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinging, "OFTEN", 60.0)
    async with RawSocket(server.port) as socket:
        await join(socket)
        (wire,) = server.app[NAMESPACE].wires
        for _ in range(MANY):
            wire.emit("/citizen", "news", {"text": LONG})
            await asyncio.sleep(0)
            if server.app[NAMESPACE].left.is_set():
                return
    pytest.fail("it is told on and on")


async def test_whoever_waits_to_be_let_in_is_pinged_and_not_ended(
    server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "NAMESPACE_SECONDS", 2.0)
    monkeypatch.setattr(pinging, "ANSWER_SECONDS", 0.4)
    namespace = server.app[NAMESPACE]
    namespace.may_come.clear()
    async with RawSocket(server.port) as socket:
        await socket.open()
        socket.say("40/citizen,")
        await asyncio.wait_for(namespace.asked.wait(), 60)
        await asyncio.sleep(2.5)  # longer than it may be in no namespace, and than an answer to a ping may take
        assert await socket.heard("2")
        monkeypatch.setattr(pinging, "ANSWER_SECONDS", 60.0)
        namespace.may_come.set()
        assert await socket.heard("40/citizen,")
        assert not namespace.left.is_set()


@pytest.mark.usefixtures("hurry")
async def test_whoever_is_refused_does_not_stay(server: TestServer) -> None:
    server.app[NAMESPACE].refuses = True
    async with RawSocket(server.port) as socket:
        await socket.open()
        socket.say("40/citizen,")
        assert await socket.heard("44/citizen,")
        await socket.last()


async def test_who_goes_before_the_upgrade_leaves_nothing_behind(server: TestServer) -> None:
    door, live = server.app[DOOR], server.app[NAMESPACE].server
    door.opened.clear()
    _, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    await until(lambda: door.came, "the request")
    writer.transport.abort()
    await until(lambda: door.came[0].transport is None, "its end")
    door.opened.set()
    await asyncio.wait_for(door.finished.wait(), 30)
    assert not live.eio.sockets
    assert not live.environ
    assert Sockets(live, [], Pings(time.monotonic)).connections() == []
