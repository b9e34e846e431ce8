"""Rows of persons and consents."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from audiencia.core.ids import PersonId, StaffId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.privacy.consent import Accepted
from audiencia.privacy.crypto import Keyring, PersonKey, SealBroken, new_person_key

SQL = load("audiencia.privacy", "privacy.sql")
Means = Literal["web", "telephone", "counter"]


async def create_person(conn: Connection, keyring: Keyring, person_id: PersonId) -> PersonKey:
    """Makes the person with a fresh key and gives the key for sealing the first fields."""
    key = new_person_key()
    wrapped, epoch = keyring.wrap(key, person_id)
    await SQL.insert_person(conn, person_id=person_id, key_wrapped=wrapped, key_epoch=epoch)
    return key


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
        except SealBroken:
            broken.add(row.id)
    return keys, broken


async def person_key(conn: Connection, keyring: Keyring, person_id: PersonId) -> PersonKey:
    """One person's key. Raises `SealBroken` when the person was erased, or it cannot be used."""
    keys = await person_keys(conn, keyring, [person_id])
    if person_id not in keys:
        raise SealBroken("the key was destroyed or is damaged")
    return keys[person_id]


async def erase_person(conn: Connection, person_id: PersonId) -> None:
    """Destroys the person's key and with it all that was sealed under it.

    Older copies of the row (dump, WAL) stay closed for good once the rest is wrapped again under a next epoch (`rewrap`)
    and the earlier epoch's key file is gone.
    """
    await SQL.erase_key(conn, person_id=person_id)


async def rewrap(conn: Connection, keyring: Keyring, at_most: int = 200) -> int:
    """Wraps some keys of earlier epochs under the newest; gives how many. Zero: the earlier epochs are free to be destroyed."""
    rows = [row async for row in SQL.lock_old_keys(conn, newest=keyring.newest_epoch, at_most=at_most)]
    for row in rows:
        key = keyring.unwrap(row.key_wrapped, row.key_epoch, row.id)
        wrapped, epoch = keyring.wrap(key, row.id)
        await SQL.rewrap_person(conn, person_id=row.id, key_wrapped=wrapped, key_epoch=epoch)
    return len(rows)


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
