"""A call is held: neither hears or sees the other until the director takes it up again."""

from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.locked_call import LockedCall, tell_call, with_call_locked
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.medium import check_video
from audiencia.queue.domain.room import RoomAction
from audiencia.queue.domain.ticket import TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, ticket_in_room
from audiencia.runtime.context import AppContext


@with_call_locked
async def put_on_hold(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """`in_call > on_hold`: all ways of the call close with the commit. Raises `Refused` (by_phone: a telephone has its own)."""
    held_room = rooms.act(hold.room, RoomAction.HOLD)
    _reservation, talking = await ticket_in_room(tx, hold.room)
    check_video(talking)
    on_hold = ticket.act(talking, TicketAction.HOLD, tx.now)
    await store.write_ticket(tx, talking, on_hold, "held", command.actor, reason="director", room_id=hold.room.id)
    await store.write_room(tx, hold.room, held_room, "held", command.actor, reason="director")
    for guest in hold.present[1:]:  # the host's own goes with its state
        await store.SQL.write_shares_screen(tx.conn, shares=False, id=guest.id)
    tell_call(tx, hold)


@with_call_locked
async def unhold_call(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """`on_hold > in_call`. Of a citizen who was cut off meanwhile, the call is open again when they are back."""
    talking_room = rooms.act(hold.room, RoomAction.UNHOLD)
    _reservation, held = await ticket_in_room(tx, hold.room)
    if held.state is not TicketState.RECONNECTING:
        talking = ticket.act(held, TicketAction.UNHOLD, tx.now)
        await store.write_ticket(tx, held, talking, "unheld", command.actor, reason="director", room_id=hold.room.id)
    await store.write_room(tx, hold.room, talking_room, "unheld", command.actor, reason="director")
    tell_call(tx, hold)
