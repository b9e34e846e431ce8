"""A running audience for each module that asks for one, on a database of its own."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from audiencia.db import database
from tests.support.audience import ROOT, Audience, People, Prepared, audience_settings, prepare_audience
from tests.support.quick_hashing import CONSTANTS, hash_quickly
from tests.support.services import Servers


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Signing in takes no third of a second."""
    hash_quickly()


@pytest.fixture(scope="session", autouse=True)
def one_connection_at_first() -> None:
    """Most tests ask one thing after the other; a process of PostgreSQL that nobody asks costs as much as a query."""
    database.OPENED_AT_ONCE = 1


@pytest.fixture(scope="session")
def prepared(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """An open jornada and accounts, made once."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    settings = audience_settings(servers.make_database(), servers.valkey.url, data)
    assert settings.database_url is not None
    return Prepared(servers, settings.database_url, data / "keys", prepare_audience(settings))


@pytest.fixture(scope="module")
def config() -> Path:
    """The municipality's configuration; a module may put another one in its place."""
    return ROOT / "config"


@pytest.fixture(scope="module")
def constants() -> Mapping[str, float]:
    """The web node's constants that differ from production; a module may put others in their place."""
    return {}


@pytest.fixture(scope="module")
def audience(
    prepared: Prepared,
    valkey_url: str,
    config: Path,
    constants: Mapping[str, float],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Audience]:
    """Web node and media worker, with an open jornada."""
    folder: Path = tmp_path_factory.mktemp("audience")
    running = Audience(prepared.settings(valkey_url, folder, config=config), prepared.passwords, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONSTANTS, json.dumps(constants))
        try:
            running.start("media", "web")
            yield running
        finally:
            running.stop()
            prepared.remove(running.settings)


@pytest.fixture
async def people(audience: Audience) -> AsyncIterator[People]:
    """Makes clients of this audience, and closes them."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(audience.clear)
        yield People(audience.url, audience.passwords, stack)
