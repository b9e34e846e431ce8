"""The list of what is ready is mailed the evening and the hour before a jornada, once, by whichever node looks first."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audiencia.operations.checks import readiness
from audiencia.operations.checks.rules import machine
from audiencia.operations.checks.rules.readiness import Row
from audiencia.queue.sessions import sessions
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import House, InForce
from tests.support.contexts import open_house

OFFICE = "contraloria"


@pytest.fixture
async def house(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(make_jornada(), tmp_path / "keys") as house:
        config = house.municipality
        departments = tuple(
            one.model_copy(update={"mail": "oficina@example.org"}) if one.slug == OFFICE else one
            for one in config.departments
        )
        notices = config.notices.model_copy(update={"readiness_to": OFFICE})
        config = config.model_copy(update={"departments": departments, "notices": notices})
        house = replace(house, in_force=InForce(config), channels=Channels(mail=True))
        await sessions.plan_next(house)
        yield house


async def looked() -> Sequence[Row]:
    return [machine.disk(1, 100, "/datos"), machine.keys(()), machine.paper(True)]


async def until_opening(house: House, before: timedelta) -> None:
    """Lets the time go by until so long before the jornada for people opens."""
    async with house.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE app_clock SET shift = shift + ((SELECT min(opens_at) FROM session WHERE NOT demo) - app_now()) - $1::interval",
            before,
        )


async def told(house: House) -> list[tuple[str, dict[str, object]]]:
    async with house.database.read() as conn:
        rows = await conn.fetch("SELECT occasion, plain FROM outbox WHERE kind = 'staff_readiness' ORDER BY made_at")
    return [(row["occasion"], json.loads(row["plain"])) for row in rows]


async def test_it_is_told_once_in_the_evening_and_once_shortly_before(house: House) -> None:
    await until_opening(house, timedelta(hours=20))
    assert not await readiness.tell(house, looked)
    await until_opening(house, timedelta(hours=16))
    assert sum(await asyncio.gather(*(readiness.tell(house, looked) for _ in range(3)))) == 1
    await until_opening(house, timedelta(hours=1))
    assert await readiness.tell(house, looked)
    assert not await readiness.tell(house, looked)
    (evening, values), (hour, _) = await told(house)
    assert (evening, hour) == ("evening", "hour")
    assert (values["red"], values["amber"], values["green"]) == (1, 0, 2)
    assert values["list"] == "Disco (0 MB libres en /datos)"


async def test_without_an_office_nobody_is_told_and_nothing_is_looked_at(house: House) -> None:
    await until_opening(house, timedelta(hours=1))
    notices = house.municipality.notices.model_copy(update={"readiness_to": None})
    quiet = replace(house, in_force=InForce(house.municipality.model_copy(update={"notices": notices})))

    async def never() -> Sequence[Row]:
        raise AssertionError("looked")

    assert not await readiness.tell(quiet, never)
    assert await told(house) == []
