"""Entries of the event log about one ticket that change no state."""

from typing import Unpack

from audiencia.core.actor import Actor
from audiencia.core.ids import RoomId
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store


async def note_ticket(
    tx: Tx, ticket: Ticket, kind: str, actor: Actor, *, room_id: RoomId | None = None, **said: Unpack[store.Said]
) -> None:
    """Appends one, in the session and the queue of the ticket."""
    session_id, queue_id = ticket.session_id, ticket.queue_id
    await store.append(
        tx, kind, actor, session_id=session_id, queue_id=queue_id, ticket_id=ticket.id, room_id=room_id, **said
    )
