"""Bodies that do not arrive whole: nothing of them stays in memory, and they are no error of ours."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator, Callable

import pytest
import structlog
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from audiencia.http.site import SITE
from tests.support.page_browser import Browser
from tests.support.petitioning import FORM
from tests.unit.http.uploads import corpus

MEGABYTE = 1024 * 1024
ROUNDS = 4
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Sender:
    """Sends beginnings of forms over connections of its own, all as one browser."""

    def __init__(self, server: TestServer, browser: Browser, csrf: str) -> None:
        self._server, self._browser, self._csrf = server, browser, csrf
        self._opened: list[asyncio.StreamWriter] = []

    async def form(self, content_type: str, body: bytes, *, whole: bool = False) -> Connection:
        """The head of a form, and what there is of its body."""
        origin = self._browser.origin
        assert origin.host is not None and origin.port is not None
        reader, writer = await asyncio.open_connection(origin.host, origin.port)
        self._opened.append(writer)
        cookies = "; ".join(f"{name}={value}" for name, value in self._browser.cookies.items())
        head = (
            f"POST {FORM} HTTP/1.1\r\nHost: {origin.authority}\r\nOrigin: {origin}\r\nCookie: {cookies}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body) if whole else 3 * len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        return reader, writer

    async def file(self) -> Connection:
        """A form with three megabytes of a file that has no end; returns when the server holds them."""
        body = (
            b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + self._csrf.encode() + b"\r\n"
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
            + corpus.jpeg()[:300]
            + bytes(3 * MEGABYTE)
        )
        connection = await self.form("multipart/form-data; boundary=x", body)
        await until(lambda: self.held > 2 * MEGABYTE)
        return connection

    def close(self) -> None:
        """Leaves nothing that the server would wait for."""
        for writer in self._opened:
            writer.transport.abort()

    @property
    def requests(self) -> int:
        """How many the server has begun to answer."""
        assert self._server.runner is not None and self._server.runner.server is not None
        return self._server.runner.server.requests_count

    @property
    def connections(self) -> int:
        """How many the server has."""
        assert self._server.runner is not None and self._server.runner.server is not None
        return len(self._server.runner.server.connections)

    @property
    def held(self) -> int:
        """Bytes of files, as the server counts them."""
        return self._server.app[SITE].held._now


async def until(there: Callable[[], bool]) -> None:
    """Looks again and again."""
    async with asyncio.timeout(90):
        while not there():
            await asyncio.sleep(0.005)


@pytest.fixture
async def sender(site: TestServer, browser: Browser) -> AsyncIterator[Sender]:
    """After the form was seen. The server does as ours: what it does for a request goes on when the connection is lost."""
    assert site.runner is not None and site.runner.server is not None
    site.runner.server.handler_cancellation = False
    sender = Sender(site, browser, (await browser.get(FORM)).hidden["csrf"])
    yield sender
    sender.close()


@pytest.fixture
async def uncollected(sender: Sender) -> AsyncIterator[None]:
    """What is still there at the end without the garbage collector is too much: a cycle, or a buffer that somebody keeps."""
    structlog.reset_defaults()
    connection = await sender.file()
    await break_off(sender, connection)
    gc.collect()
    gc.disable()
    tracemalloc.start()
    tasks = len(asyncio.all_tasks())
    try:
        yield
        await until(lambda: sender.held == 0 and len(asyncio.all_tasks()) <= tasks)
        assert tracemalloc.get_traced_memory()[0] < MEGABYTE
    finally:
        tracemalloc.stop()
        gc.enable()


async def break_off(sender: Sender, connection: Connection) -> None:
    """As a telephone that leaves its network."""
    connection[1].transport.abort()
    await until(lambda: sender.held == 0)


@pytest.mark.usefixtures("uncollected")
async def test_an_upload_that_breaks_off_leaves_nothing_in_memory_and_is_no_error(sender: Sender) -> None:
    with capture_logs() as said:
        for _ in range(ROUNDS):
            await break_off(sender, await sender.file())
        await until(lambda: len(said) == ROUNDS)
    assert {(entry["event"], entry["log_level"]) for entry in said} == {("request_body_incomplete", "info")}


async def test_a_form_without_files_that_breaks_off_is_no_error_either(sender: Sender) -> None:
    structlog.reset_defaults()
    with capture_logs() as said:
        before = sender.requests
        _, writer = await sender.form("application/x-www-form-urlencoded", b"csrf=x")
        await until(lambda: sender.requests > before)
        writer.transport.abort()
        await until(lambda: len(said) == 1)
    assert said[0]["event"] == "request_body_incomplete"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"csrf=x"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nx\r\n--x--\r\n',
        ),
    ],
)
async def test_a_whole_form_whose_sender_is_gone_before_it_is_read_is_no_error(
    site: TestServer, sender: Sender, monkeypatch: pytest.MonkeyPatch, content_type: str, body: bytes
) -> None:
    structlog.reset_defaults()
    rates, gone = site.app[SITE].rates, asyncio.Event()
    count = rates.page

    async def later(address: str, visit: str | None) -> None:
        await gone.wait()
        await count(address, visit)

    monkeypatch.setattr(rates, "page", later)
    requests, connections = sender.requests, sender.connections
    with capture_logs() as said:
        _, writer = await sender.form(content_type, body, whole=True)
        await until(lambda: sender.requests > requests and sender.connections > connections)
        writer.transport.abort()
        await until(lambda: sender.connections == connections)
        gone.set()
        await until(lambda: len(said) == 1)
    assert said[0]["event"] == "request_body_incomplete"
