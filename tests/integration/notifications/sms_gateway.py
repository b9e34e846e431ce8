"""A real SMS gateway on this machine: HTTP with JSON, as many have it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class SmsServer:
    """`statuses`: what the next requests get, the last one for all that follow."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [202])
    sent: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append({**request.headers, **request.query})
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status < 300:
            is_json = request.content_type == "application/json"
            self.sent.append(await request.json() if is_json else dict(await request.post()))
        return web.Response(status=status)


@asynccontextmanager
async def running() -> AsyncIterator[SmsServer]:
    """Listens on a free port."""
    gateway = SmsServer()
    app = web.Application()
    app.router.add_route("*", "/send", gateway.take)
    server = TestServer(app)
    await server.start_server()
    gateway.url = f"http://127.0.0.1:{server.port}/send"
    try:
        yield gateway
    finally:
        await server.close()
