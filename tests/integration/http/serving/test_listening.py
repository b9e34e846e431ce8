"""Connections that ask for nothing end by themselves, and what cannot be read is answered with our headers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from audiencia.http.serving import connections, listening
from audiencia.http.serving.connections import Connections
from audiencia.http.serving.pace import Times
from audiencia.operations.free_ports import free_port

TIMES = Times(head=0.3, idle=1.0, spare=0.3, bytes_per_second=10_000)
LONG = 60.0
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n"


async def _length(request: web.Request) -> web.Response:
    """Begins to read after as long as the client says: meanwhile the buffer fills."""
    await asyncio.sleep(float(request.headers.get("X-Wait", "0")))
    return web.Response(text=str(len(await request.read())))


async def _page(request: web.Request) -> web.Response:
    """Reads no body."""
    return web.Response(text="page")


async def _socket(request: web.Request) -> web.WebSocketResponse:
    opened = web.WebSocketResponse()
    await opened.prepare(request)
    async for message in opened:
        await opened.send_str(message.data)
    return opened


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """Of a server that gives little time (`request.param`, or `TIMES`), and each address three connections; its own counts as any
    other."""
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(connections, "is_loopback", lambda _: False)
    app = web.Application(client_max_size=1_000_000)
    app.router.add_route("*", "/", _length)
    app.router.add_get("/socket", _socket)
    app.router.add_get("/page", _page)
    async with AsyncExitStack() as stack:
        (server,) = await listening.serve(
            stack, app, "127.0.0.1", 0, secure=True, connections=1000, by_address=Connections(3),
            times=getattr(request, "param", TIMES),
        )  # fmt: skip
        yield server.sockets[0].getsockname()[1]


async def _ended(port: int, said: bytes, more: Callable[[int], bytes] = lambda _: b"") -> bytes:
    """All that is answered until the server ends the connection; `more` is said every 50 ms."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)

    async def go_on() -> None:
        for number in range(1000):
            writer.write(more(number))
            await asyncio.sleep(0.05)

    going = asyncio.create_task(go_on())
    try:
        async with asyncio.timeout(LONG):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        going.cancel()
        writer.close()


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n", b"GE"])
async def test_a_head_that_is_not_completed_ends_the_connection(port: int, said: bytes) -> None:
    assert await _ended(port, said) == b""


async def test_a_head_that_comes_by_drops_ends_the_connection(port: int) -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\n"
    assert await _ended(port, head, lambda number: b"X-%d: 1\r\n" % number) == b""


async def test_a_second_head_that_is_not_completed_ends_the_connection(port: int) -> None:
    answer = await _ended(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n")
    assert answer.startswith(b"HTTP/1.1 200") and answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("port", [replace(TIMES, idle=6.0)], indirect=True, ids=["longer than a busy machine waits"])
async def test_a_connection_between_two_requests_is_kept_longer(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for pause in (2 * TIMES.head, 0):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(1) == b"0"
        await asyncio.sleep(pause)
    async with asyncio.timeout(LONG):
        assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize("drop", [b"", b"a"])
async def test_a_body_that_stands_still_or_comes_by_drops_ends_the_connection(port: int, drop: bytes) -> None:
    assert b"200" not in await _ended(port, POST + b"a" * 1000, lambda _: drop)


@pytest.mark.parametrize("port", [replace(TIMES, spare=2.0)], indirect=True, ids=["spare for a busy machine"])
async def test_a_slow_body_comes_through(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST)
    for _ in range(20):
        writer.write(b"a" * 20_000)
        await asyncio.sleep(0.12)
    async with asyncio.timeout(LONG):
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_body_that_we_do_not_take_yet_is_not_slow(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST.replace(b"Host", b"X-Wait: 1\r\nHost") + b"a" * 400_000)
    async with asyncio.timeout(LONG):
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(6) == b"400000"
    writer.close()


async def test_an_open_socket_is_left_alone(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    await asyncio.sleep(TIMES.idle + 2 * TIMES.head)
    writer.write(b"\x81\x81\0\0\0\0a")
    async with asyncio.timeout(LONG):
        assert await reader.readexactly(3) == b"\x81\x01a"
    writer.close()


@pytest.mark.parametrize("port", [replace(TIMES, head=LONG)], indirect=True, ids=["held until they are closed"])
async def test_an_address_holds_so_many_connections(port: int) -> None:
    held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    assert await _ended(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") == b""
    for _, writer in held:
        writer.close()
        await writer.wait_closed()
    async with asyncio.timeout(LONG):
        while not (await _ended(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).startswith(
            b"HTTP/1.1 200"
        ):
            pass


@pytest.mark.parametrize("said", [b"\x16\x03\x01\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"GET /\xff HTTP/9\r\n\r\n",
                                  b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: secret-722\r\n\r\n"])  # fmt: skip
async def test_what_is_no_http_is_answered_with_our_headers_and_without_versions(port: int, said: bytes) -> None:
    answer = await _ended(port, said)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 400 " in head.splitlines()[0] and body == b"400\n"
    for header in (b"X-Content-Type-Options: nosniff", b"Content-Security-Policy: default-src 'none'", b"Cache-Control: no-store",
                   b"Strict-Transport-Security: max-age", b"Referrer-Policy: same-origin"):  # fmt: skip
        assert header in head
    assert b"aiohttp" not in answer and b"Python" not in answer and b"Server:" not in answer and b"722" not in answer


async def test_a_body_that_is_not_as_its_head_says_is_no_error_of_the_service(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    said = b"GET /page HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    answer = await _ended(port, said)
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))
    assert [record.getMessage() for record in caplog.records] == []


async def test_one_connection_too_many_is_told_to_come_again_and_the_others_are_answered() -> None:
    app, ask = web.Application(), b"POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n"
    app.router.add_route("*", "/", _length)
    async with AsyncExitStack() as stack, asyncio.timeout(LONG):
        (server,) = await listening.serve(
            stack, app, "127.0.0.1", 0, secure=True, connections=20, by_address=Connections(100)
        )  # fmt: skip
        port = server.sockets[0].getsockname()[1]
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _ in range(5):
            assert (await _ended(port, b"")).startswith(b"HTTP/1.1 503 ")
        for reader, writer in held:
            writer.write(ask)
            assert b" 200 " in await reader.readline()
            writer.close()
        while not (await _ended(port, ask)).startswith(b"HTTP/1.0 200 "):
            await asyncio.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6")
async def test_everywhere_is_at_either_version_of_ip() -> None:
    app, port = web.Application(), free_port()
    app.router.add_route("*", "/", _length)
    async with AsyncExitStack() as stack, asyncio.timeout(LONG):
        await listening.serve(stack, app, "::", port, secure=True, connections=20, by_address=Connections(100))
        for address in ("127.0.0.1", "::1"):
            reader, writer = await asyncio.open_connection(address, port)
            writer.write(b"POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
            assert b" 200 " in await reader.readline()
            writer.close()
