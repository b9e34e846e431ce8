"""A whole audience for tests: a web node and a media worker as processes of their own, and people who take part."""

import asyncio
import os
import secrets
import shutil
import socket
import time
import urllib.request
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from urllib.error import URLError

import asyncpg
import redis

from audiencia.operations.context import open_context
from audiencia.operations.free_ports import free_port, free_ports
from audiencia.operations.serve import PROGRAM, children, environment
from audiencia.operations.setup.prepare import prepare
from audiencia.settings.config import Settings
from audiencia.staff import passwords, store
from audiencia.staff.roles import Role
from tests.support import forked
from tests.support.assistant_client import AssistantClient
from tests.support.beside import Beside, Connection
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.fingerprint import Fingerprints
from tests.support.mayor_client import MayorClient
from tests.support.moderator_client import ModeratorClient
from tests.support.relative_client import RelativeClient
from tests.support.services import Servers

ROOT = Path(__file__).parents[2]
START_SECONDS, STOP_SECONDS = 180.0, 30.0
ASSISTANT = "asistencia-obras-publicas"
NAME, MATTER, CONTACT = "Zenaida Quetzalcóatl", "El farol de la esquina parpadea", "722 555 0199"
"""Words that appear nowhere else, so that they are found when they lie somewhere in clear."""


