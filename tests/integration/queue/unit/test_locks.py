"""What only refers to what a command holds does not wait for it, as the estimates that are written beside the commands."""

import pytest

from audiencia.core.ids import RoomId
from audiencia.queue.unit.commands import lock_room, lock_ticket
from tests.support.scenery import Scenery

ESTIMATE = """INSERT INTO estimate (ticket_id, queue_id, made_at, low_at, middle_at, high_at)
    SELECT id, queue_id, now(), now(), now(), now() FROM ticket WHERE id = $1 ON CONFLICT DO NOTHING"""


@pytest.mark.parametrize("held", ["ticket", "room"])
def test_a_reference_is_written_beside_who_holds_the_row(scene: Scenery, held: str) -> None:
    room_id: RoomId = next(iter(scene.rooms))
    scene.open(room_id)
    scene.join("agua")
    ticket_id = scene.talk(room_id)

    async def refer() -> None:
        database = scene.context.database
        async with database.begin() as tx, database.read() as other:
            await (lock_ticket(tx, ticket_id) if held == "ticket" else lock_room(tx, room_id))
            async with other.transaction():
                await other.execute("SET LOCAL lock_timeout = '5s'")
                await other.execute(ESTIMATE, ticket_id)

    scene.run(refer())
