"""`audiencia retention`: what is due, and doing it."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from audiencia.cli.main import app as commands
from audiencia.core.ids import PersonId
from audiencia.operations.context import open_context
from audiencia.operations.serve import environment
from audiencia.privacy import store
from audiencia.settings.config import Settings
from tests.support import forked
from tests.support.audience import until

pytestmark = pytest.mark.usefixtures("english_terminal")


async def come(settings: Settings, count: int, ago: timedelta) -> None:
    """So many, of whom nothing came."""
    async with open_context(settings) as context, context.database.begin() as tx:
        for _ in range(count):
            await store.create_person(tx.conn, context.keyring, PersonId(uuid4()))
        await tx.conn.execute("UPDATE person SET created_at = app_now() - $1::interval", ago)


async def blocked_before(settings: Settings) -> None:
    """Long ago."""
    async with open_context(settings) as context, context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET blocked_at = blocked_at - interval '100 days'")


def run(*words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(commands, ["retention", *words], input=said)


def numbers(told: Result) -> list[str]:
    return told.output.split()[-1:]


def test_preview_then_run(settings: Settings) -> None:
    asyncio.run(come(settings, 3, timedelta(days=20)))
    told = run("preview")
    assert told.exit_code == 0 and "Nothing is due." in told.output
    told = run("preview", "--days", "20")
    assert told.exit_code == 0 and "Numbers that were not attended" in told.output and numbers(told) == ["3"]
    assert "Nothing was changed" in str(run("run", said="n\n").exception)
    assert "Nothing was due." in run("run", "--yes").output
    asyncio.run(come(settings, 1, timedelta(days=40)))
    told = run("run", "--yes")
    assert told.exit_code == 0 and numbers(told) == ["4"]
    asyncio.run(blocked_before(settings))
    told = run("run", "--yes")
    assert told.exit_code == 0 and numbers(told) == ["4"]
    lines = (settings.data / "keys" / "epoch-000001.key").read_text().splitlines()
    assert len(lines) > 1, "the root is gone"


async def test_two_processes_do_it_once(settings: Settings, tmp_path: Path) -> None:
    """The second one comes while the first is in the midst of it, and leaves it to that one."""
    await come(settings, 4, timedelta(days=40))
    variables, logs = (
        {**environment(settings), "LC_ALL": "en_US.UTF-8"},
        [tmp_path / "first.log", tmp_path / "second.log"],
    )

    def begin(log: Path) -> ForkServerProcess:
        return forked.start(["retention", "run", "--yes"], variables, log)

    async with AsyncExitStack() as stack:
        holding, looking = [await asyncpg.connect(settings.database_url) for _ in range(2)]
        for conn in (holding, looking):
            stack.push_async_callback(conn.close)
        held = holding.transaction()
        await held.start()
        await holding.execute("SELECT FROM person ORDER BY id LIMIT 1 FOR UPDATE")
        first = begin(logs[0])
        stack.callback(first.kill)
        waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        await until(lambda: looking.fetch(waits), "the first waits")
        second = begin(logs[1])
        stack.callback(second.kill)
        await until(lambda: not second.is_alive(), "the second ends")
        assert "Another process does it now." in logs[1].read_text()
        await held.rollback()
        await until(lambda: not first.is_alive(), "the first ends")
        assert logs[0].read_text().split()[-1:] == ["4"]
        assert await looking.fetchval("SELECT count(*) FROM retention_run") == 1
