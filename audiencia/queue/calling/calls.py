"""Pieces that several flows share: a person's key, the room that holds a ticket, giving people back to the queue, the legs."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from audiencia.core.actor import SYSTEM, Actor
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import AttentionId, LegId, QueueId
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import KeyDestroyed, PersonKey, SealBroken
from audiencia.queue.call.locked_call import SQL, LockedCall
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.attention import LEG_ENDINGS, NEXT_LEG, VISIT_ENDS
from audiencia.queue.domain.matters import Target
from audiencia.queue.domain.medium import rings_for
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import Room, RoomAction
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom


async def key_of(context: AppContext, tx: Tx, attention_id: AttentionId) -> PersonKey:
    """The key under which an attention's fields are sealed. Raises `NotFound(unknown_ticket)` when it was destroyed, and `Unreadable` when
    it cannot be used, which is noted."""
    row = await store.SQL.person_key_of_attention(tx.conn, id=attention_id)
    try:
        return context.keyring.unwrap(row.key_wrapped, row.key_epoch, row.person_id)
    except KeyDestroyed as error:
        raise NotFound(Code.UNKNOWN_TICKET) from error
    except SealBroken as error:
        raise unreadable.key_refused(tx, row.person_id) from error


async def room_of_ticket(tx: Tx, held: Ticket) -> "tuple[LiveReservationOfRoom | None, Room | None]":
    """The ticket's live reservation and its room, which the caller holds already (`lock_ticket` gave it)."""
    reservation = await store.SQL.live_reservation_of_ticket(tx.conn, ticket_id=held.id)
    if reservation is None:
        return None, None
    return reservation, await store.lock_room(tx, reservation.room_id)


async def release_room(tx: Tx, held: Ticket, ending: str, actor: Actor) -> None:
    """Ends the ticket's reservation and makes its room available again."""
    reservation, room = await room_of_ticket(tx, held)
    if reservation is None or room is None:
        return
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending=ending)
    await store.write_room(tx, room, rooms.act(room, RoomAction.RELEASE), "released", actor, reason=ending)


def ringing(context: AppContext, held: Ticket) -> timedelta:
    """How long a call of this ticket may go without an answer."""
    limits = context.municipality.limits
    answer, by_phone = timedelta(seconds=limits.answer_seconds), timedelta(seconds=limits.phone_answer_seconds)
    return rings_for(held, answer, by_phone)


async def give_back(
    context: AppContext, tx: Tx, hold: LockedRoom | LockedCall, called: Ticket, actor: Actor, reason: str
) -> None:
    """`called > waiting` with the seniority it always had; those behind read that their place is further back."""
    queue, waiting = hold.queues[called.queue_id], ticket.act(called, TicketAction.GIVE_BACK, tx.now)
    await store.enter_queue(tx, queue, context.preference, called, waiting, "call_withdrawn", actor, reason=reason)


async def miss(
    tx: Tx, room: Room, reservation: "LiveReservationOfRoom", held: Ticket, actor: Actor, reason: str
) -> None:
    """Nobody answered: `called > absent`, or `no_show` from the second call on; the room is available again."""
    action = ticket.miss_action(held)
    kind = "missed" if action is TicketAction.MISS else "no_show"
    after = ticket.act(held, action, tx.now)
    await store.write_ticket(tx, held, after, kind, actor, reason=reason, room_id=room.id)
    await follow_legs(tx, held, action, held.queue_id)
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="expired")
    await store.write_room(tx, room, rooms.act(room, RoomAction.RELEASE), "released", actor, reason=reason)


