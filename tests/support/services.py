"""Real PostgreSQL and Valkey for tests: started once a run from the embedded servers, a fresh database for each module."""

import asyncio
import concurrent.futures
import os
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from audiencia.core.paths import DataFolder
from audiencia.db.database import Database
from audiencia.db.migrations import migrate
from audiencia.operations.postgres import ROLE, Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.setup import seed
from audiencia.operations.supervisor import Supervisor
from audiencia.operations.valkey import Valkey
from audiencia.privacy.crypto import Keyring
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext, InForce
from tests.support import debian_postgres
from tests.support.configuration import configured
from tests.support.debian_postgres import Server
from tests.support.memory import in_memory
from tests.support.resting import end_resting
from tests.support.reused import Contents, Reused, connected

ROOT = Path(__file__).parents[2]
TEMPLATE = "template_of_tests"
JORNADA = "template_with_a_jornada"
BEGINNING = datetime(2026, 11, 24, 11, 0, tzinfo=ZoneInfo("America/Mexico_City"))
"""A Tuesday in office hours: when it is for the product in a new database, whenever that is made. Terms and holidays are the same
in every run so."""
OTHER = os.environ.get("AUDIENCIA_TESTS_POSTGRES", "")
"""Folder with the programs of another PostgreSQL, which the tests use instead of the embedded one (`make soak-databases`)."""
ACTIVITY = """
    SELECT datname, backend_type, application_name, state, wait_event_type, wait_event,
        now() - query_start AS since, left(query, 200) AS query
    FROM pg_stat_activity
"""
T = TypeVar("T")


@dataclass(frozen=True)
class Servers:
    """What runs for the whole test run, in an event loop of its own."""

    postgres: Postgres | Server
    valkey: Valkey
    supervisor: Supervisor
    loop: asyncio.AbstractEventLoop
    ready: dict[str, datetime] = field(default_factory=dict)
    """What the clock of each template said when it was done."""
    lent: dict[str, Reused] = field(default_factory=dict)
    """The copies of `JORNADA` in use, by address."""
    free: list[Reused] = field(default_factory=list)
    """Those that nobody uses any more."""
    contents: dict[str, Contents] = field(default_factory=dict)
    """What a template holds whose copies are used again."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does something in the servers' event loop, from a test's own. Raises `TimeoutError`, which says what PostgreSQL waits for."""
        doing = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return doing.result(60)
        except concurrent.futures.TimeoutError:
            waits = asyncio.run_coroutine_threadsafe(self._activity(), self.loop).result(20)
            doing.cancel()
            raise TimeoutError(waits) from None

    async def _activity(self) -> str:
        async with connected(self.postgres.admin_url) as connection:
            return "\n".join(str(dict(row)) for row in await connection.fetch(ACTIVITY, timeout=10))

    def make_database(self) -> str:
        """Address of a new database with all tables, which nobody else uses."""
        return self.run(self._copy(TEMPLATE))

    def make_jornada(self) -> str:
        """The same with the departments of `config/` and a jornada that was opened just now."""
        return self.run(self._lend())

    def make_unused_jornada(self) -> str:
        """As `make_jornada`, where no other test wrote before: rows that were deleted still stand in the indexes."""
        return self.run(self._copy(JORNADA))

    async def _lend(self) -> str:
        """One that was given back, as it was when it was new; else a new one."""
        while self.free:
            one = self.free.pop()
            url = self._url(one.name, self.postgres.admin_url)
            if await one.restore(url, self.contents[JORNADA], self.ready[JORNADA]):
                break
            one.end()
            await self._drop(one.name)
        else:
            one = Reused(_name(await self._copy(JORNADA)))
        self.lent[self._url(one.name)] = one
        return self._url(one.name)

    def give_back(self, url: str) -> None:
        """Nobody uses this database of `make_jornada` any more."""
        self.free.append(self.lent.pop(url))

    async def _copy(self, template: str) -> str:
        name = f"test_{secrets.token_hex(6)}"
        await self._create(name, template)
        url = self._url(name)
        await self._set_clock(url, self.ready[template])
        return url

    def copy(self, url: str) -> str:
        """A new database that holds what this one, to which nobody is connected, held when it was first copied. Its clock too."""
        name = _name(url)
        if name not in self.ready:
            self.ready[name] = self.run(self._clock(url))
        return self.run(self._copy(name))

    def drop_database(self, url: str) -> None:
        """Removes it, whoever is still connected: hundreds of them together would be gigabytes by the end of a run."""
        self.run(self._drop(_name(url)))

    async def make_templates(self, folder: Path) -> None:
        """Migrates once, opens a jornada once; all others are copies. `folder`: for the keys of who opens it.

        Nothing is vacuumed or analysed meanwhile: statistics of a template that come after its copies are compared with it would let
        none of them be used again (`Reused`).
        """
        async with connected(self.postgres.admin_url) as connection:
            await connection.execute("ALTER SYSTEM SET autovacuum = off")
            await connection.execute("SELECT pg_reload_conf()")
        await self._create(TEMPLATE, "template1")
        await migrate(self._url(TEMPLATE))
        self.ready[TEMPLATE] = await self._set_clock(self._url(TEMPLATE), BEGINNING)
        await self._create(JORNADA, TEMPLATE)
        database = Database(self._url(JORNADA), size=2)
        await database.open()
        try:
            context = AppContext(database, Keyring.open(folder / "keys"), InForce(configured()))
            await seed.seed(context.database, context.municipality)
            await sessions.open_demo(context)
        finally:
            await database.close()
        self.ready[JORNADA] = await self._clock(self._url(JORNADA))
        self.contents[JORNADA] = await Contents.of(self._url(JORNADA, self.postgres.admin_url))

    async def _clock(self, url: str) -> datetime:
        """What time it is there."""
        connection = await asyncpg.connect(url)
        try:
            now: datetime = await connection.fetchval("SELECT app_now()")
        finally:
            await connection.close()
        return now

    async def _set_clock(self, url: str, moment: datetime) -> datetime:
        """It is this moment there now, however long the run has been going on: a test's day begins when the test does."""
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("UPDATE app_clock SET shift = $1 - now(), since = now()", moment)
        finally:
            await connection.close()
        return moment

    async def _create(self, name: str, template: str) -> None:
        connection = await asyncpg.connect(self.postgres.admin_url)
        try:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE} STRATEGY file_copy")
        finally:
            await connection.close()

    async def _drop(self, name: str) -> None:
        connection = await asyncpg.connect(self.postgres.admin_url)
        try:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        finally:
            await connection.close()

    def as_superuser(self, url: str) -> str:
        """Address of the same database for whoever may do anything in it."""
        return self._url(_name(url), self.postgres.admin_url)

    def _url(self, name: str, server: str | None = None) -> str:
        return urlunsplit(urlsplit(server or self.postgres.url)._replace(path=f"/{name}"))


