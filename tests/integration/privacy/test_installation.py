"""Keys are made for an empty database alone; afterwards a node without them, or with others, does not start."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from audiencia.core.cli_text import Stop
from audiencia.core.ids import PersonId
from audiencia.operations.context import open_context
from audiencia.privacy import store
from audiencia.privacy.installation import IN_USE, fingerprint
from audiencia.settings.config import Settings
from tests.support.audience import rows

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture
def settings(make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A node with a database of its own, not started yet."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return Settings(database_url=make_database(), data=tmp_path / "one", config=CONFIG)


async def start(settings: Settings, *, with_person: bool = False) -> str:
    """Starts and ends; gives the fingerprint of its keys."""
    async with open_context(settings) as context:
        if with_person:
            async with context.database.begin() as tx:
                await store.create_person(tx.conn, context.keyring, PersonId(uuid4()))
        return fingerprint(context.keyring)


async def test_the_first_start_makes_keys_and_the_next_ones_find_them(settings: Settings) -> None:
    first = await start(settings)
    assert await start(settings, with_person=True) == first
    assert await start(settings) == first


async def test_lost_keys_are_told_and_none_are_made(settings: Settings) -> None:
    await start(settings, with_person=True)
    keys = settings.data / "keys"
    shutil.rmtree(keys)
    with pytest.raises(Stop, match="missing"):
        await start(settings)
    assert not (keys / "pepper.key").exists()


async def test_a_lost_epoch_key_is_not_replaced(settings: Settings) -> None:
    await start(settings, with_person=True)
    for path in (settings.data / "keys").glob("epoch-*.key"):
        path.unlink()
    with pytest.raises(Stop, match="missing"):
        await start(settings)


async def test_a_second_node_needs_the_same_keys(settings: Settings, tmp_path: Path) -> None:
    first = await start(settings)
    second = settings.model_copy(update={"data": tmp_path / "two"})
    with pytest.raises(Stop, match="missing"):
        await start(second)
    shutil.copytree(settings.data / "keys", second.data / "keys")
    assert await start(second) == first


async def test_keys_of_another_installation_are_refused(settings: Settings, make_database: Callable[[], str]) -> None:
    await start(settings)
    with pytest.raises(Stop, match="are not those of this database"):
        other = settings.model_copy(update={"data": settings.data.parent / "two", "database_url": make_database()})
        await start(other)
        await start(other.model_copy(update={"database_url": settings.database_url}))


async def test_keys_that_data_were_kept_under_are_refused_for_an_empty_database_until_told(
    settings: Settings, make_database: Callable[[], str]
) -> None:
    first = await start(settings, with_person=True)
    restored = settings.model_copy(update={"database_url": make_database()})
    with pytest.raises(Stop, match="this database is empty") as stopped:
        await start(restored)
    assert "\n" not in str(stopped.value)
    (settings.data / "keys" / IN_USE).unlink()
    assert await start(restored) == first
    assert await start(restored) == first


async def test_an_installation_that_is_older_than_the_mark_gets_it_at_the_next_start(settings: Settings) -> None:
    await start(settings, with_person=True)
    mark = settings.data / "keys" / IN_USE
    mark.unlink()
    await start(settings)
    assert mark.stat().st_mode & 0o077 == 0
    assert mark.read_text().strip() == str((await rows(settings, "SELECT id FROM installation"))[0]["id"])
