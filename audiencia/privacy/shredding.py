"""Destroys the leaves of suppressed persons in the folder of keys: what makes every older copy of their data unreadable.
It follows the commit that suppressed them, so that nobody's key goes whose data stay. Each process does it by itself, for the
files and for what it remembers, also after a stop in between and with a folder that was restored from a copy."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from audiencia.db.database import Database
from audiencia.privacy.crypto import Keyring
from audiencia.privacy.store import SQL

log = structlog.get_logger()
ALL = datetime(1970, 1, 1, tzinfo=UTC)
SLACK = timedelta(hours=1)  # A transaction is committed later than the time that it wrote, by far less than this.


class Shredder:
    """What one process has destroyed so far."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database, self._keyring = database, keyring
        self._since = ALL
        self._epochs: frozenset[int] = frozenset()

    async def turn(self) -> int:
        """Destroys what was suppressed since the last turn; all of it at the first one, and when another epoch's key came."""
        if not self._keyring.in_place():
            log.error("key_folder_missing")
            return 0
        since = self._since if self._keyring.epochs == self._epochs else ALL
        async with self._database.read() as conn:
            rows = [row async for row in SQL.suppressed_leaves(conn, since=since)]
        if not rows:
            return 0
        gone = await asyncio.to_thread(self._keyring.destroy, [row.key_leaf for row in rows])
        self._since, self._epochs = rows[-1].suppressed_at - SLACK, self._keyring.epochs
        if gone:
            log.info("keys_destroyed", count=gone)
        return gone
