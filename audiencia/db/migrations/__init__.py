"""Migrations: the revisions that a database lacks (`revisions`) are applied in one transaction, by one node at a time."""

import asyncio

import asyncpg

from audiencia.core.cli_text import Stop, _
from audiencia.db import address, revisions
from audiencia.db.database import LIVENESS, NOT_REACHED
from audiencia.db.hosts import Hosts

PAUSES = (1, 2, 4, 8)
"""Seconds between tries: who runs beside gets through meanwhile."""
IN_USE = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
MIGRATION_LOCK = 0x41554449
"""Key of the advisory lock: the letters AUDI."""
LOCK_SECONDS = 2
"""How long a statement waits for a table: meanwhile everybody else waits behind it who wants only to read."""
VERSION_TABLE = """
CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"""
"""As Alembic made it, which applied the revisions before 0139."""


async def migrate(url: str, until: str | None = None) -> None:
    """Brings the database to the newest revision, or to `until`; does nothing when it is there already.

    Raises `Stop` when it cannot be reached, is too old, is not ours to change, or somebody else's transaction holds its tables.
    """
    address.check(url)
    try:
        with address.mistakes_are_told():
            await _upgrade(url, until)
    except NOT_REACHED as error:
        raise Stop(_("The database does not answer; start PostgreSQL, or check AUDIENCIA_DATABASE_URL.")) from error


async def _upgrade(url: str, until: str | None) -> None:
    """All or nothing at each try."""
    for pause in (*PAUSES, None):
        try:
            await _apply(url, until)
        except IN_USE as error:
            if pause is None:
                raise Stop(_held()) from error
            await asyncio.sleep(pause)
        else:
            return


async def _apply(url: str, until: str | None) -> None:
    conn = await Hosts(url).connect(server_settings=LIVENESS)
    try:
        address.refuse_old(conn.get_server_version().major)
        async with conn.transaction():
            await conn.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            await conn.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            here = await revisions.of(conn)
            if here is not None and here not in revisions.known():
                address.refuse_revisions({here}, await revisions.oldest_program(conn))
                return
            missing = revisions.after(here, until)
            if not missing:
                return
            await conn.execute(VERSION_TABLE)
            for one in missing:
                await conn.execute(one.sql())
            await conn.execute("DELETE FROM alembic_version")
            await conn.execute("INSERT INTO alembic_version VALUES ($1)", missing[-1].number)
    finally:
        await conn.close()


def _held() -> str:
    return _(
        "The tables stay as they were: somebody else's transaction holds them; let it end, or end it"
        " (SELECT pid, xact_start, query FROM pg_stat_activity ORDER BY xact_start), and try again."
    )
