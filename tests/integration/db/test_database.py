"""A connection as use cases see it: nothing but `Unavailable`, no lock of a silent client; and what stays of an undone transaction."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import nullcontext, suppress
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from audiencia.core.errors import Code, Refused, Unavailable
from audiencia.core.ids import PartyId, QueueId, RoomId, StaffId
from audiencia.db import database as databases
from audiencia.db.connection import IDLE_SECONDS, LIVENESS, Connection
from audiencia.db.database import Database
from audiencia.db.precedence import Gate, Precedence, taking
from audiencia.signaling.namespaces.connections import COMMAND_SECONDS

ROW = "SELECT FROM app_clock FOR UPDATE"


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    """The pool of a web node."""
    database = Database(postgres_url, size=2)
    await database.open()
    yield database
    await database.close()


@pytest.mark.parametrize(
    "error", [FileNotFoundError("a template"), TimeoutError("a mail server"), ConnectionResetError()]
)
@pytest.mark.parametrize("use", ["begin", "read"])
async def test_an_error_of_a_use_case_is_not_one_of_the_database(database: Database, error: OSError, use: str) -> None:
    with capture_logs() as logs, pytest.raises(type(error)) as raised:
        async with database.begin() if use == "begin" else database.read():
            raise error
    assert raised.value is error
    assert logs == []


async def test_a_wrong_parameter_is_not_a_database_that_is_away(database: Database) -> None:
    with pytest.raises(asyncpg.InterfaceError):
        async with database.read() as conn:
            await conn.fetchval("SELECT $1::int")


async def test_a_connection_is_good_for_the_next_whenever_a_transaction_was_cancelled(postgres_url: str) -> None:
    """At each turn of the loop, from the acquisition to the commit: the driver still holds a `BEGIN` for under way that never was."""
    database = Database(postgres_url, size=2)  # of which one is kept for those who come first
    await database.open()

    async def work() -> None:
        async with database.begin():
            pass

    turns, done = 0, False
    while not done:
        turns += 1 + turns // 20  # After twenty turns the step grows: a slow database takes thousands.
        working = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        done = working.done()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        async with database.begin() as tx:
            assert await tx.conn.fetchval("SELECT 1") == 1
    await database.close()


async def test_what_is_undone_alone_has_advanced_no_queue_and_kept_no_result(database: Database) -> None:
    async with database.begin() as tx:
        tx.advanced(QueueId(1), 4, whole=False)
        with pytest.raises(ZeroDivisionError):
            async with tx.apart():
                tx.advanced(QueueId(1), 5, whole=False)
                tx.advanced(QueueId(2), 9, whole=True)
                tx.answered = True
                raise ZeroDivisionError
        assert (tx.touched, tx.in_tickets) == (set(), {QueueId(1)})
        assert (tx.versions, tx.answered) == ({QueueId(1): 4}, False)
        async with tx.apart():
            tx.advanced(QueueId(1), 6, whole=False)
        assert tx.versions == {QueueId(1): 6}


@pytest.mark.parametrize("refused", [True, False])
async def test_what_is_written_afterwards_stays_also_where_the_transaction_was_undone(
    database: Database, refused: bool
) -> None:
    row = "INSERT INTO unreadable (place, object_id, noticed_at) VALUES ($1, $2, app_now())"
    object_id = uuid4()

    async def note(conn: Connection) -> None:
        assert not conn.is_in_transaction()
        await conn.execute(row, "after.it", object_id)

    with pytest.raises(Refused) if refused else nullcontext():
        async with database.begin() as tx:
            await tx.conn.execute(row, "in.it", object_id)
            tx.afterwards(note)
            if refused:
                raise Refused(Code.NOT_ALLOWED_NOW)
    async with database.read() as conn:
        found = await conn.fetch("DELETE FROM unreadable WHERE object_id = $1 RETURNING place", object_id)
    assert {one["place"] for one in found} == ({"after.it"} if refused else {"in.it", "after.it"})


class Published:
    """Which queues are told of after a commit."""

    def __init__(self) -> None:
        self.queues: list[QueueId] = []

    async def rerouted(self, room_id: RoomId) -> None: ...

    async def cut_off(self, party: PartyId) -> None: ...

    async def published(self, versions: Mapping[QueueId, int], slight: Collection[QueueId]) -> None:
        self.queues.extend(versions)

    async def signed_out(self, staff_ids: Collection[StaffId]) -> None: ...


@pytest.mark.parametrize("statement", ["SELECT 1 / 0", "SELECT pg_sleep(3)"])
@pytest.mark.parametrize("refused", [True, False])
async def test_what_cannot_be_written_afterwards_changes_neither_refusal_nor_news(
    database: Database, statement: str, refused: bool
) -> None:
    database.after_commit = news = Published()

    async def fail(conn: Connection) -> None:
        await conn.execute(statement, timeout=1.0)

    with capture_logs() as said, pytest.raises(Refused) if refused else nullcontext():
        async with database.begin() as tx:
            tx.advanced(QueueId(1), 5, whole=True)
            tx.afterwards(fail)
            if refused:
                raise Refused(Code.NOT_ALLOWED_NOW)
    assert news.queues == ([] if refused else [QueueId(1)])
    assert [entry["event"] for entry in said] == ["write_afterwards_failed"]
    async with database.read() as conn:
        assert await conn.fetchval("SELECT true")


@pytest.mark.parametrize("sqlstate", ["53100", "53200", "58030"])
async def test_a_server_without_disk_or_memory_is_a_database_that_is_away(database: Database, sqlstate: str) -> None:
    with pytest.raises(Unavailable):
        async with database.begin() as tx:
            await tx.conn.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{sqlstate}'; END $$")
    async with database.read() as conn:
        assert await conn.fetchval("SELECT true"), "it is back by itself"


async def test_a_copy_that_takes_no_writing_is_a_database_that_is_away(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.begin() as tx:
            await tx.conn.execute("SET TRANSACTION READ ONLY")
            await tx.conn.execute("CREATE TABLE written (at integer)")


async def test_a_statement_without_an_answer_is_a_database_that_is_away(
    postgres_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "STATEMENT_SECONDS", 0.1)
    hasty = Database(postgres_url, size=2)
    await hasty.open()
    async with database.begin() as tx:
        await tx.conn.fetch(ROW)
        with pytest.raises(Unavailable):
            async with hasty.begin() as other:
                await other.conn.fetch(ROW)
    await hasty.close()


async def test_a_connection_that_ends_is_a_database_that_is_away(postgres_url: str, database: Database) -> None:
    async def end(pid: int) -> None:
        beside = await asyncpg.connect(postgres_url)
        await beside.execute("SELECT pg_terminate_backend($1, 5000)", pid)
        await beside.close()

    with pytest.raises(Unavailable):
        async with database.begin() as tx:
            await end(await tx.conn.fetchval("SELECT pg_backend_pid()"))
    with pytest.raises(Unavailable):
        async with database.read() as conn:
            await end(await conn.fetchval("SELECT pg_backend_pid()"))
            await conn.fetchval("SELECT 1")
    async with database.read() as conn:
        assert await conn.fetchval("SELECT 1") == 1


async def test_a_client_that_falls_silent_loses_its_locks(
    postgres_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a process that was stopped, or a host without power: its transaction is open, and nothing comes from it any more."""
    monkeypatch.setitem(LIVENESS, "idle_in_transaction_session_timeout", "300ms")
    frozen = Database(postgres_url, size=2)
    await frozen.open()
    locked, asleep = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with frozen.begin() as tx:
            await tx.conn.fetch(ROW)
            locked.set()
            await asleep.wait()

    holding = asyncio.create_task(hold())
    having = asyncio.create_task(locked.wait())
    async with asyncio.timeout(120):
        while not locked.is_set():
            await asyncio.wait({holding, having}, return_when=asyncio.FIRST_COMPLETED)
            if holding.done() and not locked.is_set():  # a busy machine let it fall silent before it had the lock
                with pytest.raises(Unavailable):
                    await holding
                holding = asyncio.create_task(hold())
    async with database.begin() as tx:
        await tx.conn.fetch(ROW)
    asleep.set()
    with pytest.raises(Unavailable):
        await holding
    await frozen.close()


