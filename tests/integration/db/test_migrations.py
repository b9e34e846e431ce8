"""Tables are made once, and those of another program are refused as they are."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.config import Config

from audiencia.core.cli_text import Stop
from audiencia.db import migrations, revisions
from audiencia.db.connection import Collided
from audiencia.db.database import Database
from audiencia.db.migrations import migrate
from audiencia.operations.context import open_context
from audiencia.settings.config import Settings
from tests.support.audience import ROOT, until


async def test_a_second_migration_changes_nothing(make_database: Callable[[], str]) -> None:
    url = make_database()
    before = await _state(url)
    await migrate(url)
    assert await _state(url) == before
    assert before[0] == revisions.newest()


@pytest.mark.parametrize(
    ("revision", "language", "said"),
    [
        ("0045", "es_MX.UTF-8", r"antes de la versión 0\.1\.0 \(revisión 0045\).*\(schema_too_old\)\.$"),
        ("0045", "en_US.UTF-8", r"before version 0\.1\.0 \(revision 0045\).*\(schema_too_old\)\.$"),
        ("9999", "es_MX.UTF-8", r"versión más nueva \(revisión 9999\).*\(schema_too_new\)\.$"),
        ("9999", "en_US.UTF-8", r"newer version \(revision 9999\).*\(schema_too_new\)\.$"),
    ],
)
async def test_tables_of_another_program_are_refused_unchanged(
    make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch, revision: str, language: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    url = make_database()
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE alembic_version SET version_num = $1", revision)
    await connection.execute(f"COMMENT ON TABLE alembic_version IS '{revision}'")
    await connection.close()
    before = await _state(url)
    with pytest.raises(Stop, match=said) as stopped:
        await migrate(url)
    assert "\n" not in str(stopped.value)
    assert await _state(url) == before


async def test_a_program_runs_with_later_tables_that_still_have_all_it_needs(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    url = make_database()
    settings = Settings(database_url=url, data=tmp_path, config=ROOT / "config")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
        before = await _state(url)
        await migrate(url)
        assert await _state(url) == before
        async with open_context(settings) as context, context.database.begin() as tx:
            assert await tx.conn.fetch("SELECT * FROM incident FOR UPDATE") == []
            await connection.execute("COMMENT ON TABLE alembic_version IS '9999'")
        with pytest.raises(Stop, match="schema_too_new"):
            async with open_context(settings):
                pass
    finally:
        await connection.close()


async def test_a_transaction_begins_afresh_when_the_tables_were_just_upgraded(make_database: Callable[[], str]) -> None:
    url, read = make_database(), "SELECT * FROM incident FOR UPDATE"
    database, connection = Database(url, size=2), await asyncpg.connect(url)
    await database.open()
    try:
        # Both connections of the pool know the statement.
        async with database.begin() as one, database.begin() as other:
            await one.conn.fetch(read)
            await other.conn.fetch(read)
        await connection.execute("ALTER TABLE incident ADD COLUMN later integer")
        with pytest.raises(Collided):
            async with database.begin() as tx:
                await tx.conn.fetch(read)
        async with database.begin() as one, database.begin() as other:
            await one.conn.fetch(read)
    finally:
        await connection.close()
        await database.close()


async def test_a_migration_gives_way_to_a_transaction_that_holds_its_tables(
    make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = make_database()
    _add_revision(monkeypatch, tmp_path, "ALTER TABLE incident ADD COLUMN later integer")
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    holder, other, before = await asyncpg.connect(url), await asyncpg.connect(url), await _state(url)
    try:
        async with holder.transaction():
            await holder.fetch("SELECT FROM incident")
            monkeypatch.setattr(migrations, "PAUSES", ())
            with pytest.raises(Stop, match=r"^Las tablas quedan como estaban: .*pg_stat_activity.*\.$"):
                await migrate(url)
            assert await _state(url) == before
            monkeypatch.setattr(migrations, "PAUSES", (0,) * 1000)
            migrating = asyncio.create_task(migrate(url))
            await until(lambda: other.fetchval("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"), "it waits")
            await other.fetch("SELECT FROM incident")  # behind the migration, until it gives way
        await migrating
        assert await other.fetch("SELECT later FROM incident") == []
    finally:
        await holder.close()
        await other.close()


def _add_revision(monkeypatch: pytest.MonkeyPatch, folder: Path, sql: str) -> None:
    """One after the newest of the program."""
    (folder / "9999_next.sql").write_text(sql)
    (folder / "9999_next.py").write_text(
        "from audiencia.db.migrations.revision import built_upon\n\n"
        f'revision, down_revision, upgrade = built_upon("{revisions.newest()}", __file__)\n'
    )
    usual = migrations.configuration

    def longer(url: str) -> Config:
        config = usual(url)
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{revisions.VERSIONS}\n{folder}")
        return config

    monkeypatch.setattr(migrations, "configuration", longer)


async def _state(url: str) -> tuple[Any, ...]:
    """The revision, and every relation, function and trigger, each with the transaction that wrote it last."""
    connection = await asyncpg.connect(url)
    try:
        return (
            await connection.fetchval("SELECT version_num FROM alembic_version"),
            await connection.fetch(
                "SELECT 'relation', oid, xmin FROM pg_class UNION ALL SELECT 'function', oid, xmin FROM pg_proc"
                " UNION ALL SELECT 'trigger', oid, xmin FROM pg_trigger ORDER BY 1, 2"
            ),
        )
    finally:
        await connection.close()
