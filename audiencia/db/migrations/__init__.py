"""Migrations with Alembic; each revision is a file of SQL beside a short Python file that names it."""

import asyncio
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from audiencia.core.cli_text import NotYet, Stop, _
from audiencia.db import address
from audiencia.db.connection import NOT_REACHED

FOLDER = Path(__file__).parent
PAUSES = (1, 2, 4, 8)  # Seconds between tries: who runs beside gets through meanwhile.
IN_USE = ("55P03", "40P01")  # lock_not_available, deadlock_detected (PostgreSQL, Appendix A).


def configuration(url: str) -> Config:
    """Alembic's configuration for this folder and database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


async def migrate(url: str) -> None:
    """Brings the database to the newest revision; does nothing when it is there already.
    Raises `Stop` when it cannot be reached, is too old, is not ours to change, or somebody else's transaction holds its tables."""
    address.check(url)
    try:
        with address.mistakes_are_told():
            await _upgrade(url)
    except NOT_REACHED as error:
        raise NotYet(_("The database does not answer; start PostgreSQL, or check AUDIENCIA_DATABASE_URL.")) from error


async def _upgrade(url: str) -> None:
    """All or nothing at each try."""
    for pause in (*PAUSES, None):
        try:
            await asyncio.to_thread(command.upgrade, configuration(url), "head")
        except (DBAPIError, asyncpg.PostgresError) as error:
            # A revision's file is sent by asyncpg itself; what Alembic sends, by SQLAlchemy.
            if getattr(getattr(error, "orig", error), "sqlstate", None) not in IN_USE:
                raise
            if pause is None:
                raise Stop(_held()) from error
            await asyncio.sleep(pause)
        else:
            return


def _held() -> str:
    return _(
        "The tables stay as they were: somebody else's transaction holds them; let it end, or end it"
        " (SELECT pid, xact_start, query FROM pg_stat_activity ORDER BY xact_start), and try again."
    )
