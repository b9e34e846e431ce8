"""The key of a person whose data the office of personal data reads."""

from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import KeyDestroyed, PersonKey, SealBroken
from audiencia.privacy.retention import suppression
from audiencia.runtime.context import AppContext


async def key_of(conn: Connection, context: AppContext, person_id: PersonId) -> PersonKey | None:
    """Also of data that are blocked, which the office alone reads; `None` of a person who was suppressed."""
    found = (await persons.person_keys(conn, context.keyring, [person_id])).get(person_id)
    if found is not None:
        return found
    try:
        return await suppression.blocked_key(conn, context.keyring, person_id)
    except SealBroken:
        return None


async def key_to_write(tx: Tx, context: AppContext, person_id: PersonId) -> PersonKey | None:
    """The person's key, to seal what is written to them. Raises `Unreadable` where the key is damaged, which is noted."""
    keys, broken = await persons.keys_and_broken(tx.conn, context.keyring, [person_id])
    if broken:
        raise unreadable.key_refused(tx, person_id)
    if person_id in keys:
        return keys[person_id]
    try:
        return await suppression.blocked_key(tx.conn, context.keyring, person_id)
    except KeyDestroyed:
        return None
    except SealBroken as error:
        raise unreadable.blocked_key_refused(tx, person_id) from error
