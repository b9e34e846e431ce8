"""A director calls: the head of the queue, somebody who did not answer, or takes a call back."""

from datetime import timedelta

from audiencia.actor import Actor
from audiencia.db.database import Tx
from audiencia.errors import Code, NotFound, Refused, Stale
from audiencia.flows.commands import Result, RoomCommand, in_room, ticket_in_room
from audiencia.flows.house import House
from audiencia.ids import TicketId
from audiencia.privacy import audit
from audiencia.queue import room as rooms
from audiencia.queue import store, ticket
from audiencia.queue.room import Room, RoomAction
from audiencia.queue.routing import call_order
from audiencia.queue.session import Session, check_calls
from audiencia.queue.ticket import Ticket, TicketAction


async def call_next(house: House, command: RoomCommand) -> Result:
    """Offers the head of the room's queue to the room. Raises `Refused` (nobody_waiting, outcome_needed, room_busy, ...)."""

    async def act(tx: Tx, session: Session, room: Room) -> Result:
        check_calls(session, tx.now, timedelta(minutes=house.municipality.limits.closing_grace_minutes))
        waiting = [store.ticket_of(row) async for row in store.SQL.waiting_tickets(tx.conn, queue_id=room.queue_id)]
        reserved = rooms.act(room, RoomAction.RESERVE)
        if not waiting:
            raise Refused(Code.NOBODY_WAITING)
        # The head is chosen under the queue's lock and then waited for: it is never passed for being edited just now.
        head = await store.lock_ticket(tx, call_order(waiting)[0].id)
        return await _reserve(house, tx, room, reserved, head, command.actor, "called")

    return await in_room(house, command, act)


async def call_again(house: House, command: RoomCommand, ticket_id: TicketId) -> Result:
    """Calls one who did not answer. Raises `NotFound(unknown_ticket)` when the ticket is not of this room's queue."""

    async def act(tx: Tx, session: Session, room: Room) -> Result:
        check_calls(session, tx.now, timedelta(minutes=house.municipality.limits.closing_grace_minutes))
        reserved = rooms.act(room, RoomAction.RESERVE)
        absent = await store.lock_ticket(tx, ticket_id)
        if absent.queue_id != room.queue_id:
            raise NotFound(Code.UNKNOWN_TICKET)
        if absent.state is not ticket.TicketState.ABSENT:
            raise Stale(Code.STALE_VERSION)
        return await _reserve(house, tx, room, reserved, absent, command.actor, "called_again")

    return await in_room(house, command, act)


async def _reserve(house: House, tx: Tx, room: Room, reserved: Room, chosen: Ticket, actor: Actor, kind: str) -> Result:
    called = ticket.act(chosen, TicketAction.CALL, tx.now)
    await store.write_ticket(tx, chosen, called, kind, actor, room_id=room.id, detail={"call": called.calls})
    await store.write_room(tx, room, reserved, kind, actor)
    answer_until = tx.now + timedelta(seconds=house.municipality.limits.answer_seconds)
    await store.SQL.insert_reservation(
        tx.conn, ticket_id=chosen.id, room_id=room.id, made_at=tx.now, answer_until=answer_until
    )
    assert actor.staff_id is not None
    await audit.disclosed(tx.conn, actor.staff_id, [("attention", chosen.attention_id)], "call")
    return {"ticket_id": str(chosen.id), "number": chosen.number}


async def withdraw_call(house: House, command: RoomCommand) -> Result:
    """`called > waiting`, same seniority; the room is available again."""

    async def act(tx: Tx, _: Session, room: Room) -> Result:
        released = rooms.act(room, RoomAction.RELEASE)
        reservation, held = await ticket_in_room(tx, room)
        actor = command.actor
        await store.write_ticket(
            tx,
            held,
            ticket.act(held, TicketAction.GIVE_BACK, tx.now),
            "call_withdrawn",
            actor,
            reason="withdrawn",
            room_id=room.id,
        )
        await store.SQL.end_reservation(tx.conn, id=reservation["id"], now=tx.now, ending="withdrawn")
        await store.write_room(tx, room, released, "released", actor, reason="withdrawn")
        return {}

    return await in_room(house, command, act)