async def begin_talk(tx: Tx, room: Room, reservation: "LiveReservationOfRoom", held: Ticket, actor: Actor) -> Room:
    """`called > connecting > in_call`: the leg is attended from the commit on. Gives the room as it is then."""
    connecting = ticket.act(held, TicketAction.ANSWER, tx.now)
    talking = ticket.act(connecting, TicketAction.CONNECT, tx.now)
    await store.write_ticket(tx, held, connecting, "answered", actor, room_id=room.id)
    await store.write_ticket(tx, connecting, talking, "call_began", actor, room_id=room.id)
    busy = rooms.act(room, RoomAction.ANSWER)
    await store.write_room(tx, room, busy, "answered", actor)
    await store.SQL.answer_reservation(tx.conn, id=reservation.id, now=tx.now)
    await store.SQL.leg_in_room(tx.conn, attention_id=held.attention_id, room_id=room.id, now=tx.now)
    return busy


async def to_front(context: AppContext, tx: Tx, hold: LockedCall, held: Ticket, actor: Actor, reason: str) -> None:
    """`in_call | on_hold | reconnecting > waiting`, in front of all: the call was cut off, and the leg with it."""
    cut_off = held
    if held.state is not TicketState.RECONNECTING:
        cut_off = ticket.act(held, TicketAction.DROP, tx.now)
        await store.write_ticket(tx, held, cut_off, "cut_off", actor, reason=reason, room_id=hold.room.id)
    queue, front = hold.queues[held.queue_id], ticket.act(cut_off, TicketAction.RETURN_TO_FRONT, tx.now)
    await store.enter_queue(tx, queue, context.preference, cut_off, front, "returned_to_front", actor, reason=reason)
    await follow_legs(tx, held, TicketAction.RETURN_TO_FRONT, held.queue_id)


async def defer_outcome(tx: Tx, room: Room, held: Ticket, actor: Actor, reason: str) -> None:
    """`wrap_up > outcome_pending`: the result is completed later, and the jornada does not close before."""
    pending = ticket.act(held, TicketAction.DEFER_OUTCOME, tx.now)
    await store.write_ticket(tx, held, pending, "outcome_deferred", actor, reason=reason, room_id=room.id)
    await follow_legs(tx, held, TicketAction.DEFER_OUTCOME, held.queue_id)


async def target_of(tx: Tx, held: Ticket, queue: Queue) -> Target:
    """What is to be known of a locked queue before somebody comes into it."""
    waits_there = await SQL.waits_there(tx.conn, queue_id=queue.id, ticket_id=held.id)
    stays = await SQL.complaint_stays(tx.conn, attention_id=held.attention_id, queue_id=queue.id)
    return Target(queue.state, waits_there, bool(stays))


async def queues_that_complete(conn: Connection, queue_id: QueueId) -> list[QueueId]:
    """The department's queues, of every jornada that goes on: who looks at one sees the results of all that were left for
    later, and completes them. Unlocked: tells which queues to lock."""
    return [QueueId(row.id) async for row in SQL.queues_that_complete(conn, queue_id=queue_id)]


async def follow_legs(tx: Tx, before: Ticket, action: TicketAction, queue_id: QueueId) -> None:
    """Ends the leg that `action` ends, and begins the next one where it leads to one.
    When it ends the visit, other matters that are open lapse with it: nobody's is dropped in silence."""
    ending = LEG_ENDINGS.get(action)
    if ending is not None:
        await store.SQL.end_leg(tx.conn, attention_id=before.attention_id, now=tx.now, ending=ending)
    if action in NEXT_LEG:
        await store.SQL.open_leg(
            tx.conn, id=LegId(uuid4()), attention_id=before.attention_id, queue_id=queue_id, now=tx.now
        )
    if action in VISIT_ENDS:
        for row in [row async for row in SQL.lapse_matters(tx.conn, attention_id=before.attention_id, now=tx.now)]:
            await note_matter(tx, before, "matter_lapsed", SYSTEM, row.id, "visit_over")


async def note_matter(
    tx: Tx, held: Ticket, kind: str, actor: Actor, matter_id: UUID, reason: str | None = None
) -> None:
    """An entry of the log about another matter of this citizen."""
    await note_ticket(tx, held, kind, actor, reason=reason, detail={"matter_id": str(matter_id)})
    tx.changed(held.queue_id)
