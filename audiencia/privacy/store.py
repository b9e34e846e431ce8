"""Rows of persons and consents."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import structlog

from audiencia.core.errors import Unavailable
from audiencia.core.ids import PersonId, StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.consent import Accepted
from audiencia.privacy.crypto import KeyDestroyed, Keyring, PersonKey, SealBroken, leaf_of, new_person_key
from audiencia.privacy.keytree import LeafDestroyed

SQL = load("audiencia.privacy", "privacy.sql")
FIRST = PersonId(UUID(int=0))  # Before everybody.
LEAVES_AT_ONCE = 64
log = structlog.get_logger()
Means = Literal["web", "telephone", "counter"]


async def create_person(conn: Connection, keyring: Keyring, person_id: PersonId) -> PersonKey:
    """Makes the person with a fresh key and gives the key for sealing the first fields. Raises as `with_new_key`."""

    async def insert(_: PersonKey, wrapped: bytes, epoch: int) -> bool:
        return bool(await SQL.insert_person(conn, person_id=person_id, key_wrapped=wrapped, key_epoch=epoch))

    return await with_new_key(conn, keyring, person_id, insert)


async def with_new_key(
    conn: Connection, keyring: Keyring, person_id: PersonId, insert: Callable[[PersonKey, bytes, int], Awaitable[bool]]
) -> PersonKey:
    """Has the person inserted with a fresh key, by `insert` from the key, how it is kept and its epoch; `insert` gives `False` and
    writes nothing where that epoch is over. Gives the key.
    Raises `Unavailable` on a node that has no key of the epoch that counts now, or whose folder of keys is gone."""
    if not keyring.in_place():
        log.error("key_folder_missing")
        raise Unavailable
    key, leaf = new_person_key(), await new_leaf(conn, keyring)
    for _ in range(2):
        wrapped, epoch = keyring.wrap(key, person_id, leaf)
        if await insert(key, wrapped, epoch):
            return key
        if not keyring.use(await SQL.epoch_in_force(conn)):
            break
    log.error("epoch_key_missing", newest=epoch)
    raise Unavailable


async def new_leaf(conn: Connection, keyring: Keyring) -> int:
    """A leaf that nobody has. One round trip for `LEAVES_AT_ONCE` of them.
    A database that was restored gives out numbers again; those that were destroyed since are passed over."""
    while True:
        leaf = next(keyring.leaves, None)
        if leaf is None:
            block: int = await SQL.next_leaves(conn)
            keyring.leaves = iter(range(block * LEAVES_AT_ONCE, (block + 1) * LEAVES_AT_ONCE))
        elif keyring.has_leaf(leaf):
            return leaf


async def person_keys(
    conn: Connection, keyring: Keyring, person_ids: Collection[PersonId]
) -> dict[PersonId, PersonKey]:
    """The keys of these persons in one round trip; missing in it are persons that were erased, and keys that cannot be used."""
    return (await keys_and_broken(conn, keyring, person_ids))[0]


async def keys_and_broken(
    conn: Connection, keyring: Keyring, person_ids: Collection[PersonId]
) -> tuple[dict[PersonId, PersonKey], set[PersonId]]:
    """The keys of these persons, and whose are there and cannot be used."""
    keys: dict[PersonId, PersonKey] = {}
    broken: set[PersonId] = set()
    if not person_ids:
        return keys, broken
    async for row in SQL.person_keys(conn, person_ids=list(person_ids)):
        try:
            keys[row.id] = keyring.unwrap(row.key_wrapped, row.key_epoch, row.id)
        except KeyDestroyed:
            continue  # suppressed after the backup from which the row was restored
        except SealBroken:
            broken.add(row.id)
    return keys, broken


async def person_key(conn: Connection, keyring: Keyring, person_id: PersonId) -> PersonKey:
    """One person's key. Raises `SealBroken` when the person was erased, or it cannot be used."""
    keys = await person_keys(conn, keyring, [person_id])
    if person_id not in keys:
        raise SealBroken("the key was destroyed or is damaged")
    return keys[person_id]


async def erase_person(conn: Connection, keyring: Keyring, person_id: PersonId) -> None:
    """Destroys the person's key and with it all that was sealed under it.
    Older copies of the row (dump, WAL) are closed for good once the leaf is destroyed in the folders of keys, which follows the
    commit (`privacy.shredding`). A row whose key is not this person's is emptied, and destroys no leaf: it would be somebody else's.
    Raises `Unavailable` on a node that has no key of the person's epoch yet."""
    row = await SQL.lock_key(conn, person_id=person_id)
    if row is None:
        return
    try:
        leaf = keyring.own_leaf(row.key_wrapped, row.key_epoch, person_id)
    except SealBroken as error:
        if row.key_epoch > keyring.newest_made:
            raise Unavailable from error
        log.error("person_key_mismatch", person_id=str(person_id))
        leaf = None
    await SQL.erase_key(conn, person_id=person_id, leaf=leaf)


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """Some persons, up to `last` in the order of their ids: how many keys were wrapped again, and how many do not open."""

    last: PersonId
    wrapped: int
    broken: int


async def rewrap(conn: Connection, keyring: Keyring, after: PersonId = FIRST, at_most: int = 200) -> Rewrapped | None:
    """Wraps the next keys of earlier epochs under the newest; `None` when there was none."""
    rows = [row async for row in SQL.lock_old_keys(conn, newest=keyring.newest_epoch, after=after, at_most=at_most)]
    broken = 0
    for row in rows:
        try:
            key = keyring.unwrap(row.key_wrapped, row.key_epoch, row.id)
            leaf = leaf_of(row.key_wrapped)
            wrapped, epoch = keyring.wrap(key, row.id, await new_leaf(conn, keyring) if leaf is None else leaf)
        except (SealBroken, LeafDestroyed):
            broken += 1
            continue
        await SQL.rewrap_person(conn, person_id=row.id, key_wrapped=wrapped, key_epoch=epoch)
    return Rewrapped(rows[-1].id, len(rows) - broken, broken) if rows else None


async def add_consents(
    conn: Connection,
    person_id: PersonId,
    accepted: Collection[Accepted],
    given_at: datetime,
    means: Means = "web",
    witness: StaffId | None = None,
) -> None:
    """Keeps what the person agreed to. `witness`: the member of staff before whom it was said, where it was not written."""
    await SQL.insert_consents(
        conn,
        person_id=person_id,
        given_at=given_at,
        means=means,
        witness=witness,
        purposes=[one.purpose for one in accepted],
        versions=[one.notice_version for one in accepted],
        hashes=[one.notice_hash for one in accepted],
    )
