"""The director puts the card of emergency numbers before the citizen."""

from audiencia.core.ids import TicketId
from audiencia.db.database import Tx
from audiencia.queue.domain.room import CALL_STATES
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom, RoomCommand, attended_in_room, in_room
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.commands import Result
from audiencia.runtime.context import AppContext


async def show(context: AppContext, command: RoomCommand, ticket_id: TicketId) -> Result:
    """The card is on the citizen's screen at once; shown again, it opens again.

    Raises `Stale` when the room holds another ticket by now, `Refused(not_allowed_now)` outside of a call.
    """

    async def act(tx: Tx, hold: LockedRoom) -> None:
        reservation, held = await attended_in_room(tx, hold.room, ticket_id, CALL_STATES, "show_emergency")
        await store.SQL.show_emergency(tx.conn, now=tx.now, id=reservation.id)
        await note_ticket(tx, held, "emergency_shown", command.actor, room_id=hold.room.id)
        tx.changed(held.queue_id)

    return await in_room(context, command, act)
