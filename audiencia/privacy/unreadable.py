"""Sealed entries that do not open any more: each is passed over alone, logged once, and shown to who looks after the installation.
What is noted is where the entry is kept (`attention.name` and the row's id), and nothing of what it says."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog

from audiencia.core.errors import Code, Unreadable, existing
from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import store
from audiencia.privacy.crypto import KeyDestroyed, Keyring, PersonKey, SealBroken, aad

SQL = load("audiencia.privacy", "unreadable.sql")
KEY = "person.key"
log = structlog.get_logger()


@dataclass(slots=True)
class Reading:
    """Opens what is kept of one person, also where nothing is written; what does not open is kept in mind for `note`. `key`: `None`
    where it cannot be used, and then nothing opens."""

    person_id: PersonId
    key: PersonKey | None
    broken: list[tuple[str, UUID]] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether everything opened so far."""
        return self.key is not None and not self.broken

    def text(self, sealed: bytes | None, column: str, object_id: UUID) -> str | None:
        """What is sealed in `column` of the row `object_id`: empty where nothing is, `None` when it does not open."""
        if sealed is None:
            return ""
        if self.key is None:
            return None
        try:
            return self.key.open(sealed, aad(column, object_id))
        except SealBroken:
            self.broken.append((column, object_id))
            return None

    def content(self, sealed: bytes, column: str, object_id: UUID) -> bytes | None:
        """The content of a file; `None` where it does not open, which is noted."""
        if self.key is None:
            return None
        try:
            return self.key.open_bytes(sealed, aad(column, object_id))
        except SealBroken:
            self.broken.append((column, object_id))
            return None

    async def note(self, conn: Connection) -> None:
        """Notes what did not open, in one order, so that two readers wait for each other in turn. In a transaction that writes."""
        if self.key is None:
            await note_key(conn, self.person_id)
        for column, object_id in sorted(self.broken):
            await note(conn, column, object_id)


MOST = 1000
"""Entries that one process notes of what live pages meet: where so many do not open, it is a matter of the keys."""


class Met:
    """What the live pages of this process met. Views are made again with each change: each entry is noted once a day (`begin_anew`)."""

    def __init__(self) -> None:
        self._known: set[tuple[str, UUID]] = set()
        self._due: set[tuple[str, UUID]] = set()

    def add(self, found: Reading) -> None:
        """What did not open in this reading, if anything; beyond `MOST` nothing."""
        entries = {(KEY, found.person_id)} if found.key is None else set(found.broken)
        new = sorted(entries - self._known)[: MOST - len(self._known)]
        self._known.update(new)
        self._due.update(new)

    async def begin_anew(self) -> None:
        """What is met from now on is noted again: an entry counts for as long as it is met, not from when it was met first."""
        self._known = set(self._due)

    async def note(self, database: Database) -> None:
        """Notes what is due, in one order. Raises `Unavailable`, and then it is due still."""
        if not self._due:
            return
        due = sorted(self._due)
        async with database.begin() as tx:
            for place, object_id in due:
                await (note_key(tx.conn, PersonId(object_id)) if place == KEY else note(tx.conn, place, object_id))
        self._due.difference_update(due)


def reading_of(keyring: Keyring, person_id: PersonId, key_wrapped: bytes, key_epoch: int) -> Reading:
    """Of a person whose key was read beside. Raises `KeyDestroyed`: of who was erased nothing is left."""
    try:
        return Reading(person_id, keyring.unwrap(key_wrapped, key_epoch, person_id))
    except KeyDestroyed:
        raise
    except SealBroken:
        return Reading(person_id, None)


async def reading(conn: Connection, keyring: Keyring, person_id: PersonId) -> Reading | None:
    """Of this person; `None` when they were erased."""
    keys, broken = await store.keys_and_broken(conn, keyring, [person_id])
    return Reading(person_id, keys.get(person_id)) if person_id in keys or person_id in broken else None


async def key_of(tx: Tx, keyring: Keyring, person_id: PersonId) -> PersonKey:
    """The person's key, where nothing can be done without it. Raises `NotFound(folio_unknown)` when it was destroyed, and `Unreadable`
    when it cannot be used, which is noted."""
    found = existing(await reading(tx.conn, keyring, person_id), Code.FOLIO_UNKNOWN)
    if found.key is None:
        raise key_refused(tx, person_id)
    return found.key


def key_refused(tx: Tx, person_id: PersonId) -> Unreadable:
    """The error where a person's key cannot be used; that is noted, also where the error undoes the transaction."""
    tx.afterwards(lambda conn: note_key(conn, person_id))
    return Unreadable()


def blocked_key_refused(tx: Tx, person_id: PersonId) -> Unreadable:
    """As `key_refused`, of a blocked person's key, which the office alone tries: `note_key` takes it for one that was destroyed."""
    tx.afterwards(lambda conn: note(conn, KEY, person_id))
    return Unreadable()


def open_text(tx: Tx, key: PersonKey, sealed: bytes | None, column: str, object_id: UUID) -> str | None:
    """What is sealed in `column` of the row `object_id`: empty where nothing is, `None` when it does not open. That is noted once the
    transaction is over, also where a refusal undoes it."""
    if sealed is None:
        return ""
    try:
        return key.open(sealed, aad(column, object_id))
    except SealBroken:
        tx.afterwards(lambda conn: note(conn, column, object_id))
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
