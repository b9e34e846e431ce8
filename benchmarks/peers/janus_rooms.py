"""Janus' VideoRoom in two browsers, by its own client: from a citizen's click to the first frame on both sides.

Made as easy for it as for us: sockets, handles and cameras are open before the click, the director's camera is being sent.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser

from audiencia.operations.free_ports import free_port
from benchmarks.first_frame_stage import FIRST_FRAME, TIMES
from benchmarks.peers.janus import Program, running_janus
from tests.browser.chromium import DESK, PHONE, Visitor, visit
from tests.browser.probe import sees, until

HERE = Path(__file__).parent
SENDING = """probe.live()?.getStats().then((all) => [...all.values()].some((one) => one.framesEncoded > 30)) ?? false"""
"""A second of pictures has left."""


@dataclass(frozen=True)
class Rooms:
    """A running Janus and the page of its client."""

    url: str
    citizens: Browser
    directors: Browser

    async def play(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """One call; gives the times of the citizen's and the director's page."""
        director = await visit(self.directors, self.url, screen=DESK)
        citizen = await visit(self.citizens, self.url, screen=PHONE)
        try:
            await self._prepare(director, "blue")
            await director.page.click("[data-testid=enter]")
            await until(director.page, SENDING)
            await self._prepare(citizen, "red")
            for one in (citizen, director):
                await one.page.evaluate("probe.watchPainted()")
            await citizen.page.click("[data-testid=enter]")
            for one in (citizen, director):
                await until(one.page, FIRST_FRAME)
            click = (await citizen.page.evaluate(TIMES, 0))["accept"]
            return await citizen.page.evaluate(TIMES, click), await director.page.evaluate(TIMES, click)
        finally:
            await citizen.close()
            await director.close()

    async def _prepare(self, visitor: Visitor, colour: str) -> None:
        await visitor.page.goto(self.url)
        await until(visitor.page, "window.prepared")
        await sees(visitor.page, colour, video="self-video")


@asynccontextmanager
async def rooms(program: Program, citizens: Browser, directors: Browser) -> AsyncIterator[Rooms]:
    """Janus and the server of the page, for these browsers."""
    app = web.Application()
    for name, file in {
        "/": HERE / "janus_room.html", "/janus_room.js": HERE / "janus_room.js", "/janus.js": program.script,
    }.items():  # fmt: skip
        app.router.add_get(name, _file(file))
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        async with running_janus(program) as janus:
            yield Rooms(f"http://127.0.0.1:{port}/?janus={janus.address}", citizens, directors)
    finally:
        await runner.cleanup()


def _file(file: Path) -> Any:
    async def answer(_: web.Request) -> web.FileResponse:
        return web.FileResponse(file)

    return answer
