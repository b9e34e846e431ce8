"""The service on a PostgreSQL that somebody else runs: an older one, over TLS, and what is said when its address is wrong."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from audiencia.core.cli_text import Stop
from audiencia.db import address
from audiencia.db.database import Database
from audiencia.db.migrations import migrate
from tests.integration.signaling.scenes import talking
from tests.support.audience import Audience, People, audience_settings, prepare_audience
from tests.support.configuration import days_away
from tests.support.debian_postgres import CERTIFIED, INSTALLED, PASSWORD, Server, running

pytestmark = pytest.mark.skipif(not INSTALLED, reason="needs Debian's package postgresql")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture(scope="module", params=INSTALLED, ids=lambda programs: programs.parent.name)
def plain(request: pytest.FixtureRequest) -> Iterator[Server]:
    with running(request.param) as server:
        yield server


@pytest.fixture(scope="module")
def secure() -> Iterator[Server]:
    with running(INSTALLED[-1], tls=True) as server:
        yield server


def test_an_audience_is_held_on_an_older_one(plain: Server, valkey_url: str, tmp_path: Path) -> None:
    """The role owns its database and is no superuser. Statements that the planner makes needlessly dear would run into their limit."""
    url = plain.make_database("held")
    asyncio.run(migrate(url))
    settings = audience_settings(url, valkey_url, tmp_path / "data", config=days_away(tmp_path / "config"))
    audience = Audience(settings, prepare_audience(settings), tmp_path)
    try:
        audience.start("media", "web")
        asyncio.run(_talk(audience))
    finally:
        audience.stop()


async def _talk(audience: Audience) -> None:
    async with AsyncExitStack() as stack:
        citizen, director = await talking(People(audience.url, audience.passwords, stack), "agua")
        await director.end_call()
        await citizen.wait_state("wrap_up")


@pytest.mark.parametrize("mode", ["require", "verify-full"])
async def test_tls_that_the_address_asks_for_holds_for_migrations_and_the_service(secure: Server, mode: str) -> None:
    url = f"{secure.make_database(mode.replace('-', '_'))}?sslmode={mode}"
    url += f"&sslrootcert={secure.authority}" if mode == "verify-full" else ""
    await migrate(url)
    database = Database(url, size=2)
    await database.open()
    try:
        async with database.read() as conn:
            assert await conn.fetchval("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    finally:
        await database.close()


async def test_a_certificate_of_the_client_stands_for_a_password(secure: Server) -> None:
    secure.administer(f"CREATE ROLE {CERTIFIED} LOGIN")
    client = secure.authority.with_name("client.pem")
    files = f"sslrootcert={secure.authority}&sslcert={client}&sslkey={client}"
    database = Database(
        f"postgresql://{CERTIFIED}@127.0.0.1:{secure.port}/postgres?sslmode=verify-full&{files}", size=2
    )
    await database.open()
    await database.close()


async def test_a_version_that_is_too_old_is_one_sentence_for_the_service_too(
    plain: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "OLDEST_POSTGRES", plain.version + 1)
    with pytest.raises(Stop, match=f"PostgreSQL {plain.version} is too old"):
        await Database(f"{plain.url}").open()


WRONG = {
    "sslmode=bogus": "there is no sslmode=bogus",
    "sslmode=verify-full&sslrootcert=/nowhere.pem": "sslrootcert=/nowhere.pem cannot be read",
    "sslmode=require": "speaks no TLS",
    "sslmod=require": "sslmod",
    "user=nobody": "nobody",
    "password=wrong": "password",
    "dbname=missing": "missing",
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_each_mistake_in_the_address_is_one_sentence_without_the_password(plain: Server, wrong: str) -> None:
    # What is said in the query counts; an address without the rest of it is that of the socket.
    known = {
        "user": "audiencia",
        "password": PASSWORD,
        "dbname": "template1",
        "host": "127.0.0.1",
        "port": str(plain.port),
    }
    name, _, value = wrong.partition("=")
    known |= {name: value}
    url = "postgresql://?" + "&".join(f"{key}={one}" for key, one in known.items())
    for attempt in (migrate(url), Database(url).open()):
        with pytest.raises(Stop, match=WRONG[wrong]) as stopped:
            await attempt
        said = str(stopped.value)
        assert "\n" not in said and PASSWORD not in said


async def test_a_certificate_of_somebody_else_is_told(secure: Server, plain: Server) -> None:
    url = f"{secure.make_database('strange')}?sslmode=verify-full&sslrootcert={__file__}"
    for attempt in (migrate(url), Database(url).open()):
        with pytest.raises(Stop, match="cannot be used") as stopped:
            await attempt
        assert "\n" not in str(stopped.value)
