"""`audiencia audit`: the signed end of the record of accesses, and what it says when something was bent."""

import asyncio
from pathlib import Path
from random import Random
from typing import cast

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from audiencia.cli.main import app as commands
from audiencia.core.actor import SYSTEM
from audiencia.core.cli_text import Stop
from audiencia.db.connection import Connection, Record
from audiencia.operations.context import open_context
from audiencia.privacy import audit
from audiencia.privacy.audit_chain import Finding
from audiencia.settings.config import Settings
from tests.integration.privacy.bending import reordered_and_sealed
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


CONTENT = "actor_kind, action, object_kind, object_id, why"
BENT = {
    "changed": (
        ("UPDATE audit SET object_id = 'other' WHERE id IN (4, 6)",),
        "Entry 4 was changed after it was written.",
    ),
    "removed": (("DELETE FROM audit WHERE id IN (3, 5)",), "Number 3 of the record was removed (entry 3)."),
    "removed_with_its_seal": (
        ("DELETE FROM audit WHERE id = 3", "DELETE FROM audit_seal WHERE entry_id = 3"),
        "Number 3 of the record was removed (entry ?).",
    ),
    "inserted": (
        (
            f"INSERT INTO audit (id, at, {CONTENT}) OVERRIDING SYSTEM VALUE SELECT 8, at, {CONTENT} FROM audit WHERE id = 2",
        ),
        "Entry 8 was put in later.",
    ),
    "reordered": (
        (
            "UPDATE audit_seal SET seq = -seq WHERE seq IN (2, 5)",
            "UPDATE audit_seal SET seq = CASE seq WHEN -2 THEN 5 ELSE 2 END WHERE seq < 0",
        ),
        "Number 2 of the record (entry 5) is not where it was.",
    ),
}


@pytest.mark.parametrize("way", BENT)
def test_the_first_place_that_was_bent_is_named(servers: Servers, settings: Settings, way: str) -> None:
    changes, said = BENT[way]
    asyncio.run(write(settings, 7))
    asyncio.run(bend(servers, settings, "SELECT nextval(pg_get_serial_sequence('audit', 'id'))"))
    asyncio.run(write(settings, 2))
    assert run("verify").exit_code == 0
    asyncio.run(bend(servers, settings, "UPDATE audit_checkpoint SET clock_at = clock_at - interval '1 hour'"))
    asyncio.run(write(settings, 1))
    told = run("verify")
    assert told.exit_code == 0 and "10 entries are as they were written" in told.output
    asyncio.run(bend(servers, settings, *changes))
    told = run("verify")
    assert told.exit_code == 1 and told.output.splitlines()[0] == said


def test_of_a_record_that_was_sealed_anew_the_numbers_between_two_signed_ends_are_named(
    servers: Servers, settings: Settings
) -> None:
    for _ in range(3):
        asyncio.run(write(settings, 4))
        assert run("verify").exit_code == 0

    async def exchanged() -> Finding:
        assert settings.database_url is not None
        owner = await asyncpg.connect(servers.as_superuser(settings.database_url), record_class=Record)
        try:
            await owner.execute("SET session_replication_role = replica")
            return await reordered_and_sealed(cast("Connection", owner), Random(1))
        finally:
            await owner.close()

    first = asyncio.run(exchanged())
    told = run("verify")
    assert told.exit_code == 1 and first.since is not None
    assert told.output.splitlines()[:2] == [
        f"The seals at number {first.seq} are not those that were signed.",
        f"It departs from what was signed somewhere among numbers {first.since} to {first.seq}.",
    ]


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
