"""The list of what is ready is mailed the evening and the hour before a jornada, once, by whichever node looks first."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audiencia.operations.checks import readiness
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules import machine
from audiencia.queue.sessions import sessions
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext, InForce
from tests.support.contexts import open_context

OFFICE = "contraloria"


@pytest.fixture
async def context(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[AppContext]:
    async with open_context(make_jornada(), tmp_path / "keys") as context:
        config = context.municipality
        departments = tuple(
            one.model_copy(update={"mail": "oficina@example.org"}) if one.slug == OFFICE else one
            for one in config.departments
        )
        notices = config.notices.model_copy(update={"readiness_to": OFFICE})
        config = config.model_copy(update={"departments": departments, "notices": notices})
        context = replace(context, in_force=InForce(config), channels=Channels(mail=True))
        await sessions.plan_next(context)
        yield context


async def looked() -> Sequence[Check]:
    return [machine.disk(1, 100, "/datos"), machine.keys(()), machine.paper(True)]


async def until_opening(context: AppContext, before: timedelta) -> None:
    """Lets the time go by until so long before the jornada for people opens."""
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE app_clock SET shift = shift + ((SELECT min(opens_at) FROM session WHERE NOT demo) - app_now()) - $1::interval",
            before,
        )


async def told(context: AppContext) -> list[tuple[str, dict[str, object]]]:
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT occasion, plain FROM outbox WHERE kind = 'staff_readiness' ORDER BY made_at")
    return [(row["occasion"], json.loads(row["plain"])) for row in rows]


async def test_it_is_told_once_in_the_evening_and_once_shortly_before(context: AppContext) -> None:
    await until_opening(context, timedelta(hours=20))
    assert not await readiness.tell(context, looked)
    await until_opening(context, timedelta(hours=16))
    assert sum(await asyncio.gather(*(readiness.tell(context, looked) for _ in range(3)))) == 1
    await until_opening(context, timedelta(hours=1))
    assert await readiness.tell(context, looked)
    assert not await readiness.tell(context, looked)
    (evening, values), (hour, _) = await told(context)
    assert (evening, hour) == ("evening", "hour")
    assert (values["red"], values["amber"], values["green"]) == (1, 0, 2)
    assert values["list"] == "Disco (0 MB libres en /datos)"


async def test_without_an_office_nobody_is_told_and_nothing_is_looked_at(context: AppContext) -> None:
    await until_opening(context, timedelta(hours=1))
    notices = context.municipality.notices.model_copy(update={"readiness_to": None})
    quiet = replace(context, in_force=InForce(context.municipality.model_copy(update={"notices": notices})))

    async def never() -> Sequence[Check]:
        raise AssertionError("looked")

    assert not await readiness.tell(quiet, never)
    assert await told(context) == []
