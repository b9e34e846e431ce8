"""The keys' epoch changes while people take numbers through the form: nobody is refused, and nobody is left under the earlier one.

`make soak-rotation` does it under 50 joins a second; the tests under some.
"""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Coroutine

import pytest

from audiencia.db.database import Database
from audiencia.privacy import store
from audiencia.privacy.crypto import Keyring
from tests.integration.conftest import audience as audience
from tests.integration.conftest import config as config
from tests.integration.conftest import constants as constants
from tests.integration.conftest import people as people
from tests.integration.conftest import prepared as prepared
from tests.support.audience import MATTER, NAME, TOPICS, Audience, People, another_contact
from tests.support.citizen_client import CitizenClient

RATE = int(os.environ.get("AUDIENCIA_JOINS_A_SECOND", "8"))
BEFORE, AFTER = (RATE * seconds for seconds in ((10, 10) if RATE >= 50 else (1, 1)))
"""How many come before the rotation, and after it."""
BEHIND_ONE_ADDRESS = 20
DEPARTMENTS = tuple(TOPICS)


class Arrivals:
    """People who come at this rate, however long each of them takes."""

    def __init__(self, people: People) -> None:
        self._people, self._numbers = people, itertools.count()
        self.came: list[CitizenClient] = []
        self.enough = asyncio.Event()

    async def all(self) -> float:
        """Until it is enough; gives how many came in a second."""
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            while not self.enough.is_set():
                number = next(self._numbers)
                await asyncio.sleep(begun + number / RATE - time.monotonic())
                group.create_task(self._one(number))
            found = number / (time.monotonic() - begun)
        return found  # noqa: RET504 -- those who came last are waited for first, and no part of the time

    async def _one(self, number: int) -> None:
        client = await self._people.visitor()
        place = number // BEHIND_ONE_ADDRESS
        await client.browser.come_from(f"127.0.{1 + place // 250}.{1 + place % 250}")
        department = DEPARTMENTS[number % len(DEPARTMENTS)]
        await client.join(department, TOPICS[department], name=NAME, matter=MATTER, contact=another_contact())
        self.came.append(client)

    async def until(self, more: int) -> None:
        """So many more have their number."""
        wanted = len(self.came) + more
        while len(self.came) < wanted:
            await asyncio.sleep(0.05)


async def rotate(audience: Audience) -> None:
    """As whoever runs the service does."""
    named = {name: str(getattr(audience.settings, name)) for name in ("data", "config", "database_url")}
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "audiencia", "keys", "rotate",
        env=os.environ | {f"AUDIENCIA_{name.upper()}": value for name, value in named.items()} | {"LC_ALL": "en_US.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await command.communicate())[0].decode()
    assert command.returncode == 0 and "Epoch 2 counts" in said, said


async def beside(arrivals: Arrivals, acts: Coroutine[None, None, None]) -> float:
    """The acts while people come."""
    async with asyncio.TaskGroup() as group:
        coming = group.create_task(arrivals.all())
        await acts
        arrivals.enough.set()
    return coming.result()


@pytest.mark.long
async def test_nobody_is_refused_and_nobody_stays_under_the_earlier_epoch(audience: Audience, people: People) -> None:
    arrivals = Arrivals(people)
    await audience.execute("UPDATE queue SET cap = 5000")

    async def rotated() -> None:
        await arrivals.until(BEFORE)
        await rotate(audience)
        await arrivals.until(AFTER)

    rate = await beside(arrivals, rotated())
    epochs = await audience.rows("SELECT key_epoch, count(*) AS n FROM person WHERE key_wrapped <> '' GROUP BY 1")
    assert [row["key_epoch"] for row in epochs] == [2] and epochs[0]["n"] >= len(arrivals.came) >= BEFORE + AFTER
    await all_open(audience)
    pages = [await one.browser.get("/turno") for one in arrivals.came[:: max(1, len(arrivals.came) // 20)]]
    assert {page.status for page in pages} == {200}
    print(f"{len(arrivals.came)} numbers, {rate:.1f} a second")
    assert RATE < 50 or rate >= 0.98 * RATE, "this machine did not bring the load"


async def all_open(audience: Audience) -> None:
    """Everybody's key opens with what lies in the folder."""
    assert audience.settings.database_url is not None
    database, keyring = Database(audience.settings.database_url), Keyring.open(audience.settings.data / "keys")
    await database.open()
    try:
        async with database.read() as conn:
            ids = [row["id"] for row in await conn.fetch("SELECT id FROM person WHERE key_wrapped <> ''")]
            keys, broken = await store.keys_and_broken(conn, keyring, ids)
    finally:
        await database.close()
    assert len(keys) == len(ids) and not broken
