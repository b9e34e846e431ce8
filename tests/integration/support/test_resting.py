"""Connections of a test that rest: the next test has the same, or new ones when the server or the test ended them."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

import asyncpg
import pytest

from tests.support.kept_loops import KeptLoop
from tests.support.resting import NAME, Connections, connections, end_resting, rested

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


def resting(url: str) -> set[int]:
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
    before = resting(url)
    assert in_use(url) == before


def test_none_is_closed_because_it_rests(url: str) -> None:
    first = connections(url)
    first.runner.run(backends(first))
    holders = first.pool._holders  # type: ignore[attr-defined]
    assert sum(one.is_connected() for one in holders) > first.pool.get_min_size()
    assert not any(one._inactive_callback for one in holders)
    first.let_go(first.database())


def test_nothing_opens_them_anew_when_the_server_ended_them(url: str) -> None:
    async def noticed() -> int:
        while not all(one.is_closed() for one in lent):
            await asyncio.sleep(0.01)
        return len(asyncio.all_tasks())

    first = connections(url)
    ended = first.runner.run(backends(first))
    lent = [one._con for one in first.pool._holders if one.is_connected()]  # type: ignore[attr-defined]
    ask(url, "SELECT pg_terminate_backend(pid, 60000) FROM unnest($1::int[]) pid", list(ended))
    assert (first.runner.run(noticed()), first.pool.get_size()) == (1, 0)
    first.let_go(first.database())


def test_they_are_new_when_the_server_ended_them(url: str) -> None:
    before = resting(url)
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


async def backend(url: str, *before: str) -> tuple[int, str]:
    """Which one a test has, and its session's limit of memory, after these statements."""
    async with rested(url) as database, database.read() as conn:
        for statement in before:
            await conn.execute(statement)
        return await conn.fetchval(BACKEND), await conn.fetchval("SHOW work_mem")


def test_the_next_event_loop_has_the_same_and_nothing_of_its_session(url: str) -> None:
    backend_of_first, usual = asyncio.run(backend(url))
    assert asyncio.run(backend(url, "SET work_mem = '1MB'")) == (backend_of_first, "1MB")
    assert asyncio.run(backend(url)) == (backend_of_first, usual)


def test_the_next_event_loop_has_a_new_one_when_the_server_ended_it(url: str) -> None:
    before, _ = asyncio.run(backend(url))
    ask(url, END, NAME)
    assert asyncio.run(backend(url))[0] != before


def test_the_next_event_loop_has_another_databases_own(make_jornada: Callable[[], str], url: str) -> None:
    before, _ = asyncio.run(backend(url))
    assert asyncio.run(backend(make_jornada()))[0] != before
    assert not ask(url, RESTING)


async def _open_file(loop: asyncio.AbstractEventLoop) -> None:
    await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)


async def _timer(loop: asyncio.AbstractEventLoop) -> None:
    loop.call_later(3600, print)


async def _signal(loop: asyncio.AbstractEventLoop) -> None:
    loop.add_signal_handler(signal.SIGUSR2, print)


@pytest.mark.parametrize("left", [_open_file, _timer, _signal])
def test_a_loop_is_closed_in_which_something_of_its_test_goes_on(
    left: Callable[[asyncio.AbstractEventLoop], Coroutine[object, object, None]],
) -> None:
    async def leave() -> asyncio.AbstractEventLoop:
        loop = asyncio.get_running_loop()
        await left(loop)
        return loop

    assert asyncio.run(leave()).is_closed()


def test_a_loop_is_used_again_and_runs_nothing_of_the_test_before() -> None:
    ended: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async def leave() -> asyncio.AbstractEventLoop:
        tasks.append(asyncio.create_task(wait()))
        await asyncio.sleep(0)
        return asyncio.get_running_loop()

    async def seen() -> tuple[asyncio.AbstractEventLoop, int]:
        return asyncio.get_running_loop(), len(asyncio.all_tasks())

    tasks: list[asyncio.Task[None]] = []
    first = asyncio.run(leave())
    assert ended == ["cancelled"]
    assert isinstance(first, KeptLoop) and asyncio.run(seen()) == (first, 1)


def test_a_loop_that_is_used_again_has_threads_and_generators() -> None:
    async def numbers() -> AsyncIterator[int]:
        yield 1
        yield 2

    async def use() -> tuple[asyncio.AbstractEventLoop, int]:
        async for number in numbers():
            return asyncio.get_running_loop(), await asyncio.to_thread(int, number)
        raise AssertionError

    first = asyncio.run(use())
    assert first[1] == 1
    assert asyncio.run(use()) == first


def test_a_loop_that_nobody_closed_is_not_used_again() -> None:
    asyncio.new_event_loop()
    gc.collect()
    assert asyncio.run(asyncio.to_thread(int, 1)) == 1
