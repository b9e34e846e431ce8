"""A room whose director is gone gives back whom it holds: the lost connection and the moderator's word do the same."""

from audiencia.core.actor import Actor
from audiencia.core.ids import QueueId, RoomId
from audiencia.db.commands import Moved
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.locked_call import SQL, LockedCall, end_assists
from audiencia.queue.call.transfer import NEXT_MATTER, go_on
from audiencia.queue.calling.calls import defer_outcome, give_back, queues_that_complete, target_of, to_front
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.matters import takes
from audiencia.queue.domain.room import Room, RoomAction, RoomState
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext


async def queues_beside(conn: Connection, room_id: RoomId) -> list[QueueId]:
    """Which queues are to be locked beside the room's own: where its citizen would go on, and who completes the result."""
    where = await store.SQL.room_where(conn, id=room_id)
    onward = [QueueId(row.queue_id) async for row in SQL.queues_of_open_matters(conn, room_id=room_id)]
    return [*onward, *await queues_that_complete(conn, where.queue_id)]


async def lose(context: AppContext, tx: Tx, hold: LockedCall, actor: Actor, reason: str) -> Room:
    """`> disconnected`: whoever is called or attended there goes back into the queue. Gives the room as it is then.
    Raises `Refused` for a room that cannot be lost (`MACHINE`), and `Moved` when `queues_beside` was not locked whole."""
    gone = rooms.act(hold.room, RoomAction.LOSE)
    await end_assists(tx, hold, AssistEnding.LOST, actor)
    await _give_back(context, tx, hold, actor, reason)
    if hold.room.state in (RoomState.WRAP_UP, RoomState.IN_CALL):
        tx.changed(*await queues_that_complete(tx.conn, hold.room.queue_id))
    return await store.write_room(tx, hold.room, gone, "lost", actor, reason=reason)


async def _give_back(context: AppContext, tx: Tx, hold: LockedCall, actor: Actor, reason: str) -> None:
    """The citizen of a lost room waits again: with the old seniority when called, in front of all when in a call.
    After the call the next of their matters begins; without one the result is left for later. A talk by telephone, which
    no page can see, counts as held."""
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=hold.room.id)
    if reservation is None:
        return
    held = await store.lock_ticket(tx, reservation.ticket_id)
    if held.state is TicketState.CALLED:
        await give_back(context, tx, hold, held, actor, reason)
    elif held.state is TicketState.WRAP_UP:
        await _after_the_call(context, tx, hold, held, actor, reason)
    elif held.by_phone:
        over = await _talk_over(tx, hold, held, actor, reason)
        await _after_the_call(context, tx, hold, over, actor, reason)
    else:
        await to_front(context, tx, hold, held, actor, reason)
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="director_lost")


async def _talk_over(tx: Tx, hold: LockedCall, held: Ticket, actor: Actor, reason: str) -> Ticket:
    over = ticket.act(held, TicketAction.END_CALL, tx.now)
    await store.write_ticket(tx, held, over, "call_ended", actor, reason=reason, room_id=hold.room.id)
    await store.SQL.leg_call_over(tx.conn, attention_id=held.attention_id, now=tx.now)
    return over


async def _after_the_call(
    context: AppContext, tx: Tx, hold: LockedCall, held: Ticket, actor: Actor, reason: str
) -> None:
    """Raises `Moved` when a matter was brought up after the queues to go on in were locked."""
    for row in [row async for row in SQL.open_matters(tx.conn, attention_id=held.attention_id)]:
        queue = hold.queues.get(row.queue_id)
        if queue is None:
            raise Moved
        if takes(await target_of(tx, held, queue)):
            await SQL.begin_matter(tx.conn, id=row.id, attention_id=held.attention_id, now=tx.now)
            await go_on(context, tx, hold, held, queue, NEXT_MATTER, actor, matter_id=str(row.id))
            return
    await defer_outcome(tx, hold.room, held, actor, reason)
