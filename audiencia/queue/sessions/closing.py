"""The end of a jornada, in short transactions: nobody is called any more, who waits is carried over in batches, then it closes.
Each transaction leaves a state from which the next turn of any node goes on: `closing` with closed queues, in which fewer and
fewer people wait. Locks are taken in the order of all commands, and between two batches every other command has its turn."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from audiencia.cases.api import open_case
from audiencia.core.actor import SYSTEM
from audiencia.core.errors import DomainError
from audiencia.core.ids import QueueId, SessionId, TicketId
from audiencia.core.logs import failure
from audiencia.db.commands import settled
from audiencia.db.connection import PASSING
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import unreadable
from audiencia.queue.calling.calls import follow_legs
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.queue import QueueAction, QueueState
from audiencia.queue.domain.queue import act as queue_act
from audiencia.queue.domain.room import Room, RoomAction, RoomState
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import Queues
from audiencia.runtime.context import AppContext

BATCH = 100
"""How many are carried over in one transaction: whoever else needs their queue waits for it, some tenths of a second."""
WHY = "session_closed"
CASE, TICKET = "attention.case", "ticket.state"
"""Where the record of damaged entries says that something was put aside."""
FIRST = TicketId(UUID(int=0))
log = structlog.get_logger()


async def end_queues(context: AppContext, tx: Tx, session_id: SessionId, queues: Queues) -> None:
    """Nobody is called any more: calls that ring stop, and the queues close. Those who wait in them are carried over next.
    Calls that go on and results that are owed keep the jornada closing meanwhile, and hold nobody in a queue."""
    for room in await _rooms(tx, session_id):
        if room.state is RoomState.RESERVED:
            reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=room.id)
            assert reservation is not None
            await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="withdrawn")
            released = rooms.act(room, RoomAction.RELEASE)
            await store.write_room(tx, room, released, "released", SYSTEM, reason=WHY)
            # At once: `called` without a reservation is no state that anybody else knows.
            await _or_put_aside(context, tx, await store.lock_ticket(tx, reservation.ticket_id))
    for queue in (queues[queue_id] for queue_id in sorted(queues)):
        if queue.state is not QueueState.CLOSED:
            await store.write_queue(tx, queue, queue_act(queue, QueueAction.END), "ended", SYSTEM, reason=WHY)


async def carry_over(context: AppContext, session_id: SessionId) -> None:
    """Everybody who still waits in queues that are closed is carried over to the next jornada; an appointment that nobody came
    to lapses. Several nodes may do it at once."""
    async with context.database.read() as conn:
        queues = [QueueId(row.id) async for row in store.SQL.queues_of_session(conn, session_id=session_id)]
    for queue_id in queues:
        last: TicketId | None = FIRST
        while last is not None:
            last = await _next_batch(context, session_id, queue_id, last)


async def _next_batch(
    context: AppContext, session_id: SessionId, queue_id: QueueId, after: TicketId
) -> TicketId | None:
    """The last of those who were carried over, `None` when nobody was left."""
    try:
        return await settled(lambda: _batch(context, session_id, queue_id, after, apart=False))
    except DomainError:
        raise
    except Exception as error:  # noqa: BLE001 -- one of them; found by trying each alone
        failure(log, "closing_batch_failed", error, queue_id=queue_id)
    return await settled(lambda: _batch(context, session_id, queue_id, after, apart=True))


async def _batch(
    context: AppContext, session_id: SessionId, queue_id: QueueId, after: TicketId, *, apart: bool
) -> TicketId | None:
    async with context.database.begin() as tx:
        await store.lock_session(tx, session_id)
        queue = (await store.lock_queues(tx, queue_id))[queue_id]
        if queue.state is not QueueState.CLOSED:
            return None
        found = store.SQL.tickets_left(tx.conn, queue_id=queue_id, after=after, most=BATCH)
        held = [store.ticket_of(row) async for row in found]
        for one in held:
            await (_or_put_aside if apart else _carry_over)(context, tx, one)
        return held[-1].id if held else None


async def _or_put_aside(context: AppContext, tx: Tx, held: Ticket) -> None:
    """One that is damaged keeps neither the others nor the jornada: it is noted, and who looks after the installation is told."""
    for case, place in ((True, CASE), (False, TICKET)):
        try:
            async with tx.apart():
                await _carry_over(context, tx, held, case=case)
            return
        except (DomainError, *PASSING):
            raise
        except Exception as error:  # noqa: BLE001 -- a boundary per ticket
            failure(log, "closing_ticket_put_aside", error, ticket_id=str(held.id), place=place)
            await unreadable.note(tx.conn, place, held.attention_id if case else held.id)


async def _carry_over(context: AppContext, tx: Tx, held: Ticket, *, case: bool = True) -> None:
    """`case`: with the case that keeps the matter under its folio."""
    if held.state is TicketState.BOOKED:
        lapsed = ticket.act(held, TicketAction.LAPSE, tx.now)
        await store.write_ticket(tx, held, lapsed, "lapsed", SYSTEM, reason=WHY)
        return
    over = ticket.act(held, TicketAction.CARRY_OVER, tx.now)
    await store.write_ticket(tx, held, over, "carried_over", SYSTEM, reason=WHY)
    await follow_legs(tx, held, TicketAction.CARRY_OVER, held.queue_id)
    if case:
        await open_case(context, tx, held.attention_id, "carried_over")


async def close_rooms(tx: Tx, session_id: SessionId) -> None:
    """No room is in a call or assists in one any more: a jornada with such a room is unfinished."""
    for room in await _rooms(tx, session_id):
        if room.state is not RoomState.CLOSED:
            await store.write_room(tx, room, rooms.act(room, RoomAction.CLOSE), "closed", SYSTEM, reason=WHY)


async def _rooms(tx: Tx, session_id: SessionId) -> Sequence[Room]:
    return [store.room_of(row) async for row in store.SQL.rooms_for_update(tx.conn, session_id=session_id)]
