"""Run by Alembic: one connection through asyncpg, one transaction, and a lock so that two nodes do not migrate at once."""

import asyncio
from functools import partial

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from audiencia.db import address, revisions
from audiencia.db.connection import LIVENESS
from audiencia.db.hosts import Hosts

MIGRATION_LOCK = 0x41554449  # Key of the advisory lock: the letters AUDI.
LOCK_SECONDS = 2
"""How long a statement waits for a table: meanwhile everybody else waits behind it who wants only to read."""


def upgrade(connection: Connection) -> None:
    """Applies the revisions that are missing."""
    address.refuse_old(int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000)
    context.configure(connection=connection, transaction_per_migration=False)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        known = {script.revision for script in context.script.walk_revisions()}
        newer = set(context.get_context().get_current_heads()) - known
        address.refuse_revisions(newer, connection.execute(text(revisions.OLDEST_PROGRAM)).scalar_one())
        if not newer:
            context.run_migrations()


async def main() -> None:
    """Connects and upgrades. The driver reads the address, as it does for the service: SQLAlchemy knows fewer of its parts."""
    connect = partial(Hosts(context.config.attributes["url"]).connect, server_settings=LIVENESS)
    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


asyncio.run(main())
