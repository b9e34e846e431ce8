"""How backups and drills ended, as administration reads it."""

from urllib.parse import urlsplit

import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations.backup import runs
from audiencia.operations.checks import readiness
from audiencia.operations.checks.rules.backups import Backups
from audiencia.operations.context import open_context
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings


async def found(context: AppContext) -> Backups:
    there = (await readiness.ask(context.database)).backups
    assert there is not None
    return there


async def test_what_goes_on_all_the_time_is_noted_when_it_changes(settings: Settings) -> None:
    async with open_context(settings) as context:
        assert settings.database_url is not None
        log, keys = (runs.Standing(settings.database_url, kind) for kind in ("log", "keys"))
        for problem in ("", "the disk is away", "the disk is away"):
            await log.note(problem)
        assert (await found(context)).log_problem == "the disk is away"
        await keys.note("no room")
        await log.note("")
        there = await found(context)
        assert (there.keys_problem, there.log_problem, there.problem) == ("no room", "", "")
        async with context.database.read() as conn:
            assert await conn.fetchval("SELECT count(*) FROM backup_run WHERE kind = 'log'") == 3
    away = urlsplit(settings.database_url)._replace(path="/away").geturl()
    await runs.Standing(away, "log").note("nobody hears it, and nothing breaks")


async def test_each_that_failed_is_told_until_one_went_well(settings: Settings) -> None:
    async with open_context(settings) as context:
        for error in (Stop("the disk is away"), ValueError("of Ana")):
            with pytest.raises(type(error)):
                async with runs.noted(context.database, "backup"):
                    raise error
        assert await found(context) == Backups(None, None, "ValueError", "")
        with pytest.raises(Stop):
            async with runs.noted(context.database, "drill"):
                raise Stop("cut off")
        assert await found(context) == Backups(None, None, "ValueError", "cut off")
        async with runs.noted(context.database, "drill"):
            pass
        there = await found(context)
        assert there.problem and not there.drill_problem and there.drill is not None
