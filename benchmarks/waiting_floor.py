"""The floors of an update to everybody and of a storm of returns: a server of aiohttp's WebSockets alone, which sends as many frames of the
same size."""

import asyncio
import multiprocessing
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from aiohttp import web
from yarl import URL

from audiencia.operations.free_ports import free_port
from benchmarks import waiting_storm
from benchmarks.processor import processor_ms
from benchmarks.waiting_client import Person

COMING_AT_ONCE = 50
WAIT_SECONDS = 60.0
OPEN = '0{"sid":"aaaaaaaaaaaaaaaaaaaa","upgrades":[],"pingTimeout":20000,"pingInterval":25000,"maxPayload":256000}'
"""Before a client joins a namespace (Engine.IO 4)."""
JOINED = '40/citizen,{"sid":"aaaaaaaaaaaaaaaaaaaa"}'
VIEW = '42/citizen,["view"'
BACKLOG = 4096


@dataclass(frozen=True)
class _Server:
    url: URL
    pid: int
    orders: Connection


async def frame_ms(people: int, frames: int, size: int) -> float:
    """Processor time of the server for each of `frames` text frames of `size` octets to each of `people`, in milliseconds."""
    async with _server(VIEW) as server:
        there = await _come(server.url, people)
        before, used = sum(one.seen.octets for one in there), processor_ms(server.pid)
        server.orders.send((frames, size))
        deadline = time.perf_counter() + WAIT_SECONDS
        while sum(one.seen.octets for one in there) - before < people * frames * size:
            if time.perf_counter() > deadline:
                raise TimeoutError("the floor's frames did not come")
            await asyncio.sleep(0.02)
        return (processor_ms(server.pid) - used) / (people * frames)


async def return_s(people: Sequence[Person], seed: int) -> float:
    """Seconds until all of these have their last view, again, from a server that is there and knows it: with the same client, pauses,
    headers and frames as in the storm."""
    view, dice = people[0].seen.view or VIEW, random.Random(seed)
    async with _server(view) as server:
        there = [replace(one, url=server.url, socket=None) for one in people]
        began = time.perf_counter()
        await asyncio.gather(*(waiting_storm.back(one, dice) for one in there))
        took = time.perf_counter() - began
        for one in there:
            if one.socket is not None:
                one.socket.close()
        return took


@asynccontextmanager
async def _server(view: str) -> AsyncIterator[_Server]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    port = free_port()
    process = context.Process(target=_run, args=(port, view, theirs), daemon=True)
    process.start()
    try:
        await asyncio.to_thread(ours.recv)
        yield _Server(URL(f"http://127.0.0.1:{port}"), process.pid or 0, ours)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


async def _come(url: URL, people: int) -> list[Person]:
    found = [Person(url, number, "", "") for number in range(1, people + 1)]
    for start in range(0, people, COMING_AT_ONCE):
        await asyncio.gather(*(one.connect() for one in found[start : start + COMING_AT_ONCE]))
    return found


def _run(port: int, view: str, orders: Connection) -> None:
    asyncio.run(_serve(port, view, orders))


async def _serve(port: int, view: str, orders: Connection) -> None:
    """Lets each socket into the namespace and sends it the view; sends what it is told to, to all of them in turn."""
    sockets: list[web.WebSocketResponse] = []

    async def meet(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_str(OPEN)
        await socket.receive()
        sockets.append(socket)
        await socket.send_str(JOINED)
        await socket.send_str(view)
        async for _ in socket:
            pass
        return socket

    app = web.Application()
    app.router.add_get("/socket.io/", meet)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=BACKLOG).start()
    orders.send(None)
    while True:
        frames, size = await asyncio.to_thread(orders.recv)
        text = "x" * size
        for _ in range(frames):
            for socket in sockets:
                await socket.send_str(text)
