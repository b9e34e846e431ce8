"""Opens the database that settings name, and its keys: for a web node, for the supervisor, and for commands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from audiencia.core.cli_text import NotYet, Stop, _
from audiencia.core.errors import Unavailable
from audiencia.db import address, revisions
from audiencia.db.database import Database
from audiencia.privacy import installation
from audiencia.privacy.crypto import Keyring
from audiencia.settings.config import Settings

NODE_TRIES, COMMAND_TRIES = 60, 5
"""Seconds in which the database may begin to answer: a node starts beside it, and before a command somebody waits."""


@asynccontextmanager
async def open_keys(
    settings: Settings, *, node: bool = False, older: bool = True
) -> AsyncIterator[tuple[Database, Keyring]]:
    """The database and its keys alone. `older`: with the tables of an earlier version too. Raises `Stop` for any others."""
    async with open_database(settings, node=node) as database:
        async with database.read() as conn:
            address.check_revision(await revisions.of(conn), older=older, oldest=await revisions.oldest_program(conn))
        yield database, await installation.open_keyring(database, settings.data / "keys")


async def revision_of_tables(settings: Settings) -> str | None:
    """`None`: there are none. Raises `Stop` when the database does not answer, and for tables that this program does not run with."""
    async with open_database(settings) as database, database.read() as conn:
        here = await revisions.of(conn)
        if here is not None:
            address.check_revision(here, older=True, oldest=await revisions.oldest_program(conn))
        return here


@asynccontextmanager
async def open_database(settings: Settings, *, node: bool = False) -> AsyncIterator[Database]:
    """The database alone, whatever its tables. Raises `Stop` when none is named, and when it does not answer."""
    database = Database(needed(settings.database_url, "AUDIENCIA_DATABASE_URL"))
    await _wait_for(database, NODE_TRIES if node else COMMAND_TRIES)
    try:
        yield database
    finally:
        await database.close()


def needed(value: str | None, name: str) -> str:
    """The value of a variable that only `audiencia serve` sets by itself. Raises `Stop` where there is none."""
    if not value:
        raise Stop(_("%(name)s is missing; `audiencia serve` sets it by itself.", name=name))
    return value


async def _wait_for(database: Database, tries: int) -> None:
    for _try in range(tries):
        try:
            await database.open()
        except Unavailable:
            await asyncio.sleep(1)
        else:
            return
    try:
        await database.open()
    except Unavailable as error:
        raise NotYet(_("The database does not answer; start PostgreSQL, or check AUDIENCIA_DATABASE_URL.")) from error