@dataclass
class Audience:
    """Where it is, and who may sign in: `passwords` by login."""

    settings: Settings
    passwords: dict[str, str]
    log_folder: Path
    processes: dict[str, ForkServerProcess] = field(default_factory=dict)

    @cached_property
    def _fingerprints(self) -> Fingerprints:
        assert self.settings.database_url is not None
        return Fingerprints(self.settings.database_url)

    @cached_property
    def _beside(self) -> Beside:
        assert self.settings.database_url is not None
        return Beside(self.settings.database_url)

    @property
    def url(self) -> str:
        """The pages' address."""
        return self.settings.address

    def start(self, *names: str) -> None:
        """Starts these of `web`, `media` and further workers (`media-2`), and waits until they answer."""
        specs = {spec.name: spec for spec in children(self.settings, environment(self.settings))}
        for name in names:
            arguments = specs[name].command[len(PROGRAM) :]
            variables = {**os.environ, **specs[name].environment}
            self.processes[name] = forked.start(arguments, variables, self.log_folder / f"{name}.log")
        for name in names:
            self._wait_ready(name)

    def _wait_ready(self, name: str) -> None:
        port, path = self._answers_at(name)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.processes[name].is_alive():
                raise RuntimeError(f"{name} ended: {self.log(name)}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"{name} is not ready: {self.log(name)}")

    def _answers_at(self, name: str) -> tuple[int, str]:
        if name == "web":
            return self.settings.port, "/salud"
        place = int(name.removeprefix("media").removeprefix("-") or 1) - 1
        return self.settings.own_workers[place][1], "/health"

    def log(self, name: str) -> str:
        """The end of a process' log."""
        return (self.log_folder / f"{name}.log").read_text("utf-8", errors="replace")[-4000:]

    def stop(self) -> None:
        """Ends what was started."""
        for process in self.processes.values():
            if process.is_alive():  # the id of one that was killed may be another's by now
                process.terminate()
        for name, process in self.processes.items():
            process.join(STOP_SECONDS)
            if process.is_alive() and process.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, forked.WHERE)
                process.join(1)
                warnings.warn(f"{name} did not end within {STOP_SECONDS:g} s: {self.log(name)}", stacklevel=2)
            process.kill()
            process.join()
        for kept in ("_fingerprints", "_beside"):
            if kept in vars(self):
                vars(self).pop(kept).close()

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Reads the database beside the application."""
        return [dict(row) for row in await self._beside.do(lambda conn: conn.fetch(query, *values))]

    async def until_row(self, query: str, *values: object) -> None:
        """Waits until the query finds something."""
        await until(lambda: self.rows(query, *values), query)

    async def clear(self) -> None:
        """Empties all lines and closes all rooms, once all who were connected are noted as gone.

        Noting it writes rows: it must not happen while the next test looks for what its own command wrote.
        """
        await self.until_row(NOBODY)
        await self.force(CLEAR)

    async def fingerprint(self) -> dict[str, str]:
        """What every table holds, in short; without what passes by itself (sockets, leases, attempts, seals, estimates, how lines fare).

        It is the same whether or not somebody was asked meanwhile whether they are ready: who waits while a director attends
        soon is, at a moment that nobody chooses.
        """
        return await self._fingerprints.take()

    async def execute(self, statement: str, *values: object) -> None:
        """Changes the database beside the application: what time or an operator would bring about."""
        await self._beside.do(lambda conn: conn.execute(statement, *values))

    async def force(self, *statements: str) -> None:
        """The same, also against the transitions that rows can make: what no rule leads back to, between two tests."""
        await self._beside.do(lambda conn: _force(conn, statements))


async def _force(conn: Connection, statements: Sequence[str]) -> None:
    # What is no command (who is connected, how lines fare) does not take the first lock, and may be met on the way.
    while not await _forced(conn, statements):
        pass


async def _forced(conn: Connection, statements: Sequence[str]) -> bool:
    """Whether it was done; else nothing was, because somebody else waited for us in turn."""
    with suppress(asyncpg.DeadlockDetectedError):
        async with conn.transaction():
            # First the lock that every command shares.
            await conn.execute("SELECT id FROM session FOR UPDATE")
            await conn.execute(f"SET LOCAL {FORCED} = 'on'")
            for statement in statements:
                await conn.execute(statement)
        return True
    return False


async def _let_states_be_forced(settings: Settings) -> None:
    """From now on whoever sets `FORCED` may change states against the transitions. A trigger that is turned off and on instead has the
    service plan all its queries of that table anew.
    """
    conn = await asyncpg.connect(settings.database_url)
    try:
        for table in STATEFUL:
            made = await conn.fetchval(TRIGGER, table, f"{table}_transition")
            begins, when, rest = made.removeprefix("CREATE ").partition(" WHEN (")
            assert when, made
            unless = f"current_setting('{FORCED}', true) IS DISTINCT FROM 'on' AND "
            await conn.execute(f"CREATE OR REPLACE {begins}{when}{unless}{rest}")
    finally:
        await conn.close()


STATEFUL = ("session", "queue", "room", "ticket")
FORCED = "tests.forced"
TRIGGER = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = $1::text::regclass AND tgname = $2"
NOBODY = "SELECT 1 WHERE NOT EXISTS (SELECT FROM connection)"
"""Whether all who were connected are noted as gone."""
CLEAR = """
    UPDATE reservation SET ended_at = app_now(), ending = 'withdrawn' WHERE ended_at IS NULL;
    UPDATE leg SET ended_at = app_now(), ending = 'left' WHERE ended_at IS NULL;
    UPDATE assist SET ended_at = app_now(), ending = 'withdrawn', host_agrees = NULL, citizen_agrees = NULL
    WHERE ended_at IS NULL;
    UPDATE relative SET ended_at = app_now(), ending = 'withdrawn' WHERE ended_at IS NULL;
    UPDATE commitment SET withdrawn_at = app_now(), withdrawn_by = made_by WHERE done_at IS NULL AND withdrawn_at IS NULL;
    UPDATE further_matter SET withdrawn_at = app_now() WHERE begun_at IS NULL AND withdrawn_at IS NULL;
    UPDATE interpreter SET present = true;
    UPDATE help SET ended_at = app_now() WHERE ended_at IS NULL;
    DELETE FROM seat;
    DELETE FROM working_note;
    UPDATE ticket SET state = 'left', version = version + 1, ready = false, ready_until = NULL, not_before = NULL,
        after_calls = NULL, needs = NULL, contact_index = NULL, device_index = NULL
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over');
    UPDATE room SET state = 'closed', version = room.version + 1, media_epoch = media_epoch + 1, draining = false,
        paused_until = NULL, paused_reason = NULL, queue_id = queue.id, serves = ARRAY[queue.id]
    FROM staff, queue
    WHERE staff.id = director_id AND queue.department_id = staff.department_id AND queue.session_id = room.session_id;
    UPDATE queue SET version = version + 1, state_version = state_version + 1, state = 'open', cap = NULL,
        paused_until = NULL, paused_reason = NULL;
