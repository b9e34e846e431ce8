"""What a statement reads, as PostgreSQL counts it, under the plans that the product's connections make."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """`rows`: how many were looked at in each table and index, also those that were thrown away; `scanned`: tables read whole;
    `blocks`: pages of 8 kB."""

    rows: Mapping[str, int]
    scanned: frozenset[str]
    blocks: int


class Explained:
    """Stands for a connection: each statement is prepared, carried out under EXPLAIN, and undone."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection
        self.last = Read({}, frozenset(), 0)

    async def fetch(self, query: str, *values: object) -> list[asyncpg.Record]:
        """As of a connection; gives nothing, as the others."""
        await self._read(query, values)
        return []

    async def fetchrow(self, query: str, *values: object) -> None:
        """As of a connection."""
        await self._read(query, values)

    async def fetchval(self, query: str, *values: object) -> None:
        """As of a connection."""
        await self._read(query, values)

    async def execute(self, query: str, *values: object) -> None:
        """As of a connection."""
        await self._read(query, values)

    async def _read(self, query: str, values: tuple[object, ...]) -> None:
        given = f"({', '.join(map(_literal, values))})" if values else ""
        await self._connection.execute(f"PREPARE looked AS {query}")
        try:
            undone = self._connection.transaction()
            await undone.start()
            try:
                found = await self._connection.fetchval(
                    f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE looked{given}"
                )
            finally:
                await undone.rollback()
        finally:
            await self._connection.execute("DEALLOCATE looked")
        self.last = _summed(json.loads(found)[0]["Plan"])


def _summed(plan: Node) -> Read:
    rows: dict[str, int] = {}
    scanned = set()
    for node in _nodes(plan):
        place = node.get("Relation Name") or node.get("Index Name")
        if place is None or node["Node Type"] == "ModifyTable":
            continue
        thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        rows[place] = rows.get(place, 0) + round((node["Actual Rows"] + thrown_away) * node["Actual Loops"])
        if node["Node Type"] == "Seq Scan":
            scanned.add(place)
    return Read(rows, frozenset(scanned), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


async def whole_scans(connection: "asyncpg.Connection[asyncpg.Record]", query: str, long: frozenset[str]) -> list[str]:
    """Which of these tables, and whole indexes of them, a statement reads from one end to the other under the plan that serves any
    values (PostgreSQL 16 or later). An index of some rows (`WHERE`) is no whole one, and a walk that a LIMIT ends is no scan."""
    await connection.execute(PLAN)
    plan = json.loads(await connection.fetchval("SELECT pg_temp.plan_of($1)", query))[0]["Plan"]
    found = await connection.fetch(
        "SELECT one.relname AS index, of.relname AS table FROM pg_index JOIN pg_class AS one ON one.oid = indexrelid"
        " JOIN pg_class AS of ON of.oid = indrelid WHERE indpred IS NULL"
    )
    whole = {row["index"]: row["table"] for row in found if row["table"] in long}
    return sorted(set(_scanned(plan, whole, long, limited=False)))


PLANS_FROM = 16
"""The first PostgreSQL that plans a statement without its values."""
PLAN = """CREATE OR REPLACE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN EXECUTE 'EXPLAIN (GENERIC_PLAN, FORMAT JSON) ' || query INTO plan; RETURN plan; END $$"""


def _scanned(node: Node, whole: Mapping[str, str], long: frozenset[str], *, limited: bool) -> Iterator[str]:
    # What is sorted or gathered is read to its end, whatever comes of it.
    limited = node["Node Type"] == "Limit" or (limited and node["Node Type"] not in GATHERS)
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in long:
        yield node["Relation Name"]
    elif node.get("Index Name") in whole and "Index Cond" not in node and not limited:
        yield node["Index Name"]
    for below in node.get("Plans", ()):
        yield from _scanned(below, whole, long, limited=limited)


GATHERS = ("Sort", "Incremental Sort", "Aggregate", "Hash", "Hash Join", "Unique", "SetOp")


def _nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if isinstance(value, list):
        return "'{" + ",".join(map(str, value)) + "}'"
    if isinstance(value, timedelta):
        return f"'{value.total_seconds()} seconds'"
    return "'" + str(value).replace("'", "''") + "'"
