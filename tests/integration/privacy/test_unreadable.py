"""What does not open is noted once, whoever reads it at the same time."""

from uuid import UUID

from audiencia.core.ids import PersonId
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import PersonKey
from audiencia.privacy.unreadable import Reading
from tests.support.races import at_once
from tests.support.scenery import Scenery

ONE, TWO = ("case.contact", UUID(int=1)), ("case.matter", UUID(int=1))


def test_two_readers_note_the_same_in_one_order(scene: Scenery) -> None:
    """Each met the two damaged entries in another order."""
    key, person_id = PersonKey(bytes(32)), PersonId(UUID(int=2))

    async def note(*broken: tuple[str, UUID]) -> None:
        async with scene.context.database.begin() as tx:
            await Reading(person_id, key, list(broken)).note(tx.conn)

    scene.run(note(TWO, ONE))
    at_once(scene, "SELECT FROM unreadable WHERE place = 'case.contact' FOR UPDATE", note(ONE, TWO), note(TWO, ONE))
    assert scene.run(_counts(scene)) == {"case.contact": 1, "case.matter": 1}


async def _counts(scene: Scenery) -> dict[str, int]:
    async with scene.context.database.read() as conn:
        return await unreadable.counts(conn)
