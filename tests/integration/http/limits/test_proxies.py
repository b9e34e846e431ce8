"""Who is no proxy of ours cannot choose the address under which limits count."""

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from limits import parse

from audiencia.http.limits import rates
from tests.support.page_fixtures import OpenSite

MOST = 3


@pytest.fixture
async def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> TestServer:
    """Believes one address alone, and lets each have so many pages."""
    monkeypatch.setattr(rates, "PAGES_PER_ADDRESS", parse(f"{MOST}/hour"))
    return await open_site(trusted_proxies="127.0.0.1")


async def pages(site: TestServer, peer: str, named: list[str]) -> list[int]:
    """The answers to one request for each address that is named, sent from `peer`."""
    connector = aiohttp.TCPConnector(local_addr=(peer, 0))
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        found = []
        for one in named:
            async with session.get(site.make_url("/areas"), headers={"X-Forwarded-For": one}) as answer:
                found.append(answer.status)
        return found


async def test_a_stranger_is_counted_whatever_they_say(site: TestServer) -> None:
    named = [f"203.0.113.{one}" for one in range(MOST + 1)]
    assert await pages(site, "127.0.0.2", named) == [200] * MOST + [429]
    # Nor do they keep anybody else out by naming them.
    assert await pages(site, "127.0.0.1", ["203.0.113.0"]) == [200]


async def test_each_is_counted_whom_a_proxy_names(site: TestServer) -> None:
    assert await pages(site, "127.0.0.1", ["203.0.113.1"] * (MOST + 1)) == [200] * MOST + [429]
    assert await pages(site, "127.0.0.1", ["203.0.113.2"]) == [200]


async def test_what_somebody_wrote_before_the_proxy_counts_for_nothing(site: TestServer) -> None:
    named = [f"203.0.113.{one}, 198.51.100.7" for one in range(MOST + 1)]
    assert await pages(site, "127.0.0.1", named) == [200] * MOST + [429]
