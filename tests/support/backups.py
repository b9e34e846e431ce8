"""A database whose log is put away, and what happens in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast
from uuid import uuid4

import asyncpg

from audiencia.core.ids import PersonId
from audiencia.core.paths import DataFolder
from audiencia.operations.backup import wal
from audiencia.operations.backup.place import Place
from audiencia.operations.checks import preflight
from audiencia.operations.postgres import Postgres
from audiencia.operations.supervisor import Supervisor
from audiencia.privacy import store
from audiencia.runtime.context import AppContext


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.01)


async def come_once(context: AppContext) -> PersonId:
    person = PersonId(uuid4())
    async with context.database.begin() as tx:
        await store.create_person(tx.conn, context.keyring, person)
    return person


async def clock(context: AppContext) -> datetime:
    async with context.database.read() as conn:
        return cast(datetime, await conn.fetchval("SELECT clock_timestamp()"))


@asynccontextmanager
async def archiving(data: DataFolder) -> AsyncIterator[Postgres]:
    preflight.make_folders(data)
    postgres = Postgres.open(data)
    async with Supervisor(data.run, data.logs) as supervisor:
        await supervisor.start([postgres.spec(more=postgres.archiving())])
        yield postgres


async def put_away(postgres: Postgres, context: AppContext, to: Place, public: str) -> None:
    """The log up to now, as the supervisor does it all the time."""
    connection = await asyncpg.connect(postgres.admin_url)
    last = await connection.fetchval("SELECT pg_walfile_name(pg_switch_wal())")
    await connection.close()
    working = asyncio.create_task(wal.put_away(postgres.archive, to, [public], context.keyring))
    # Asked of the disk: a bucket that the loop asks over and over is slow, and the loop with it.
    await until(lambda: last in wal._away(postgres.archive) and not (postgres.archive / last).exists())
    assert to.below(wal.FOLDER).has(f"{last}{wal.ENDING}")
    working.cancel()
