"""The service on a Redis or Valkey that somebody else runs: over TLS, as a user with the documented rights and no others."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from audiencia.cli.running import _tell_of_redis
from audiencia.core.ids import QueueId
from audiencia.signaling.hints import hints
from audiencia.signaling.hints.hints import Hints
from tests.integration.signaling.scenes import talking
from tests.support.audience import Audience, People, Prepared
from tests.support.other_redis import EMBEDDED, PROGRAMS, Server, running


@pytest.fixture(params=PROGRAMS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with running(request.param, tmp_path) as started:
        yield started


@pytest.fixture
def audience(prepared: Prepared, server: Server, tmp_path: Path) -> Iterator[Audience]:
    with started(prepared, server.url(), tmp_path) as made:
        yield made


@contextmanager
def started(prepared: Prepared, redis_url: str, folder: Path) -> Iterator[Audience]:
    settings = prepared.settings(f"unix://{folder}/nobody.sock", folder)
    made = Audience(settings.model_copy(update={"redis_url": redis_url}), prepared.passwords, folder)
    try:
        made.start("media", "web")
        yield made
    finally:
        made.stop()
        prepared.remove(made.settings)


@pytest.fixture
async def other_node(
    audience: Audience, server: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator["asyncio.Queue[QueueId]"]:
    """The hints that another web node of this installation hears."""
    monkeypatch.setattr(hints, "TIMEOUT_SECONDS", 60.0)
    [installation] = await audience.rows("SELECT id FROM installation")
    heard: asyncio.Queue[QueueId] = asyncio.Queue()
    node = Hints(server.url(), str(installation["id"]))
    listening = asyncio.create_task(
        node.listen(lambda queue_id, _version: heard.put_nowait(queue_id), lambda _: None, lambda _: None)
    )
    yield heard
    listening.cancel()
    await node.close()


async def test_hints_and_shared_limits_need_the_documented_rights_alone(
    audience: Audience, server: Server, other_node: "asyncio.Queue[QueueId]"
) -> None:
    async with AsyncExitStack() as stack:
        citizen, director = await talking(People(audience.url, audience.passwords, stack), "agua")
        await director.end_call()
        await citizen.wait_state("wrap_up")
        async with asyncio.timeout(60):
            await other_node.get()
    with server.administered() as client:
        assert list(client.scan_iter("audiencia:*:count:*"))
    assert server.denied() == set()
    log = audience.log("web")
    assert not [one for one in ("redis_unusable", "redis_away", "shared_counts_away") if one in log]


@pytest.mark.parametrize(
    ("language", "sentence"), [("en_US.UTF-8", "refuses the user or the password"), ("es_MX.UTF-8", "rechaza")]
)
def test_a_node_says_at_its_start_what_keeps_it_from_there(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    with running(EMBEDDED, tmp_path) as server, started(prepared, server.url(password="wrong"), tmp_path) as audience:
        log = audience.log("web")
    assert sentence in log and '"redis_unusable"' in log and "wrong" not in log


async def test_serve_says_so_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running(EMBEDDED, tmp_path) as server:
        await _tell_of_redis(server.url())
        assert not capsys.readouterr().out
        await _tell_of_redis(server.url("weak"))
    assert "AUDIENCIA_REDIS_URL" in capsys.readouterr().out
