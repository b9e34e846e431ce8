"""Pieces that several flows share: the room that holds a ticket, and giving a room back."""

from audiencia.actor import Actor
from audiencia.db.database import Tx
from audiencia.queue import room as rooms
from audiencia.queue import store
from audiencia.queue.room import Room, RoomAction
from audiencia.queue.ticket import Ticket


async def room_of_ticket(tx: Tx, ticket: Ticket) -> tuple[store.Row | None, Room | None]:
    """The ticket's live reservation and its room, which the caller holds already (`hold_ticket` locked it)."""
    reservation = await store.SQL.live_reservation_of_ticket(tx.conn, ticket_id=ticket.id)
    if reservation is None:
        return None, None
    return reservation, await store.lock_room(tx, reservation["room_id"])


async def free_room(tx: Tx, ticket: Ticket, ending: str, actor: Actor) -> None:
    """Ends the ticket's reservation and makes its room available again."""
    reservation, room = await room_of_ticket(tx, ticket)
    if reservation is None or room is None:
        return
    await store.SQL.end_reservation(tx.conn, id=reservation["id"], now=tx.now, ending=ending)
    await store.write_room(tx, room, rooms.act(room, RoomAction.RELEASE), "released", actor, reason=ending)
