"""What keeps a Redis or Valkey of somebody else from being used is found out, and said in one sentence."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from audiencia.core.redis_trouble import Trouble
from audiencia.http.limits import shared_counts
from audiencia.operations.checks import reaching, redis_use
from audiencia.operations.free_ports import free_port
from audiencia.signaling.hints import hints
from tests.support.other_redis import PASSWORD, PROGRAMS, Server, documented_rights, running


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is away because the machine is busy."""
    monkeypatch.setattr(reaching, "ANSWER_SECONDS", 60.0)
    for module in (hints, shared_counts):
        monkeypatch.setattr(module, "TIMEOUT_SECONDS", 60.0)


@pytest.fixture(scope="module", params=PROGRAMS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(request.param, tmp_path_factory.mktemp("redis")) as started:
        yield started


ADDRESSES: dict[str, tuple[Callable[[Server], str], Trouble | None]] = {
    "TLS": (lambda one: one.url(), None),
    "without TLS": (lambda one: one.url(tls=False), None),
    "password": (lambda one: one.url(password="wrong"), Trouble.LOGIN),
    "nobody": (lambda one: one.url("nobody"), Trouble.LOGIN),
    "no user": (lambda one: f"redis://127.0.0.1:{one.plain}", Trouble.LOGIN),
    "rights": (lambda one: one.url("weak"), Trouble.RIGHTS),
    "number of a database": (lambda one: one.url(db=3), Trouble.RIGHTS),
    "unknown authority": (lambda one: one.url(ssl_ca_certs=one.stranger), Trouble.CERTIFICATE),
    "another host": (lambda one: one.url().replace("127.0.0.1", "localhost"), Trouble.CERTIFICATE),
    "no file": (lambda one: one.url(ssl_ca_certs="/nowhere.pem"), Trouble.FILE),
    "no PEM": (lambda one: one.url(ssl_ca_certs=__file__), Trouble.FILE),
    "TLS at a plain port": (lambda one: one.url(port=one.plain), Trouble.NO_TLS),
    "nothing at a TLS port": (lambda one: one.url(tls=False, port=one.tls), Trouble.TLS_ALONE),
    "nobody there": (lambda _: f"redis://127.0.0.1:{free_port()}", Trouble.AWAY),
    "no socket": (lambda _: "unix:///nowhere.sock", Trouble.AWAY),
}
"""By what is tried: the address, and what keeps it from being used."""


@pytest.mark.parametrize("tried", ADDRESSES)
async def test_each_mistake_is_told_from_the_others(
    server: Server, tried: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, trouble = ADDRESSES[tried]
    if tried == "TLS at a plain port":  # such a server waits for the end of a line
        monkeypatch.setattr(hints, "TIMEOUT_SECONDS", 0.5)
    assert await redis_use.found(address(server)) is trouble


@pytest.mark.parametrize("right", documented_rights().split())
async def test_each_documented_right_is_needed(server: Server, right: str) -> None:
    rest = [one for one in documented_rights().split() if one != right]
    with server.administered() as client:
        client.execute_command("SCRIPT", "FLUSH")
        client.execute_command("ACL", "SETUSER", "less", "reset", "on", f">{PASSWORD}", *rest)
    server.denied()
    found = await redis_use.found(server.url("less"))
    assert found in ((None,) if right == "+client|setinfo" else (Trouble.RIGHTS,)) and server.denied()


async def test_who_may_not_listen_is_away_all_the_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "RETRY_SECONDS", 0.01)
    node, refused = hints.Hints(server.url("weak"), "any"), 0
    with capture_logs() as written:
        listening = asyncio.create_task(node.listen(lambda *_: None, lambda _: None, lambda _: None))
        async with asyncio.timeout(60):
            while refused < 3:
                refused += len(server.denied())
                await asyncio.sleep(0.01)
    listening.cancel()
    await node.close()
    assert [(one["event"], one["reason"]) for one in written] == [("redis_away", "rights")]
