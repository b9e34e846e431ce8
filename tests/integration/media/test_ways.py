"""Browsers whose network lets no UDP through reach the worker over TCP, and those that have only IPv6 by that."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from audiencia.core.ids import RoomId
from tests.integration.media.page import served_page
from tests.integration.media.test_browsers import CHROMIUM, FLAGS, STARTS_MS, until
from tests.integration.media.workers import both_ways, own_address, running_worker
from tests.support.firefox import running_firefox

ROOM = RoomId(1)
CONNECTS_SECONDS = 90
FLOWS = "stats('video0').then(async video => video.frames > 10 && (await stats('audio0')).packets > 20)"


def has_ipv6() -> bool:
    """Whether this machine has an address of IPv6 beyond itself and its link: browsers offer no other one."""
    known = Path("/proc/net/if_inet6")
    rows = [one.split() for one in known.read_text().splitlines()] if known.exists() else []
    return any(row[-1] != "lo" and not row[0].startswith("fe80") for row in rows)


@asynccontextmanager
async def chromium_page(address: str) -> AsyncIterator[Page]:
    """A page with a camera."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=STARTS_MS)
        page = await browser.new_page()
        await page.goto(address, timeout=STARTS_MS)
        yield page
        await browser.close()


@asynccontextmanager
async def _silence() -> AsyncIterator[int]:
    """A UDP port at which datagrams vanish, as behind a firewall."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 0))
        yield taken.getsockname()[1]


async def test_chromium_and_firefox_talk_over_tcp_where_udp_vanishes() -> None:
    async with (
        _silence() as vanishes,
        running_worker(host="0.0.0.0", announce=own_address(), announce_port=vanishes, tcp_ports=(0, 0)) as worker,
        served_page(worker) as address,
        running_firefox() as running,
        chromium_page(address) as chromium,
    ):
        firefox = await running.window()
        await firefox.open(address)
        for name, browser in (("chromium", chromium), ("firefox", firefox)):
            async with asyncio.timeout(CONNECTS_SECONDS):
                took = await browser.evaluate(f"connectAs('{name}')")
            print(f"{name}: connected over TCP {took:.0f} ms after the offer was sent")
            assert await browser.evaluate("openDevices()") == 2
            await browser.evaluate("send(true)")
        await worker.control.put_room(ROOM, 1, both_ways("chromium", "firefox"))
        await until(chromium, FLOWS)
        async with asyncio.timeout(90):
            while not await firefox.evaluate(f"(async () => {FLOWS})()"):
                await asyncio.sleep(0.05)
        assert (await chromium.evaluate("way()")).startswith("tcp ")
        await chromium.evaluate("pc.close()")
        await worker.until(lambda state: "chromium" not in state.connected())


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no address of IPv6")
async def test_browsers_talk_over_ipv6_alone() -> None:
    async with (
        running_worker(host="::1", announce="::1") as worker,
        served_page(worker) as address,
        chromium_page(address) as one,
    ):
        assert one.context.browser is not None
        other = await one.context.browser.new_page()
        await other.goto(address, timeout=STARTS_MS)
        for party, page in (("one", one), ("other", other)):
            async with asyncio.timeout(CONNECTS_SECONDS):
                await page.evaluate(f"connectAs('{party}')")
            assert await page.evaluate("openDevices()") == 2
            await page.evaluate("send(true)")
        await worker.control.put_room(ROOM, 1, both_ways("one", "other"))
        for page in (one, other):
            await until(page, FLOWS)
            assert await page.evaluate("way()") in ("udp ::1", "udp [::1]")
