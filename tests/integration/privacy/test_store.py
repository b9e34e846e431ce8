"""Persons' keys and consents in the database."""

from uuid import uuid4

import pytest

from audiencia.core.ids import PersonId
from audiencia.privacy import store
from audiencia.privacy.consent import Accepted
from audiencia.privacy.crypto import SealBroken
from audiencia.runtime.context import AppContext

PLACE = "attention.name:1"


async def person(context: AppContext) -> tuple[PersonId, bytes]:
    """A new person with one sealed field."""
    person_id = PersonId(uuid4())
    async with context.database.begin() as tx:
        key = await store.create_person(tx.conn, context.keyring, person_id)
    return person_id, key.seal("Ana", PLACE)


async def test_the_key_comes_back(context: AppContext) -> None:
    person_id, sealed = await person(context)
    async with context.database.read() as conn:
        assert (await store.person_key(conn, context.keyring, person_id)).open(sealed, PLACE) == "Ana"
        assert await store.person_keys(conn, context.keyring, []) == {}


async def test_a_key_in_anothers_row_does_not_open(context: AppContext) -> None:
    one, _ = await person(context)
    other, _ = await person(context)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE person SET key_wrapped = (SELECT key_wrapped FROM person WHERE id = $1) WHERE id = $2", one, other
        )
        with pytest.raises(SealBroken):
            await store.person_key(tx.conn, context.keyring, other)


async def test_erased_is_gone(context: AppContext) -> None:
    person_id, _ = await person(context)
    async with context.database.begin() as tx:
        await store.erase_person(tx.conn, context.keyring, person_id)
        assert await store.person_keys(tx.conn, context.keyring, [person_id]) == {}
        with pytest.raises(SealBroken):
            await store.person_key(tx.conn, context.keyring, person_id)
    context.keyring.add_epoch()
    async with context.database.begin() as tx:
        assert await store.rewrap(tx.conn, context.keyring) is None


CONSENTS = """SELECT purpose, notice_version, notice_hash, given_at, means, revoked_at FROM consent
              WHERE person_id = $1 ORDER BY id"""


async def test_consents_are_kept_with_text_time_and_means(context: AppContext) -> None:
    person_id, _ = await person(context)
    accepted = (Accepted("attention", "3", "abc"), Accepted("follow_up", "3", "abc"))
    async with context.database.begin() as tx:
        await store.add_consents(tx.conn, person_id, accepted, tx.now)
        rows = [tuple(row) for row in await tx.conn.fetch(CONSENTS, person_id)]
    assert rows == [(one.purpose, "3", "abc", tx.now, "web", None) for one in accepted]
