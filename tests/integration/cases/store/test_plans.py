"""How the database finds cases: every list and search by an index, whatever else lies in the table."""

from collections.abc import AsyncIterator, Awaitable
from datetime import date
from typing import Any
from uuid import UUID

from audiencia.cases.store import store
from audiencia.cases.use_cases import inbox
from benchmarks import filled_cases
from tests.support.scenery import Scenery

SQL: Any = inbox.SQL
CASES: Any = store.SQL
"""Asked here with something in place of a connection."""
TODAY = date(2026, 11, 25)
PAGE = {
    "department_id": 1, "practice": False, "stage": "open",
    "first_rank": 0, "last_rank": 9000, "after_rank": 0, "after_id": UUID(int=0), "state": None,
    "assigned_to": None, "nobody": False, "source": None, "topic_id": None, "from_day": None, "until_day": None,
    "by": "term", "descending": False, "backwards": False, "at_most": 50, "skip": 50,
}  # fmt: skip
FITTING = {
    name: value for name, value in PAGE.items() if name not in ("by", "descending", "backwards", "at_most", "skip")
}


class Asked:
    """Takes a query in place of a connection, and keeps it."""

    async def fetch(self, query: str, *values: object) -> list[Any]:
        self.query, self.values = query, values
        return []

    async def fetchrow(self, query: str, *values: object) -> None:
        self.query, self.values = query, values

    fetchval = fetchrow


async def plan(scene: Scenery, asked: Asked, query: AsyncIterator[Any] | Awaitable[Any]) -> str:
    """How it would be carried out."""
    if isinstance(query, AsyncIterator):
        assert [row async for row in query] == []
    else:
        await query
    async with scene.context.database.read() as conn:
        return "\n".join(row[0] for row in await conn.fetch(f"EXPLAIN {asked.query}", *asked.values))


QUERIES = (
    ("page", PAGE, "case_list"),
    ("fitting", FITTING, "case_list"),
    (
        "counts",
        {"department_id": 1, "practice": False, "today_rank": 1, "soon_rank": 2, "stopped_rank": 3, "me": 1},
        "case_list",
    ),
    ("overdue", {"department_id": 1, "practice": False, "today_rank": 1}, "case_list"),
    ("split", {"department_id": 1, "practice": False, "stage": "open"}, "case_list"),
    ("of_person", {"department_id": 1, "contact": b"x", "name": b"y"}, "case_name"),
    ("chosen", {"department_id": 1, "ids": [UUID(int=1)]}, "case_file_pkey"),
)


async def many(scene: Scenery) -> None:
    """As many cases as make a difference to whoever plans."""
    async with scene.context.database.begin() as tx:
        connection = tx.conn
        await filled_cases.fill(connection, scene.context.keyring, "MTP", 3_000)  # type: ignore[arg-type]


def test_each_list_and_search_goes_by_an_index(scene: Scenery) -> None:
    scene.run(many(scene))
    for name, values, index in QUERIES:
        asked = Asked()
        found = scene.run(plan(scene, asked, getattr(SQL, name)(asked, **values)))
        assert index in found and "Seq Scan on case_file" not in found, (name, found)
    asked = Asked()
    found = scene.run(plan(scene, asked, SQL.with_subject(asked, department_id=1, words="fuga")))
    assert "Seq Scan on case_file" not in found, found
    asked = Asked()
    found = scene.run(plan(scene, asked, CASES.due_for_warning(asked, today=TODAY, soon_until=TODAY)))
    assert "case_due" in found and "Seq Scan on case_file" not in found, found


def test_a_page_is_read_in_its_order(scene: Scenery) -> None:
    """Without sorting a department's whole list: the limit stands right over the index."""
    asked = Asked()
    found = [line.strip() for line in scene.run(plan(scene, asked, SQL.page(asked, **PAGE))).splitlines()]
    limit = next(number for number, line in enumerate(found) if "Limit" in line)
    assert "Index" in found[limit + 1] and "case_list" in found[limit + 1], found
