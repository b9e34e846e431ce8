"""A real coturn is tried as browsers use it: a datagram there and back, and each thing that may be wrong told apart."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
import trustme
from aioice import turn

from audiencia.core import relay_addresses
from audiencia.core.cli_text import spanish
from audiencia.core.relay_addresses import Credentials
from audiencia.operations.checks import relays
from audiencia.operations.checks.relays import attempt
from audiencia.operations.checks.result import State
from audiencia.operations.checks.rules.relay import Attempt, Problem
from audiencia.operations.free_ports import free_port
from audiencia.settings.config import Settings
from tests.support import coturn
from tests.support.audience import until
from tests.support.coturn import SECRET, Coturn

ES = spanish().gettext

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(coturn.PROGRAM is None, reason="coturn is not installed: apt-get install coturn"),
]

AUTHORITY = trustme.CA()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is not silent because the machine is busy."""
    monkeypatch.setattr(relays, "SECONDS", 60.0)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Coturn]:
    async with coturn.running(tmp_path_factory.mktemp("turn"), AUTHORITY) as made:
        yield made


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


def credentials(secret: str = SECRET, *, seconds: int = 600) -> Credentials:
    return relay_addresses.credentials(secret, int(time.time()) + seconds, "f00d")


async def tried(url: str, own: Credentials | None = None, context: ssl.SSLContext | None = None) -> Attempt:
    return await attempt(relay_addresses.server(url), own or credentials(), context)


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_a_datagram_goes_there_and_back(server: Coturn, way: str) -> None:
    began = time.monotonic()
    found = await tried(getattr(server, way), context=trusting())
    assert (found.problem, found.relayed, found.own) == (None, "127.0.0.1", "127.0.0.1")
    assert 0 < found.seconds <= time.monotonic() - began


async def test_what_is_wrong_with_ours_is_told(server: Coturn, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = await tried(server.udp, credentials("another secret"))
    assert (wrong.problem, wrong.code) == (Problem.CREDENTIALS, 401)
    assert (await tried(server.tcp, credentials(seconds=-60))).problem is Problem.CREDENTIALS
    assert (await tried(server.tls)).problem is Problem.CERTIFICATE
    monkeypatch.setattr(turn, "create_turn_endpoint", asks_in_vain)
    assert (await tried(f"turn:127.0.0.1:{free_port()}")).problem is Problem.UNREACHABLE


async def asks_in_vain(*_arguments: object, **_more: object) -> None:
    pytest.fail("a port that is shut says so at once, and nothing is asked there again and again")


async def test_what_is_wrong_with_the_servers_is_told(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:

        async def started(name: str, *options: str, with_credentials: bool = True) -> Coturn:
            folder = tmp_path / name
            folder.mkdir()
            return await stack.enter_async_context(
                coturn.running(folder, AUTHORITY, *options, credentials=with_credentials)
            )

        shut = await started("shut", "--denied-peer-ip=127.0.0.0-127.255.255.255")
        anybodys = await started("anybodys", with_credentials=False)
        port = free_port(socket.SOCK_DGRAM)
        small = await started("small", f"--min-port={port}", f"--max-port={port}")
        full = await started("full", "--total-quota=1")
        assert (await tried(shut.udp)).problem is Problem.PEER
        assert (await tried(anybodys.udp)).problem is Problem.OPEN

        async def passes() -> bool:
            return (await tried(small.udp)).problem is None

        for _ in range(2):
            await until(passes, "its only port, which each attempt gives back")
        own = credentials()
        taken, _ = await turn.create_turn_endpoint(
            asyncio.DatagramProtocol, ("127.0.0.1", full.port), own.username, own.password
        )
        second = await tried(full.udp)
        assert (second.problem, second.code) == (Problem.FULL, 486)
        taken.close()


async def test_the_list_of_what_is_ready_says_all_that(server: Coturn, tmp_path: Path) -> None:
    def configured(secret: str, *urls: str) -> Settings:
        return Settings.model_validate({"data": tmp_path, "turn_urls": urls, "turn_secret": secret})

    good = await relays.found(configured(SECRET, server.udp, server.tcp, server.tls), trusting())
    assert [(one.code, one.state) for one in good] == [
        ("turn_udp", State.GREEN), ("turn_tcp", State.GREEN), ("turn_tls", State.GREEN),
    ]  # fmt: skip
    assert all(" ms" in one.sentence.said(ES) for one in good)
    (wrong,) = await relays.found(configured("another secret", server.udp))
    assert wrong.state is State.RED and wrong.to_do is not None and "static-auth-secret" in wrong.to_do.said(ES)
    (none,) = await relays.found(Settings.model_validate({"data": tmp_path}))
    assert (none.code, none.state) == ("turn", State.AMBER)


async def test_a_clock_that_differs_is_found_out(
    server: Coturn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_addresses, "HOLDS_SECONDS", -60)
    late = Settings.model_validate({"data": tmp_path, "turn_urls": (server.udp,), "turn_secret": SECRET})
    (row,) = await relays.found(late)
    assert row.state is State.RED and row.to_do is not None and "timedatectl" in row.to_do.said(ES)