def _name(url: str) -> str:
    return urlsplit(url).path.strip("/")


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The embedded servers. Their folder is not below pytest's own, whose parents are closed to the servers' accounts."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="audiencia-test-", dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        yield from _running(DataFolder(Path(folder) / "data"))


def _running(data: DataFolder) -> Iterator[Servers]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="test-servers", daemon=True)
    thread.start()
    done = asyncio.run_coroutine_threadsafe(_event(), loop).result(60)
    ready: list[Servers] = []
    up = threading.Event()
    task = asyncio.run_coroutine_threadsafe(_serve(data, loop, done, ready.append, up), loop)
    task.add_done_callback(lambda _: up.set())
    up.wait(600)
    if not ready:
        task.result(0)
        raise RuntimeError("the servers for tests did not start")
    try:
        yield ready[0]
    finally:
        end_resting()
        loop.call_soon_threadsafe(done.set)
        with suppress(Exception):
            task.result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _event() -> asyncio.Event:
    return asyncio.Event()


async def _serve(
    data: DataFolder, loop: asyncio.AbstractEventLoop, done: asyncio.Event, give: Callable[[Servers], None],
    up: threading.Event,
) -> None:  # fmt: skip
    with ExitStack() as stack:
        other = stack.enter_context(debian_postgres.running(Path(OTHER))) if OTHER else None
        async with embedded(data, fsync=False) as (postgres, valkey, supervisor):
            found = Servers(other or postgres, valkey, supervisor, loop)
            await found.make_templates(data.root)
            give(found)
            up.set()
            await done.wait()


@pytest.fixture(scope="module")
def postgres_url(servers: Servers) -> Iterator[str]:
    """A fresh database with all tables for this module."""
    url = servers.make_database()
    yield url
    servers.drop_database(url)


@pytest.fixture
def make_database(servers: Servers) -> Iterator[Callable[[], str]]:
    """Makes fresh databases, for tests that cannot share the module's."""
    yield from _making(servers.make_database, servers.drop_database)


@pytest.fixture
def make_jornada(servers: Servers) -> Iterator[Callable[[], str]]:
    """Makes databases with the departments of `config/` and a jornada that is open now."""
    yield from _making(servers.make_jornada, servers.give_back)


def _making(make_one: Callable[[], str], end: Callable[[str], None]) -> Iterator[Callable[[], str]]:
    made: list[str] = []

    def make() -> str:
        made.append(make_one())
        return made[-1]

    yield make
    for url in made:
        end(url)


@pytest.fixture(scope="session")
def valkey_url(servers: Servers) -> str:
    """The Valkey of this test run, shared by all tests."""
    return servers.valkey.url
