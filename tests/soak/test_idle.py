"""Thousands of connections on which nothing is said keep nobody waiting, with the settings that an installation has by itself."""

import asyncio
import statistics
import time

import pytest

from audiencia.cli.installation import installation
from audiencia.operations import open_files
from tests.support.audience import ROOT
from tests.support.soaking import SOAK

CONNECTIONS, AT_ONCE = 5_000, 200
PAGES, ANSWERS_SECONDS = 50, 0.2
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: %s\r\n\r\n"

pytestmark = pytest.mark.skipif(not SOAK, reason="long: make soak-silence")


async def page(port: int) -> float:
    """Seconds until a whole page is there, on a connection of its own."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST % (port, b"close"))
    text = await reader.read()
    writer.close()
    assert text.startswith(b"HTTP/1.1 200 "), text[:200]
    return time.monotonic() - began


async def test_a_page_answers_beside_idle_connections() -> None:
    open_files.raise_limit()
    with installation(ROOT / "config", ROOT / "web") as place:
        port, writers = place.settings.port, []
        for _ in range(0, CONNECTIONS, AT_ONCE):
            opened = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(AT_ONCE)))
            writers += [writer for _, writer in opened]
        taken = [await page(port) for _ in range(PAGES)]
        assert len(writers) == CONNECTIONS and not any(writer.is_closing() for writer in writers)
        print(
            f"{CONNECTIONS} idle: median {statistics.median(taken) * 1000:.0f} ms, longest {max(taken) * 1000:.0f} ms"
        )
        assert max(taken) <= ANSWERS_SECONDS
        for writer in writers:
            writer.close()
