"""The key of a person whose data the office of personal data reads."""

from audiencia.core.ids import PersonId
from audiencia.db.database import Connection
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import PersonKey, SealBroken
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
