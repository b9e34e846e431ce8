"""Connections and the files that may be open: the limit is raised, and one connection too many is refused, not broken."""

import asyncio
import resource
import subprocess
import sys
from contextlib import AsyncExitStack

from aiohttp import web

from audiencia.ops import open_files
from tests.ports import free_port

RAISE = """
import resource
from audiencia.ops import open_files
print(open_files.raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_process_may_open_as_many_files_as_the_system_lets_it() -> None:
    def lowered() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 2048))

    made = subprocess.run([sys.executable, "-c", RAISE], preexec_fn=lowered, capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["2048", "2048", "2048"]


def test_some_files_are_always_left_for_what_connections_need() -> None:
    assert [open_files.for_connections(limit) for limit in (200, 1024, 65_536)] == [100, 768, 65_280]


async def test_one_connection_too_many_is_told_to_come_again_and_the_others_are_answered() -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="here")

    app, port = web.Application(), free_port()
    app.router.add_get("/", page)
    runner = web.AppRunner(app)
    await runner.setup()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        assert runner.server is not None
        accept = open_files.bounded(runner.server, 20)
        listening = await asyncio.get_running_loop().create_server(accept, "127.0.0.1", port)
        stack.callback(listening.close)
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        async with asyncio.timeout(10):
            while len(runner.server.connections) < 20:
                await asyncio.sleep(0)
            for _ in range(5):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
                writer.close()
            for reader, writer in idle:
                writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
                assert b" 200 " in await reader.readline()
            idle.pop()[1].close()
            while len(runner.server.connections) == 20:
                await asyncio.sleep(0)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            assert b" 200 " in await reader.readline()
        for _, other in [*idle, (reader, writer)]:
            other.close()
