"""What is asked again and again, by live views, estimates, commands and loops, reads what goes on, and no query of the product scans
what grows: 200,000 visits behind it cost nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiosql
import asyncpg
import pytest

import audiencia
from audiencia.db.connection import PLANNING
from audiencia.db.queries import load
from tests.support.explained import PLANS_FROM, Explained, whole_scans
from tests.support.services import Servers

PRODUCT = Path(audiencia.__file__).parent
LONG = 1000
"""A table with more rows than this has a history."""
MOST_ROWS, MOST_BLOCKS = 500, 600
"""Of one table, and altogether: a queue of today has 18 tickets, a jornada 342."""
MORE_BLOCKS: Mapping[str, int] = {"observed": 2000, "counted": 2000}
"""Of what looks at six past days, or at all that was counted of one."""
ASKED: Mapping[tuple[str, str], str] = {
    ("audiencia.queue.store", "queue.sql"): """
        live_session public_session unfinished_sessions queue_versions anything_unfinished owed_room queues_to_ask silent_tickets
        postponed_tickets due_reservations front_of_queues tickets_in_queue live_reservation_of_room
        live_reservation_of_ticket ticket_where count_postponements queues_of_session rooms_for_update""",
    ("audiencia.queue.store", "look.sql"): """
        queue_facts queue_surroundings own_parts ticket_facts owed_tickets room_facts step_facts history_facts director_counts
        assist_facts matter_facts
        begun_matter_facts note_facts working_note_facts safety_facts target_facts interpreter_facts desired_rooms""",
    ("audiencia.queue.store", "estimate.sql"): "joined_queues lined_up rooms_now observed",
    ("audiencia.queue.store", "calls.sql"): """
        rooms_of_call live_assists find_available_room due_invitations dropped_tickets waits_there queues_that_complete
        queues_of_open_matters""",
    ("audiencia.queue.store", "queues.sql"): "due_queues anybody_in gone_directors anything_left",
    ("audiencia.queue.store", "presence.sql"): "lost_rooms room_is_lost expired_connections",
    ("audiencia.queue.call", "chat.sql"): "carry unread",
    ("audiencia.queue.call", "commitments.sql"): "of_attentions owned_in queues_of_owner all_open",
    ("audiencia.queue.booking", "booking.sql"): "planned_session taken unused to_remind",
    (
        "audiencia.queue.joining",
        "join.sql",
    ): "device_in_queue numbers_of_contact directors_to_ask_for queues_now lock_to_join state_of_queue live_queue_of",
    ("audiencia.queue.joining", "seat.sql"): "rooms_to_assist queue_of_department",
    ("audiencia.queue.sessions", "clock.sql"): "noted_at noted_just_now stepped_by",
    ("audiencia.queue.moderation", "announce.sql"): "live_of_session live_of_queue",
    ("audiencia.reporting", "figures.sql"): "settled_at counted waits",
    ("audiencia.administration", "trail.sql"): "disclosed_today",
    ("audiencia.cases.store", "cases.sql"): "silent_cases unclarified_cases due_for_warning",
    ("audiencia.notifications", "notify.sql"): "claim expire_late channel_health",
}

MAY_SCAN: Mapping[str, str] = {
    "cases/store/cases.sql attentions_without_case": "once, when a node starts",
    "operations/backup/backup.sql counts": "at each backup, once a night, and in what is restored of it",
    "operations/backup/backup.sql visits": "in a database that was restored, before anybody uses it",
    "privacy/installation.sql anybody": "whether there is anybody: ends at the first",
    "privacy/privacy.sql oldest_epoch": "by a command of whoever runs the service",
    "rights/export/rows.sql rows_of": "of one person, after a granted request: what was offered and who helped has no index by number",
    "reporting/public_figures.sql counted_for_all": "all of this year and the last one, once a minute at most",
    "reporting/public_figures.sql waits_for_all": "all of this year and the last one, once a minute at most",
}
"""Queries that read all of something, and why that is right."""
UNPLANNED = ("LOCK",)
"""How statements begin that have no plan."""


@pytest.fixture(scope="module")
def long_ago(servers: Servers) -> Iterator[str]:
    """A database with history.sql in it."""
    url = servers.make_unused_jornada()
    asyncio.run(_fill(servers.as_superuser(url)))
    yield url
    servers.drop_database(url)


async def _fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(Path(__file__).with_name("history.sql").read_text("utf-8"))
        # Of all rows: of a sample drawn by lot, what is rare is now seen and now not, and plans differ by it.
        await connection.execute("SET default_statistics_target = 2000")
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


@pytest.fixture
async def connection(long_ago: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """One that plans as those of the product do."""
    connection = await asyncpg.connect(long_ago, server_settings=PLANNING)
    yield connection
    await connection.close()


async def test_what_is_asked_again_and_again_reads_no_history(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    explained, values, long = Explained(connection), await _values(connection), await _long(connection)
    assert {"ticket", "attention", "leg", "event", "reservation", "queue", "room"} <= long
    found = {}
    for (package, file), names in ASKED.items():
        queries = load(package, file)
        for name in names.split():
            await _ask(queries, name, explained, values)
            read = explained.last
            too_many = {place: rows for place, rows in read.rows.items() if rows > MOST_ROWS}
            if too_many or read.blocks > MORE_BLOCKS.get(name, MOST_BLOCKS) or read.scanned & long:
                found[name] = (too_many, sorted(read.scanned & long), read.blocks)
    assert found == {}


async def test_no_query_of_the_product_scans_what_grows(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    if connection.get_server_version().major < PLANS_FROM:
        pytest.skip("this PostgreSQL plans nothing without values")
    long, found, seen = await _long(connection), {}, 0
    for file in sorted(PRODUCT.rglob("*.sql")):
        if not {"migrations", "schema"} & set(file.parts):
            queries = aiosql.from_path(file, "asyncpg")
            for name in queries.available_queries:
                sql = getattr(queries, name).sql
                if not name.endswith("_cursor") and not sql.startswith(UNPLANNED):
                    found[f"{file.relative_to(PRODUCT)} {name}"] = await whole_scans(connection, sql, long)
                    seen += 1
    assert await connection.fetchval("SELECT count(*) FROM ticket") > 200_000
    assert seen > 500
    assert {query: scans for query, scans in found.items() if scans and query not in MAY_SCAN} == {}
    assert [query for query in MAY_SCAN if not found[query]] == []


async def _long(connection: "asyncpg.Connection[asyncpg.Record]") -> frozenset[str]:
    tables = await connection.fetch(
        "SELECT relname FROM pg_class WHERE reltuples > $1 AND relkind = 'r' AND relnamespace = 'public'::regnamespace",
        LONG,
    )
    return frozenset(row["relname"] for row in tables)


async def _ask(queries: Any, name: str, explained: Explained, values: Mapping[str, object]) -> None:
    query = getattr(queries, name)
    asked = query(explained, **{one: values.get(f"{name}.{one}", values.get(one)) for one in query.parameters})
    if hasattr(asked, "__aiter__"):
        async for _ in asked:
            raise AssertionError("nothing is given")
    else:
        await asked


async def _values(connection: "asyncpg.Connection[asyncpg.Record]") -> Mapping[str, object]:
    """By parameter, or by query and parameter: of the busy room of agua, with everybody in its line looked at."""
    here = await connection.fetchrow(
        "SELECT room.*, department_id, app_now() AS now FROM room JOIN queue ON queue.id = queue_id"
        " JOIN department ON department.id = department_id WHERE room.state = 'in_call' AND slug = 'agua'"
    )
    assert here is not None
    line = await connection.fetch("SELECT id FROM ticket WHERE queue_id = $1 ORDER BY joined_at", here["queue_id"])
    tickets, now = [row["id"] for row in line], here["now"]
    lines = [
        row["id"] for row in await connection.fetch("SELECT id FROM queue WHERE session_id = $1", here["session_id"])
    ]
    seen = await connection.fetchval("SELECT pg_current_snapshot()::text")
    return {
        "seen": seen, "session_id": here["session_id"], "queue_id": here["queue_id"], "queue_ids": lines, "room_id": here["id"],
        "host_room_id": here["id"], "rooms": [here["id"]], "beside": None, "director_id": here["director_id"],
        "staff_id": here["director_id"], "directors": [here["director_id"]], "department_id": here["department_id"],
        "ids": tickets, "ticket_id": tickets[-1], "first": 20, "most": 200, "days": 6, "drop_seconds": 15, "reconnect_seconds": 30,
        "phone_away_seconds": 300, "node_id": UUID(int=1), "now": now, "grace": timedelta(minutes=10), "up_since": now,
        "seconds": 3600.0, "ahead": timedelta(hours=2), "contact_index": b"c", "device_index": b"d", "says_within": timedelta(days=7),
        "zone": "America/Mexico_City", "today": now.date(), "soon_until": now.date() + timedelta(days=3), "channel": "mail",
        "at_most": 10, "lease_seconds": 120, "late_seconds": 120, "lined_up.ids": lines, "rooms_now.ids": lines,
        "director_counts.ids": [here["director_id"]], "into_department": "agua", "device": b"d",
        "ticket_where.id": tickets[-1], "room_is_lost.id": here["id"],
    }  # fmt: skip
