"""Run by Alembic: one connection through asyncpg, one transaction, and a lock so that two nodes do not migrate at once."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from audiencia.db.database import LIVENESS

MIGRATION_LOCK = 0x41554449
"""Key of the advisory lock: the letters AUDI."""


def upgrade(connection: Connection) -> None:
    """Applies the revisions that are missing."""
    context.configure(connection=connection, transaction_per_migration=False)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.run_migrations()


async def main() -> None:
    """Connects and upgrades."""
    url: str = context.config.attributes["url"]
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        poolclass=NullPool,
        connect_args={"server_settings": LIVENESS},
    )
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


asyncio.run(main())
