"""The director puts the card of emergency numbers before the citizen."""

from audiencia.core.ids import TicketId
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.room import CALL_STATES
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom, RoomCommand, attended_in_room, with_room_locked
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext


@with_room_locked
async def show(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom, ticket_id: TicketId) -> None:
    """The card is on the citizen's screen at once; shown again, it opens again.
    Raises `Stale` when the room holds another ticket by now, `Refused(not_allowed_now)` outside of a call."""
    reservation, held = await attended_in_room(tx, hold.room, ticket_id, CALL_STATES, "show_emergency")
    await store.SQL.show_emergency(tx.conn, now=tx.now, id=reservation.id)
    await note_ticket(tx, held, "emergency_shown", command.actor, room_id=hold.room.id)
    tx.changed(held.queue_id)
