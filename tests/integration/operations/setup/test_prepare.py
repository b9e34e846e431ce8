"""What a start writes into a database that is new or older than the configuration."""

from collections.abc import Callable
from pathlib import Path

import asyncpg

from audiencia.operations.setup.prepare import fill, prepare
from audiencia.settings.config import Settings
from tests.support.audience import ROOT


async def test_what_the_configuration_has_is_filled_in_without_keys_and_once(make_database: Callable[[], str]) -> None:
    url = make_database()
    settings = Settings(database_url=url, config=ROOT / "config")
    conn = await asyncpg.connect(url)
    try:
        for _ in range(2):
            await fill(settings)
            assert await conn.fetchval("SELECT count(*) FROM interpreter") == 2
            assert await conn.fetchval("SELECT count(*) FROM department") > 0
            await conn.execute("DELETE FROM interpreter WHERE code = 'lsm_1'")
    finally:
        await conn.close()


async def test_a_demonstration_starts_with_one_that_goes_on_and_one_to_book_whose_roster_is_full(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    url = make_database()
    settings = Settings(profile="demo", database_url=url, config=ROOT / "config", data=tmp_path)
    for _ in range(2):
        await prepare(settings)
    conn = await asyncpg.connect(url)
    try:
        found = await conn.fetch("SELECT id, state, demo FROM session ORDER BY id")
        assert [(one["state"], one["demo"]) for one in found] == [("open", True), ("planned", False)]
        directors = await conn.fetchval("SELECT count(*) FROM staff WHERE role = 'director'")
        on_it = await conn.fetchval("SELECT count(*) FROM roster WHERE session_id = $1", found[1]["id"])
        assert on_it == directors > 0
    finally:
        await conn.close()
