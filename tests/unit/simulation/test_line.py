"""A line notices that its transport ended before the server answered, and does not wait for an answer that cannot come."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from audiencia.simulation.browser import Browser
from audiencia.simulation.line import Line, Lost

OPEN = "0" + json.dumps({"sid": "x", "upgrades": [], "pingInterval": 10_000, "pingTimeout": 10_000})
"""The first packet of Engine.IO 4."""


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

    app = web.Application()
    app.router.add_get("/socket.io/", accept)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield f"http://127.0.0.1:{unused_tcp_port}"
    await runner.cleanup()


async def test_a_transport_that_ends_before_the_answer_is_a_lost_connection(dying: str) -> None:
    browser = Browser(dying)
    line = Line(browser, "/citizen", lambda event, payload: None)
    try:
        with pytest.raises(Lost):
            await asyncio.wait_for(line.open(within=600), 60)
    finally:
        await browser.session.close()
    assert not line.connected
