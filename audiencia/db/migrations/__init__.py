"""Migrations with Alembic; each revision is a file of SQL beside a short Python file that names it."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

from audiencia.core.cli_text import Stop, _
from audiencia.db import address
from audiencia.db.database import NOT_REACHED

FOLDER = Path(__file__).parent


def configuration(url: str) -> Config:
    """Alembic's configuration for this folder and database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


async def migrate(url: str) -> None:
    """Brings the database to the newest revision; does nothing when it is there already.

    Raises `Stop` when it cannot be reached, is too old, or is not ours to change.
    """
    address.check(url)
    try:
        with address.mistakes_are_told():
            await asyncio.to_thread(command.upgrade, configuration(url), "head")
    except NOT_REACHED as error:
        raise Stop(_("The database does not answer; start PostgreSQL, or check AUDIENCIA_DATABASE_URL.")) from error
