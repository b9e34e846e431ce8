"""A jornada for the benchmark of claims: departments with lines and rooms, made and emptied by set-based SQL.

What is made here is no claim and is never measured: people who wait, rooms that are free, and rooms that are made free again.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg

from audiencia.core.ids import CommandId, PartyId, QueueId, RoomId, StaffId
from audiencia.core.paths import DataFolder
from audiencia.db.database import Database
from audiencia.db.migrations import migrate
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.valkey import Valkey
from audiencia.privacy.crypto import Keyring
from audiencia.queue.sessions import sessions
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext, InForce
from audiencia.settings.config import load_municipality
from audiencia.signaling.hints.hints import Hints

ROOT = Path(__file__).parents[1]
PREFERENTIAL, READY = 0.1, 0.8
"""Shares of those who wait: preferential attention, and who has said to be ready when asked."""

DEPARTMENTS = """
    INSERT INTO department (slug, prefix, name_es, name_en)
    SELECT 'bench-' || n, 'B' || chr(65 + n), 'Área ' || n, 'Department ' || n FROM generate_series(0, $1::int - 1) AS n"""
TOPICS = "INSERT INTO topic (department_id, slug, name_es, name_en) SELECT id, 'all', 'Todo', 'All' FROM department"
DIRECTORS = """
    INSERT INTO staff (login, display_name, role, department_id, password_hash)
    SELECT 'director-' || n, 'Director ' || n, 'director', department.id, 'none'
    FROM generate_series(1, $1::int) AS n JOIN department ON department.slug = 'bench-' || n % $2::int"""
ROOMS = """
    INSERT INTO room (session_id, director_id, queue_id, state, connected, serves)
    SELECT queue.session_id, staff.id, queue.id, 'available', true, ARRAY[queue.id]
    FROM staff JOIN queue ON queue.department_id = staff.department_id ORDER BY staff.id"""
PEOPLE = """
    WITH new AS (
        SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS person_id, queue.id AS queue_id, queue.session_id,
               topic.id AS topic_id, app_now() + make_interval(secs => n * 1e-6) AS joined_at
        FROM generate_series($1::int, $2::int) AS n
        JOIN department ON department.slug = 'bench-' || coalesce($3::int, n % (SELECT count(*)::int FROM department))
        JOIN queue ON queue.department_id = department.id JOIN topic ON topic.department_id = department.id
    ), person AS (
        INSERT INTO person (id, key_wrapped, key_epoch) SELECT person_id, 'none', 1 FROM new
    ), attention AS (
        INSERT INTO attention (id, session_id, person_id, topic_id, folio, joined_at, language, name_sealed,
                               matter_sealed)
        SELECT id, session_id, person_id, topic_id, 'BENCH-' || n, joined_at, 'es-MX', 'none', 'none'
        FROM new
    ), leg AS (
        INSERT INTO leg (id, attention_id, queue_id, began_at)
        SELECT gen_random_uuid(), id, queue_id, joined_at FROM new
    )
    INSERT INTO ticket (id, attention_id, session_id, queue_id, number, state, joined_at, state_since, preferential, ready,
                        contact_index, device_index)
    SELECT gen_random_uuid(), id, session_id, queue_id, 'B-' || n, 'waiting', joined_at, joined_at, random() < $4, random() < $5,
           sha256(('contact' || n)::bytea), sha256(('device' || n)::bytea) FROM new"""
RELEASE = """
    WITH over AS (
        UPDATE reservation SET ended_at = app_now(), ending = 'done' WHERE ended_at IS NULL AND room_id = ANY($1::int[])
        RETURNING ticket_id
    ), gone AS (
        UPDATE ticket SET state = 'carried_over', version = version + 1, contact_index = NULL, device_index = NULL
        FROM over WHERE ticket.id = over.ticket_id RETURNING attention_id
    ), ended AS (
        UPDATE leg SET ended_at = app_now(), ending = 'carried_over'
        FROM gone WHERE leg.attention_id = gone.attention_id AND leg.ended_at IS NULL
    )
    UPDATE room SET state = 'available', version = version + 1 WHERE id = ANY($1::int[]) AND state = 'reserved'"""


@dataclass(frozen=True)
class Desk:
    """A room, and its director."""

    room_id: RoomId
    director: StaffId
    department: int

    def command(self) -> RoomCommand:
        """To call whoever is next."""
        return RoomCommand(self.director, self.room_id, CommandId(uuid4()))


class Hall:
    """The open jornada. `desks`: by department in turn, so that any run of as many has one of each."""

    def __init__(self, house: AppContext, conn: "asyncpg.Connection[asyncpg.Record]", departments: int) -> None:
        self.house, self.conn, self._departments = house, conn, departments
        self.desks: list[Desk] = []
        self._people = 0

    async def furnish(self, rooms: int) -> None:
        """Departments, directors and their open rooms."""
        await self.conn.execute(DEPARTMENTS, self._departments)
        await self.conn.execute(TOPICS)
        await sessions.open_demo(self.house)
        await self.conn.execute(DIRECTORS, rooms, self._departments)
        await self.conn.execute(ROOMS)
        rows = await self.conn.fetch("SELECT id, director_id FROM room ORDER BY id")
        self.desks = [
            Desk(RoomId(row["id"]), StaffId(row["director_id"]), (at + 1) % self._departments)
            for at, row in enumerate(rows)
        ]

    async def wait(self, people: int, department: int | None = None) -> None:
        """So many more come, into one department or evenly into all."""
        first, self._people = self._people + 1, self._people + people
        await self.conn.execute(PEOPLE, first, self._people, department, PREFERENTIAL, READY)

    async def settle(self) -> None:
        """What autovacuum does in a quiet minute."""
        await self.conn.execute("VACUUM ANALYZE")

    async def release(self, desks: Sequence[Desk]) -> None:
        """These rooms are free again, and whom they had called is gone."""
        await self.conn.execute(RELEASE, [desk.room_id for desk in desks])


class Telling:
    """What a web node does after each commit when nobody is connected to it: the hint to the other nodes."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints

    async def rerouted(self, room_id: RoomId) -> None:
        """A call that is only offered changes no slot."""
        raise AssertionError(room_id)

    async def cut_off(self, party: PartyId) -> None:
        """Nobody goes on from another device."""
        raise AssertionError(party)

    async def signed_out(self, staff_ids: Collection[StaffId]) -> None:
        """Nobody signs out."""
        raise AssertionError(staff_ids)

    async def published(self, versions: Mapping[QueueId, int], slight: Collection[QueueId]) -> None:
        """As `signaling.server.AfterCommit`."""
        self._hints.publish(versions)