"""
"""Between two tests of a module: empty lines, closed rooms."""


async def rows(settings: Settings, query: str, *values: object) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    conn = await asyncpg.connect(settings.database_url)
    try:
        return [dict(row) for row in await conn.fetch(query, *values)]
    finally:
        await conn.close()


_NUMBERS = count(1)


def another_contact() -> str:
    """One that nobody gave before: a line has one number for each, and an hour six."""
    return f"722 6{next(_NUMBERS):06d}, {CONTACT}"


class People:
    """Makes clients and closes them at the end."""

    def __init__(self, url: str, known_passwords: Mapping[str, str], stack: AsyncExitStack) -> None:
        self._url, self._passwords, self._stack = url, known_passwords, stack

    async def visitor(self, language: str = "en") -> CitizenClient:
        """Somebody who has not taken a number yet."""
        return await self._stack.enter_async_context(CitizenClient(self._url, language))

    async def citizen(
        self, department: str, topic: str | None = None, *, connect: bool = True, adjustments: Sequence[str] = (),
        more: Mapping[str, str] | None = None, contact: str | None = None,
    ) -> CitizenClient:  # fmt: skip
        """Somebody in the line of a department; `more`: other fields of the form. Each has a telephone of their own."""
        client = await self.visitor()
        await client.join(
            department, topic or TOPICS[department], name=NAME, matter=MATTER,
            contact=another_contact() if contact is None else contact, adjustments=adjustments,
            more=more,
        )  # fmt: skip
        if connect:
            await client.connect()
        return client

    async def director(self, department: str, login: str | None = None, *, connect: bool = True) -> DirectorClient:
        """The director of a department, signed in."""
        client = await self._stack.enter_async_context(DirectorClient(self._url))
        login = login or f"direccion-{department}"
        await client.sign_in(login, self._passwords[login])
        if connect:
            await client.connect()
        return client

    async def mayor(self) -> MayorClient:
        """The mayor, signed in; the room is not open yet."""
        client = await self._stack.enter_async_context(MayorClient(self._url))
        await client.sign_in("presidencia", self._passwords["presidencia"])
        await client.connect()
        return client

    async def relative(self, link: str) -> RelativeClient:
        """Somebody who took up a citizen's link, and waits."""
        client = await self._stack.enter_async_context(RelativeClient(self._url))
        await client.take_up(link)
        await client.connect()
        return client

    async def assistant(self, login: str = ASSISTANT, *, connect: bool = True) -> AssistantClient:
        """The assistant of public works, signed in."""
        client = await self._stack.enter_async_context(AssistantClient(self._url))
        await client.sign_in(login, self._passwords[login])
        if connect:
            await client.connect()
        return client

    async def moderator(self) -> ModeratorClient:
        """The moderator, signed in and looking at the board."""
        client = await self._stack.enter_async_context(ModeratorClient(self._url))
        await client.sign_in("moderacion", self._passwords["moderacion"])
        await client.connect()
        return client


TOPICS = {
    "obras-publicas": "baches",
    "servicios-publicos": "alumbrado",
    "agua": "fugas",
    "seguridad": "vigilancia",
    "desarrollo-urbano": "uso-de-suelo",
    "desarrollo-economico": "empleo",
    "bienestar": "programas",
    "tesoreria": "predial",
}
SECOND_DIRECTOR = "segunda-obras-publicas"


def audience_settings(database_url: str, redis_url: str, data: Path, workers: int = 1, **more: object) -> Settings:
    """Free ports and the repository's own configuration and front end; so many media workers."""
    return Settings.model_validate(
        {
            "profile": "demo", "data": data, "config": ROOT / "config", "web_root": ROOT / "web", "port": free_port(),
            "database_url": database_url, "redis_url": redis_url, "media_port": free_ports(workers, socket.SOCK_DGRAM, socket.SOCK_STREAM),
            "media_control_port": free_ports(workers), "media_secret": secrets.token_hex(32),
            "media_processes": workers, "web_processes": 1, **more,
        }
    )  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """An audience as it is before its first page: the database that others are copies of, its keys, who may sign in."""

    servers: Servers
    database_url: str
    keys: Path
    passwords: dict[str, str]

    def settings(self, redis_url: str, folder: Path, workers: int = 1, **more: object) -> Settings:
        """Of another one that begins in the same way, on a database of its own, with its data in `folder`. It is the same
        installation as the others by its name: what they counted in Valkey is forgotten.
        """
        with redis.Redis.from_url(redis_url) as valkey, suppress(redis.ConnectionError):  # some are there without one
            valkey.flushdb()
        made = audience_settings(self.servers.copy(self.database_url), redis_url, folder / "data", workers, **more)
        shutil.copytree(self.keys, made.data / "keys")
        return made

    def remove(self, settings: Settings) -> None:
        """The database of one that ended."""
        assert settings.database_url is not None
        self.servers.drop_database(settings.database_url)


def prepare_audience(settings: Settings) -> dict[str, str]:
    """An open jornada, and accounts: one director per department, a second one for public works, one moderator."""

    async def work() -> dict[str, str]:
        known = {one.login: one.password for one in (await prepare(settings)).accounts}
        known[SECOND_DIRECTOR] = await _second_director(settings)
        await _let_states_be_forced(settings)
        return known

    return asyncio.run(work())


async def _second_director(settings: Settings) -> str:
    password = passwords.generate()
    hashed = await passwords.hash_password(password)
    async with open_context(settings) as context, context.database.begin() as tx:
        department = await tx.conn.fetchval("SELECT id FROM department WHERE slug = 'obras-publicas'")
        await store.ensure_account(tx.conn, SECOND_DIRECTOR, "Segunda titular", Role.DIRECTOR, department, hashed)
    return password


async def until(condition: Callable[[], Any], what: str, within: float = 90.0) -> None:
    """Waits until `condition` (plain or async) holds, asking all the time. Raises `TimeoutError` naming `what`."""
    deadline = time.monotonic() + within
    while True:
        found = condition()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within:g} s")
        await asyncio.sleep(0.05)
