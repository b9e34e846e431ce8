"""Connections of a scene that rest: the next scene has the same, or new ones when the server or the scene ended them."""

import asyncio
from collections.abc import Callable, Iterator

import asyncpg
import pytest

from tests.support.resting import NAME, Connections, connections, end_resting

BACKEND = "SELECT pg_backend_pid()"
RESTING = f"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{NAME}'"
END = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = $1"


@pytest.fixture
def url(make_jornada: Callable[[], str]) -> Iterator[str]:
    """Of a database; nobody's connections rest before or after."""
    end_resting()
    yield make_jornada()
    end_resting()


async def backends(of: Connections, many: int = 4) -> set[int]:
    """Those of this many flows at once, and the one beside them."""
    pool = of.pool
    lent = [await pool.acquire() for _ in range(many)]
    try:
        return {await of.beside.fetchval(BACKEND), *[await one.fetchval(BACKEND) for one in lent]}
    finally:
        for one in lent:
            await pool.release(one)


def ask(url: str, query: str, *values: object) -> list[asyncpg.Record]:
    async def asking() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    return asyncio.run(asking())


def rested(url: str) -> set[int]:
    """Backends of connections that rest now."""
    first = connections(url)
    found = first.runner.run(backends(first))
    first.let_go(first.database())
    assert {row["pid"] for row in ask(url, RESTING)} >= found
    return found


def in_use(url: str) -> set[int]:
    """Backends of the next scene's connections."""
    next_one = connections(url)
    try:
        return next_one.runner.run(backends(next_one))
    finally:
        next_one.let_go(next_one.database())


def test_the_next_scene_has_the_same(url: str) -> None:
    before = rested(url)
    assert in_use(url) == before


def test_none_is_closed_because_it_rests(url: str) -> None:
    first = connections(url)
    first.runner.run(backends(first))
    holders = first.pool._holders  # type: ignore[attr-defined]
    assert sum(one.is_connected() for one in holders) > first.pool.get_min_size()
    assert not any(one._inactive_callback for one in holders)
    first.let_go(first.database())


def test_they_are_new_when_the_server_ended_them(url: str) -> None:
    before = rested(url)
    ask(url, END, NAME)
    assert not in_use(url) & before


def test_they_are_ended_when_the_server_ended_them_before_they_rest(url: str) -> None:
    first = connections(url)
    before = first.runner.run(backends(first))
    ask(url, "SELECT pg_terminate_backend(pid, 60000) FROM unnest($1::int[]) pid", list(before))
    first.let_go(first.database())
    assert not in_use(url) & before


def test_a_pool_is_closed_that_the_scene_replaced(url: str) -> None:
    first = connections(url)
    database = first.database()
    first.runner.run(database.open())
    first.let_go(database)
    assert first.pool.is_closing()


def test_they_do_not_rest_while_a_timer_of_the_scene_runs(url: str) -> None:
    first = connections(url)

    async def later() -> None:
        asyncio.get_running_loop().call_later(3600, print)

    first.runner.run(later())
    first.let_go(first.database())
    assert first.pool.is_closing()
