"""Visits to the house that browsers visit, as the flows carry them, without a window for anybody."""

from uuid import uuid4

from audiencia.core.ids import CommandId, TicketId
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from tests.browser.installation import Installation
from tests.browser.petitions import opened
from tests.support.contexts import join


async def attended(there: Installation, department: str, topic: str) -> tuple[str, str]:
    """Somebody is attended there, with an answer at once; gives folio and PIN."""
    async with opened(there) as house:
        await join(house, department=department, topic=topic)
        (staff,) = await there.rows("SELECT id FROM staff WHERE login = $1", f"direccion-{department}")
        room_id = await rooms.room_of(house, staff["id"], department)

        def command() -> RoomCommand:
            return RoomCommand(staff["id"], room_id, CommandId(uuid4()))

        await rooms.open_room(house, command(), {})
        await call.call_next(house, command())
        # Whoever was first: others may have left somebody in this line.
        (ticket,) = await there.rows(
            "SELECT ticket.id, attention.id AS attention_id, folio FROM ticket JOIN attention ON attention.id = attention_id "
            "JOIN queue ON queue.id = queue_id JOIN department ON department.id = department_id "
            "WHERE ticket.state = 'called' AND slug = $1",
            department,
        )
        await answer.accept(house, TicketCommand(TicketId(ticket["id"]), CommandId(uuid4())))
        await conclude.end_call(house, command())
        await conclude.record_outcome(house, command(), Outcome("resolved_immediately", "information_given", "", ""))
        await rooms.close_room(house, command())
        return ticket["folio"], house.keyring.pin(ticket["attention_id"], 1)
