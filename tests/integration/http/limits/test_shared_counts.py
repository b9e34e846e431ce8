"""Limits hold over all web nodes together; without Redis over each one alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
import redis.asyncio as redis

from audiencia.core.errors import TooMany
from audiencia.http.limits import shared_counts
from audiencia.http.limits.rates import Rates
from audiencia.http.limits.shared_counts import SharedCounts
from audiencia.privacy.crypto import Keyring
from tests.support.audience import until

MOST = 4
ADDRESS, CONTACT = "203.0.113.7", b"7225550199"
NewNode = Callable[[str], Rates]


@pytest.fixture
async def new_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NewNode]:
    """Makes web nodes of one installation, which count at this Redis; an address may join so often. A Redis that a busy machine
    lets answer late is waited for."""
    monkeypatch.setattr(shared_counts, "TIMEOUT_SECONDS", 30.0)
    keyring, installation = Keyring.open(tmp_path / "keys"), str(uuid4())
    async with AsyncExitStack() as stack:

        def make(url: str) -> Rates:
            counts = SharedCounts(url, installation, keyring.keyed_hash)
            stack.push_async_callback(counts.close)
            return Rates(MOST, shared=counts)

        yield make


async def join(node: Rates) -> None:
    """Somebody else each time, at the same address."""
    await node.join(ADDRESS, uuid4().hex, uuid4().hex, None)


async def test_two_nodes_count_together(new_node: NewNode, valkey_url: str) -> None:
    nodes = [new_node(valkey_url), new_node(valkey_url)]
    for number in range(MOST):
        await join(nodes[number % 2])
    for node in nodes:
        with pytest.raises(TooMany) as refused:
            await join(node)
        assert 3500 < refused.value.retry_after <= 3600
    await nodes[0].join("203.0.113.8", "visit", "device", None)


async def test_of_many_at_once_none_is_counted_twice_or_forgotten(new_node: NewNode, valkey_url: str) -> None:
    nodes = [new_node(valkey_url), new_node(valkey_url)]
    found = await asyncio.gather(*(join(node) for node in nodes * MOST), return_exceptions=True)
    assert [one is None for one in found].count(True) == MOST
    assert all(one is None or isinstance(one, TooMany) for one in found)


async def test_without_redis_each_node_counts_alone_and_together_again_once_it_is_back(
    new_node: NewNode, valkey_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "RETRY_SECONDS", 0.0)
    here = tmp_path / "valkey.sock"
    first, second = new_node(f"unix://{here}"), new_node(f"unix://{here}")
    for _ in range(MOST):
        await join(first)
    with pytest.raises(TooMany):
        await join(first)
    here.symlink_to(valkey_url.removeprefix("unix://"))
    third = new_node(f"unix://{here}")
    for node in (second, third, second, third):
        await join(node)
    with pytest.raises(TooMany):
        await join(second)


async def test_a_redis_that_hangs_delays_one_form_alone(
    new_node: NewNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(shared_counts, "RETRY_SECONDS", 3600.0)
    asked = 0

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.read()
        writer.close()

    here = tmp_path / "valkey.sock"
    async with await asyncio.start_unix_server(silent, here):
        node = new_node(f"unix://{here}")
        for _ in range(MOST):
            await join(node)
        await until(lambda: asked, "the connection reaching the server")
        assert asked == 1


async def test_what_redis_holds_names_nobody_and_is_forgotten(
    tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "TIMEOUT_SECONDS", 30.0)
    installation = str(uuid4())
    counts = SharedCounts(valkey_url, installation, Keyring.open(tmp_path / "keys").keyed_hash)
    await Rates(MOST, shared=counts).join(ADDRESS, "visit-of-somebody", "device-of-somebody", CONTACT)
    await counts.close()
    async with redis.Redis.from_url(valkey_url) as client:
        found = {key: await client.get(key) async for key in client.scan_iter(f"audiencia:{installation}:*")}
        assert set(found.values()) == {b"1"} and len(found) == 4
        assert all([0 < await client.ttl(key) <= 3600 for key in found])
    written = b" ".join(found)
    for word in (ADDRESS, "somebody", CONTACT.decode(), CONTACT.hex(), "join"):
        assert word.encode() not in written
