"""What a start writes into a database that is new or older than the configuration."""

from collections.abc import Callable

import asyncpg

from audiencia import app
from audiencia.config import Settings
from tests.integration.audience import ROOT


async def test_what_the_configuration_has_is_filled_in_without_keys_and_once(make_database: Callable[[], str]) -> None:
    url = make_database()
    settings = Settings(database_url=url, config=ROOT / "config")
    conn = await asyncpg.connect(url)
    try:
        for _ in range(2):
            await app.fill(settings)
            assert await conn.fetchval("SELECT count(*) FROM interpreter") == 2
            assert await conn.fetchval("SELECT count(*) FROM department") > 0
            await conn.execute("DELETE FROM interpreter WHERE code = 'lsm_1'")
    finally:
        await conn.close()
