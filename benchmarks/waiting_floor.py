"""The floor of an update to everybody: a server of aiohttp's WebSockets alone, which sends as many frames of the same size."""

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection

from aiohttp import web
from yarl import URL

from audiencia.operations.free_ports import free_port
from benchmarks.processor import processor_ms
from benchmarks.waiting_client import Person

COMING_AT_ONCE = 50
WAIT_SECONDS = 60.0


async def frame_ms(people: int, frames: int, size: int) -> float:
    """Processor time of the server for each of `frames` text frames of `size` octets to each of `people`, in milliseconds."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    port = free_port()
    server = context.Process(target=_run, args=(port, theirs), daemon=True)
    server.start()
    try:
        await asyncio.to_thread(ours.recv)
        there = await _come(URL(f"http://127.0.0.1:{port}"), people)
        before, used = sum(one.seen.octets for one in there), processor_ms(server.pid or 0)
        ours.send((frames, size))
        deadline = time.perf_counter() + WAIT_SECONDS
        while sum(one.seen.octets for one in there) - before < people * frames * size:
            if time.perf_counter() > deadline:
                raise TimeoutError("the floor's frames did not come")
            await asyncio.sleep(0.02)
        return (processor_ms(server.pid or 0) - used) / (people * frames)
    finally:
        server.kill()
        await asyncio.to_thread(server.join)


async def _come(url: URL, people: int) -> list[Person]:
    found = [Person(url, number, "", "") for number in range(1, people + 1)]
    for start in range(0, people, COMING_AT_ONCE):
        await asyncio.gather(*(one.connect() for one in found[start : start + COMING_AT_ONCE]))
    return found


def _run(port: int, orders: Connection) -> None:
    asyncio.run(_serve(port, orders))


async def _serve(port: int, orders: Connection) -> None:
    """Greets each socket with one frame; sends what it is told to, to all of them in turn."""
    sockets: list[web.WebSocketResponse] = []

    async def meet(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        sockets.append(socket)
        await socket.send_str('42/citizen,["view"')
        async for _ in socket:
            pass
        return socket

    app = web.Application()
    app.router.add_get("/socket.io/", meet)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    orders.send(None)
    while True:
        frames, size = await asyncio.to_thread(orders.recv)
        text = "x" * size
        for _ in range(frames):
            for socket in sockets:
                await socket.send_str(text)
