"""A program of the release before goes on with the tables of each new migration: nothing that it needs is taken away.

Where something is, the migration says so on the tables: `COMMENT ON TABLE alembic_version IS '0140'` names the last revision of a
release that does without it already (docs/operation/upgrades.md, "One node after the other").
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import asyncpg
import pytest
from alembic import command

from audiencia.db import revisions
from audiencia.db.migrations import configuration

SINCE = "0133"
"""The first revision that says which programs run with its tables."""
RELATIONS = """
    SELECT relname AS name, relkind::text AS is FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"""
COLUMNS = """
    SELECT relname || '.' || attname AS name, format_type(atttypid, atttypmod) AS is, attnotnull AS needed,
           attnotnull AND NOT atthasdef AND attidentity = '' AS asked, relname AS within
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0 AND NOT attisdropped"""
FUNCTIONS = """
    SELECT proname || '(' || oidvectortypes(proargtypes) || ')' AS name, pg_get_function_result(oid) AS is
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"""
RULES = """
    SELECT relname || ': ' || conname AS name, pg_get_constraintdef(pg_constraint.oid) AS is, relname AS within,
           ARRAY(SELECT relname || '.' || attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)) AS columns
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'x', 'u', 'p')
    UNION ALL
    SELECT of.relname || ': ' || one.relname, pg_get_indexdef(indexrelid), of.relname,
           ARRAY(SELECT of.relname || '.' || attname FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY(indkey))
    FROM pg_index JOIN pg_class AS one ON one.oid = indexrelid JOIN pg_class AS of ON of.oid = indrelid
    WHERE indisunique AND one.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""
LISTED = re.compile(r"'([^']*)'::text")
Catalog = Mapping[str, Mapping[str, asyncpg.Record]]


async def catalog(conn: "asyncpg.Connection[Any]") -> Catalog:
    """What a program can see of the tables, by name."""
    queries = {"relations": RELATIONS, "columns": COLUMNS, "functions": FUNCTIONS, "rules": RULES}
    return {kind: {row["name"]: row for row in await conn.fetch(query)} for kind, query in queries.items()}


def taken_away(before: Catalog, after: Catalog) -> list[str]:
    """What a program that knows `before` would miss, or run against, in `after`."""
    found = list[str]()
    for kind in ("relations", "columns", "functions"):
        for name, row in before[kind].items():
            now = after[kind].get(name)
            if now is None:
                found.append(f"{name} is gone")
            elif now["is"] != row["is"]:
                found.append(f"{name} is another type")
            elif kind == "columns" and now["needed"] and not row["needed"]:
                found.append(f"{name} may not be null")
    new = after["columns"].keys() - before["columns"].keys()
    found += [
        f"{name} has no default"
        for name in new
        if _known(before, after["columns"][name]) and after["columns"][name]["asked"]
    ]
    for name, rule in after["rules"].items():
        earlier = before["rules"].get(name)
        if _known(before, rule) and not set(rule["columns"]) <= new and not _is_wider(earlier, rule):
            found.append(f"{name} is narrower")
    return found


def _known(before: Catalog, row: asyncpg.Record) -> bool:
    return row["within"] in before["relations"]


def _is_wider(earlier: asyncpg.Record | None, now: asyncpg.Record) -> bool:
    """Whether all that the earlier rule let in gets in: the same, or a longer list of values."""
    if earlier is None:
        return False
    lists = [set(LISTED.findall(one["is"])) for one in (earlier, now)]
    rests = [LISTED.sub("", one["is"]).replace(", ", "") for one in (earlier, now)]
    return lists[0] <= lists[1] and rests[0] == rests[1]


@pytest.fixture
async def conn(make_database: Callable[[], str]) -> "AsyncIterator[asyncpg.Connection[Any]]":
    connection = await asyncpg.connect(make_database())
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DROP TABLE device_test", "device_test is gone"),
        ("ALTER TABLE device_test RENAME TO other", "device_test is gone"),
        ("ALTER TABLE device_test DROP COLUMN camera", "device_test.camera is gone"),
        ("ALTER TABLE device_test RENAME COLUMN camera TO picture", "device_test.camera is gone"),
        ("ALTER TABLE backup_run ALTER COLUMN kind TYPE varchar(9)", "backup_run.kind is another type"),
        ("ALTER TABLE attention ALTER COLUMN guardian_sealed SET NOT NULL", "attention.guardian_sealed may not be null"),
        ("ALTER TABLE backup_run ADD COLUMN size bigint NOT NULL", "backup_run.size has no default"),
        ("ALTER TABLE backup_run ADD CHECK (problem <> 'x')", "backup_run: backup_run_problem_check is narrower"),
        ("ALTER TABLE backup_run DROP CONSTRAINT backup_run_kind_check, ADD CONSTRAINT backup_run_kind_check"
         " CHECK (kind IN ('backup', 'drill', 'other'))", "backup_run: backup_run_kind_check is narrower"),
        ("CREATE UNIQUE INDEX one_kind ON backup_run (kind)", "backup_run: one_kind is narrower"),
        ("DROP FUNCTION lose_sockets", "lose_sockets(uuid, integer, double precision) is gone"),
    ],
)  # fmt: skip
async def test_what_is_taken_away_is_seen(conn: "asyncpg.Connection[Any]", statement: str, found: str) -> None:
    before = await catalog(conn)
    await conn.execute(statement)
    seen = taken_away(before, await catalog(conn))
    assert found in seen


async def test_what_is_added_takes_nothing_away(conn: "asyncpg.Connection[Any]") -> None:
    before = await catalog(conn)
    await conn.execute("""
        CREATE TABLE later (id integer PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('a', 'b')));
        ALTER TABLE backup_run ADD COLUMN size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
            ADD COLUMN later integer UNIQUE REFERENCES later;
        ALTER TABLE backup_run DROP CONSTRAINT backup_run_kind_check, ADD CONSTRAINT backup_run_kind_check CHECK (kind IN (
            'backup', 'drill', 'keys', 'log', 'other'));
        ALTER TABLE backup_run ALTER COLUMN problem DROP NOT NULL;
        CREATE INDEX by_kind ON backup_run (kind);
    """)
    assert taken_away(before, await catalog(conn)) == []


async def test_each_migration_leaves_what_the_release_before_needs_or_says_which_do_without(
    make_database: Callable[[], str],
) -> None:
    url = make_database()
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await asyncio.to_thread(command.upgrade, configuration(url), SINCE)
        before, oldest = await catalog(conn), await conn.fetchval(revisions.OLDEST_PROGRAM)
        assert oldest == SINCE
        for name in revisions.after(SINCE):
            revision = name.partition("_")[0]
            await asyncio.to_thread(command.upgrade, configuration(url), revision)
            after, says = await catalog(conn), await conn.fetchval(revisions.OLDEST_PROGRAM)
            missing = taken_away(before, after)
            assert not missing or says != oldest, f"{name} takes away: {missing}; see docs/operation/upgrades.md"
            assert oldest <= says < revision and says in revisions.known(), f"{name} names {says}"
            before, oldest = after, says
    finally:
        await conn.close()