@asynccontextmanager
async def hall(departments: int, rooms: int) -> AsyncIterator[Hall]:
    """A new installation with the product's own servers and settings, and an open jornada."""
    with TemporaryDirectory(prefix="audiencia-claims-") as folder:
        Path(folder).chmod(0o711)
        data = DataFolder(Path(folder) / "data")
        with _servers(data) as (postgres, valkey):
            await migrate(postgres.url)
            database, hints = Database(postgres.url), Hints(valkey.url, "benchmark")
            await database.open()
            database.after_commit = Telling(hints)
            house = AppContext(
                database, Keyring.open(Path(folder) / "keys"), InForce(load_municipality(ROOT / "config"))
            )
            conn = await asyncpg.connect(postgres.url)
            made, telling = Hall(house, conn, departments), asyncio.create_task(hints.run())
            try:
                await made.furnish(rooms)
                yield made
            finally:
                telling.cancel()
                await conn.close()
                await hints.close()
                await database.close()


@contextmanager
def _servers(data: DataFolder) -> Iterator[tuple[Postgres, Valkey]]:
    """In a thread with a loop of its own: uvloop, on which claims are measured, starts no process under another account."""
    loop, done, up = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    ready: list[tuple[Postgres, Valkey]] = []

    async def serve() -> None:
        try:
            async with embedded(data) as (postgres, valkey, _supervisor):
                ready.append((postgres, valkey))
                up.set()
                await done.wait()
        finally:
            up.set()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="servers")
    thread.start()
    up.wait()
    try:
        if not ready:
            raise RuntimeError("the servers did not start")
        yield ready[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
