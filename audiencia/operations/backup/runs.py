"""Notes when backups and drills were done and how they ended, and how what goes on all the time stands, for administration."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audiencia.core.cli_text import Stop
from audiencia.core.errors import DomainError, Unavailable
from audiencia.db import revisions
from audiencia.db.database import Database
from audiencia.operations.backup.make import SQL


@dataclass
class Run:
    """`began_at`: of the data; whoever goes on with a backup that was taken before sets its moment."""

    began_at: datetime


@asynccontextmanager
async def noted(database: Database, kind: Literal["backup", "drill"]) -> AsyncIterator[Run]:
    """Around the whole of one."""
    async with database.read() as conn:
        began = await SQL.moment(conn)
    run = Run(began.at)
    try:
        yield run
    except Exception as error:  # what it says may be anything, but a `Stop` is for people
        with suppress(Unavailable):
            said = str(error) if isinstance(error, Stop) else type(error).__name__
            await _note(database, kind, run.began_at, began.revision, said)
        raise
    await _note(database, kind, run.began_at, began.revision, "")


class Standing:
    """Whether what the supervisor does all the time goes well: noted when it changes, as soon as the database takes it."""

    def __init__(self, url: str, kind: Literal["keys", "log"]) -> None:
        self._url, self._kind = url, kind
        self._noted: str | None = None

    async def note(self, problem: str) -> None:
        """Empty: it goes well."""
        if problem == self._noted:
            return
        with suppress(DomainError, Stop):
            async with Database.opened(self._url) as database:
                async with database.read() as conn:
                    now = await SQL.moment(conn)
                if await _note(database, self._kind, now.at, now.revision, problem):
                    self._noted = problem


async def _note(database: Database, kind: str, began_at: datetime, revision: str, problem: str) -> bool:
    """Whether it was noted: before a migration, which may bring the table, nothing is."""
    if revisions.is_older(revision):
        return False
    async with database.begin() as tx:
        await SQL.note_run(tx.conn, kind=kind, began_at=began_at, problem=problem)
    return True
