"""`audiencia audit`: the signed end of the record of accesses, and what it says when something was bent."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from audiencia.cli.main import app as commands
from audiencia.core.actor import SYSTEM
from audiencia.core.cli_text import Stop
from audiencia.operations.context import open_context
from audiencia.privacy import audit
from audiencia.settings.config import Settings
from tests.support.services import Servers

NINE = "2026-11-30T09:00:00+00:00"
pytestmark = pytest.mark.usefixtures("english_terminal")


async def write(settings: Settings, count: int) -> None:
    async with open_context(settings) as context, context.database.begin() as tx:
        for number in range(count):
            await audit.record(tx.conn, SYSTEM, "joined", ("attention", number), why="join")


async def bend(servers: Servers, settings: Settings, *changes: str) -> None:
    """As whoever owns the database may."""
    assert settings.database_url is not None
    connection = await asyncpg.connect(servers.as_superuser(settings.database_url))
    try:
        await connection.execute("SET session_replication_role = replica")
        for change in changes:
            await connection.execute(change)
    finally:
        await connection.close()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, ["audit", *map(str, words)])


def test_an_empty_record_has_no_end(settings: Settings) -> None:
    asyncio.run(write(settings, 0))
    assert isinstance(run("checkpoint").exception, Stop)
    assert run("verify").exit_code == 0


def test_a_changed_entry_is_named(servers: Servers, settings: Settings) -> None:
    asyncio.run(write(settings, 5))
    told = run("verify")
    assert told.exit_code == 0 and "5 entries are as they were written" in told.output
    asyncio.run(bend(servers, settings, "UPDATE audit SET object_id = 'other' WHERE id = 4"))
    told = run("verify")
    assert told.exit_code == 1 and "Entry 4 was changed after it was written." in told.output


def test_an_end_that_was_printed_shows_what_was_cut_off(servers: Servers, settings: Settings, tmp_path: Path) -> None:
    asyncio.run(write(settings, 3))
    kept = tmp_path / "kept"
    kept.write_text(run("checkpoint").output, "utf-8")
    assert run("verify", "--checkpoints", kept).exit_code == 0
    tables = ("audit_checkpoint", "audit_seal", "audit")
    asyncio.run(bend(servers, settings, *(f"DELETE FROM {table}" for table in tables)))
    assert run("verify").exit_code == 0
    told = run("verify", "--checkpoints", kept)
    assert told.exit_code == 1 and "number 1 and what came after it are missing" in told.output


@pytest.mark.parametrize(
    "line",
    ["", "x", "audiencia-audit-1 3 {zeros} 3 - 2026-11-30T09:00:00+00:00 2026-11-30T09:00:00+00:00 {zeros}{zeros}"],
)
def test_a_line_that_is_not_signed_proves_nothing(settings: Settings, tmp_path: Path, line: str) -> None:
    asyncio.run(write(settings, 1))
    kept = tmp_path / "kept"
    kept.write_text(line.format(zeros="00" * 32), "utf-8")
    told = run("verify", "--checkpoints", kept)
    assert told.exit_code == 0 if not line else "line 1" in str(told.exception)


def test_a_file_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    assert isinstance(run("verify", "--checkpoints", tmp_path / "none").exception, Stop)
