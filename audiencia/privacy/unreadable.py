"""Sealed entries that do not open any more: each is passed over alone, logged once, and shown to who looks after the installation.

What is noted is where the entry is kept (`attention.name` and the row's id), and nothing of what it says.
"""

from uuid import UUID

import structlog

from audiencia.core.ids import PersonId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.privacy.crypto import PersonKey, SealBroken, aad

SQL = load("audiencia.privacy", "unreadable.sql")
KEY = "person.key"
log = structlog.get_logger()


async def open_text(conn: Connection, key: PersonKey, sealed: bytes | None, column: str, object_id: UUID) -> str | None:
    """What is sealed in `column` of the row `object_id`: empty where nothing is, `None` when it does not open. In a transaction
    that writes."""
    if sealed is None:
        return ""
    try:
        return key.open(sealed, aad(column, object_id))
    except SealBroken:
        await note(conn, column, object_id)
        return None


async def note(conn: Connection, column: str, object_id: UUID) -> None:
    """Notes an entry that does not open."""
    if await SQL.note(conn, place=column, object_id=object_id):
        log.warning("sealed_entry_unreadable", place=column, object_id=str(object_id))


async def note_key(conn: Connection, person_id: PersonId) -> None:
    """Notes a person's key that cannot be used, unless the person was erased."""
    if await SQL.note_key(conn, place=KEY, person_id=person_id):
        log.warning("sealed_entry_unreadable", place=KEY, object_id=str(person_id))


async def counts(conn: Connection) -> dict[str, int]:
    """How many there are, by where they are kept."""
    return {row.place: row.entries async for row in SQL.counts(conn)}
