"""A line notices that its transport ended before the server answered, and comes again where a part was away for a moment."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from audiencia.simulation.browser import Browser
from audiencia.simulation.line import Line, Lost

OPEN = "0" + json.dumps({"sid": "x", "upgrades": [], "pingInterval": 10_000, "pingTimeout": 10_000})
"""The first packet of Engine.IO 4."""


@asynccontextmanager
async def _serving(accept: Callable[[web.Request], Awaitable[web.WebSocketResponse]], port: int) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/socket.io/", accept)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def dying(unused_tcp_port: int) -> AsyncIterator[str]:
    """The address of a server that ends each transport when it is asked to connect a namespace."""

    async def accept(request: web.Request) -> web.WebSocketResponse:
        transport = web.WebSocketResponse()
        await transport.prepare(request)
        await transport.send_str(OPEN)
        await transport.receive()
        await transport.close()
        return transport

    async with _serving(accept, unused_tcp_port) as address:
        yield address


async def test_a_transport_that_ends_before_the_answer_is_a_lost_connection(dying: str) -> None:
    browser = Browser(dying)
    line = Line(browser, "/citizen", lambda event, payload: None)
    try:
        with pytest.raises(Lost):
            await asyncio.wait_for(line.open(within=600), 60)
    finally:
        await browser.session.close()
    assert not line.connected


@pytest.fixture
async def refusing(unused_tcp_port: int) -> AsyncIterator[str]:
    """The address of a server that says `unavailable` to the first connection of a namespace, and accepts the next."""
    asked: list[str] = []

    async def accept(request: web.Request) -> web.WebSocketResponse:
        transport = web.WebSocketResponse()
        await transport.prepare(request)
        await transport.send_str(OPEN)
        await transport.receive()
        asked.append("/citizen")
        problem = {"code": "unavailable", "message": "", "params": {}, "fields": {}}
        refusal = json.dumps({"message": "unavailable", "data": problem})
        await transport.send_str("44/citizen," + refusal if len(asked) == 1 else '40/citizen,{"sid":"y"}')
        async for _ in transport:
            pass
        return transport

    async with _serving(accept, unused_tcp_port) as address:
        yield address


async def test_what_is_away_for_a_moment_is_asked_again(refusing: str) -> None:
    browser = Browser(refusing)
    line = Line(browser, "/citizen", lambda event, payload: None)
    try:
        await asyncio.wait_for(line.open(), 60)
        assert line.connected and line.connections == 1
        assert line.refusal is not None and line.refusal.code == "unavailable"
    finally:
        await line.close()
        await browser.session.close()


@pytest.fixture
async def silent(unused_tcp_port: int) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The address of a server that accepts everybody and acknowledges nothing, and whether it was told something."""
    told = asyncio.Event()

    async def accept(request: web.Request) -> web.WebSocketResponse:
        transport = web.WebSocketResponse()
        await transport.prepare(request)
        await transport.send_str(OPEN)
        await transport.receive()
        await transport.send_str('40/citizen,{"sid":"y"}')
        async for _ in transport:
            told.set()
        return transport

    async with _serving(accept, unused_tcp_port) as address:
        yield address, told


async def test_a_loss_is_noticed_although_the_line_is_up_again(silent: tuple[str, asyncio.Event]) -> None:
    address, told = silent
    browser = Browser(address)
    line = Line(browser, "/citizen", lambda event, payload: None)
    try:
        await line.open()
        said = asyncio.create_task(line.say_raw("leave", {}))
        await told.wait()
        assert line._socket is not None
        line._lost(line._socket)
        line._down.clear()  # as the next attempt does, which may begin before the loss is looked at
        with pytest.raises(Lost):
            await asyncio.wait_for(said, 60)
    finally:
        await line.close()
        await browser.session.close()
