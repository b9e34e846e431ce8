"""A citizen's connection is lost in the call: it is held open for a while, and then the citizen is next in the queue."""

from datetime import timedelta
from typing import TYPE_CHECKING

from audiencia.core.actor import SYSTEM, Actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import TicketId
from audiencia.db.commands import each, settled
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.locked_call import SQL, LockedCall, end_assists, lock_call_of, tell_call, with_call_locked
from audiencia.queue.calling.calls import to_front
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.medium import is_cut_off
from audiencia.queue.domain.room import RoomAction
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, ticket_in_room
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom


async def drop_citizens(context: AppContext) -> int:
    """Citizens who are away in a call for long: `in_call | on_hold > reconnecting`, and to the front of the queue when the
    call was held open long enough. Gives how many were due."""
    limits = context.municipality.limits
    terms = {"drop_seconds": float(limits.drop_seconds), "reconnect_seconds": float(limits.reconnect_seconds)}
    async with context.database.read() as conn:
        due = [TicketId(row.id) async for row in SQL.dropped_tickets(conn, **terms)]
    return await each(due, lambda ticket_id: settled(lambda: _drop(context, ticket_id)))


async def _drop(context: AppContext, ticket_id: TicketId) -> None:
    limits = context.municipality.limits
    async with context.database.begin() as tx:
        found = await lock_call_of(tx, ticket_id)
        away = await SQL.away_since(tx.conn, id=ticket_id)
        if found is None or away is None:
            return
        hold, reservation, held = found
        if held.state is TicketState.RECONNECTING:
            if tx.now >= held.state_since + timedelta(seconds=limits.reconnect_seconds):
                await _give_up(context, tx, hold, reservation, held, SYSTEM, "citizen_dropped")
        elif is_cut_off(held) and tx.now >= away + timedelta(seconds=limits.drop_seconds):
            await _cut_off(tx, hold, held)


async def _cut_off(tx: Tx, hold: LockedCall, held: Ticket) -> None:
    dropped = ticket.act(held, TicketAction.DROP, tx.now)
    await store.write_ticket(tx, held, dropped, "dropped", SYSTEM, reason="citizen_dropped", room_id=hold.room.id)
    tell_call(tx, hold)


@with_call_locked
async def let_go(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """The director waits no longer for a citizen who was cut off, or whom a call that went on by telephone does not reach:
    they are next in the queue, the room is free.
    Raises `Refused(not_allowed_now)` while the citizen is there."""
    reservation, held = await ticket_in_room(tx, hold.room)
    unreached = held.by_phone and held.state is TicketState.IN_CALL
    if held.state is not TicketState.RECONNECTING and not unreached:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="let_go")
    await _give_up(context, tx, hold, reservation, held, command.actor, "let_go")


async def _give_up(
    context: AppContext,
    tx: Tx,
    hold: LockedCall,
    reservation: "LiveReservationOfRoom",
    held: Ticket,
    actor: Actor,
    reason: str,
) -> None:
    free = rooms.act(hold.room, RoomAction.LET_GO)
    await end_assists(tx, hold, AssistEnding.CALL_OVER, actor)
    await to_front(context, tx, hold, held, actor, reason)
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="dropped")
    await store.write_room(tx, hold.room, free, "let_go", actor, reason=reason)