@pytest.mark.parametrize(("name", "most"), [
    ("idle_in_transaction_session_timeout", 30), ("client_connection_check_interval", 10),
    ("tcp_keepalives_idle", 30), ("tcp_keepalives_interval", 10), ("tcp_user_timeout", 30),
])  # fmt: skip
async def test_the_server_looks_after_each_connection(database: Database, name: str, most: int) -> None:
    async with database.read() as conn:
        seconds = await conn.fetchval(
            """SELECT setting::int / CASE unit WHEN 'ms' THEN 1000.0 ELSE 1 END FROM pg_settings
               WHERE name = $1 AND source = 'client'""",
            name,
        )
    assert seconds is not None
    # A Unix socket shows zero for what concerns TCP alone.
    assert (0 if name.startswith("tcp") else 1) <= seconds <= most


def test_no_command_may_last_as_long_as_a_silent_transaction() -> None:
    assert IDLE_SECONDS > COMMAND_SECONDS


async def test_staff_get_a_connection_while_forms_hold_all_they_may(postgres_url: str) -> None:
    database = Database(postgres_url, size=6)
    await database.open()
    go_on = asyncio.Event()

    async def holds() -> None:
        async with database.read():
            await go_on.wait()

    try:
        with taking(Precedence.LATER):
            waiting = [asyncio.create_task(holds()) for _ in range(20)]
        await asyncio.sleep(0)
        with taking(Precedence.FIRST):
            async with asyncio.timeout(60), database.begin() as tx:
                assert await tx.conn.fetchval("SELECT true")
        go_on.set()
        await asyncio.gather(*waiting)
    finally:
        await database.close()


async def test_who_waits_for_a_connection_hears_of_answers_and_not_of_failures(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = list[str]()
    monkeypatch.setattr(Gate, "answered", lambda _: answers.append("answered"))
    async with database.read() as conn:
        await conn.fetchval("SELECT true")
    with pytest.raises(Unavailable):
        async with database.read():
            raise asyncpg.PostgresConnectionError
    assert answers == ["answered"]


async def test_a_connection_is_given_back_without_a_task(database: Database) -> None:
    loop, made = asyncio.get_running_loop(), list[object]()

    def note(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> "asyncio.Task[Any]":
        made.append(coro)
        return asyncio.Task(coro, loop=loop, **options)

    loop.set_task_factory(note)
    try:
        for _ in range(5):  # more often than there are connections
            async with database.read() as conn:
                assert await conn.fetchval("SELECT true")
    finally:
        loop.set_task_factory(None)
    assert made == []
