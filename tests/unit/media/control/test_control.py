"""What a worker answers is read whole, however many pieces it comes in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from audiencia.core.ids import PartyId
from audiencia.media.control.control import MediaControl

MANY = 5000
"""Their state is longer than anything that one reading of a socket gives."""


def state() -> dict[str, Any]:
    peers = [
        {"peer_id": f"{n:036}", "party": f"ticket:{n:036}", "state": "connected", "packets_in": 0, "packets_out": 0,
         "silent_ms": 0}
        for n in range(MANY)
    ]  # fmt: skip
    load = {"calls": 0, "packets_per_second": 0, "busy_pct": 0}
    return {
        "boot": "b",
        "installation": None,
        "draining": False,
        "capacity": 1,
        "load": load,
        "rooms": {},
        "peers": peers,
    }


@pytest.fixture
async def control() -> AsyncIterator[MediaControl]:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(state())

    app = web.Application()
    app.router.add_get("/v1/state", answer)
    async with TestServer(app) as server, MediaControl(str(server.make_url("")), "secret", timeout=60) as made:
        yield made


async def test_a_long_state_is_read_whole(control: MediaControl) -> None:
    connected = (await control.state()).connected()
    assert len(connected) == MANY and PartyId(f"ticket:{MANY - 1:036}") in connected
