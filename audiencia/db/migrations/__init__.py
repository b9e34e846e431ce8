"""Migrations with Alembic; each revision is a file of SQL beside a short Python file that names it."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).parent


def configuration(url: str) -> Config:
    """Alembic's configuration for this folder and database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


async def migrate(url: str) -> None:
    """Brings the database to the newest revision; does nothing when it is there already."""
    await asyncio.to_thread(command.upgrade, configuration(url), "head")
