"""The internal note while it is being written: director and assistant see what the other saved, until the result is recorded."""

from audiencia.core.errors import Code, NotFound, Refused, Stale
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.commands import Result
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.crypto import aad
from audiencia.queue.calling.calls import key_of, queues_that_complete
from audiencia.queue.domain.room import OWED_STATES
from audiencia.queue.domain.ticket import Ticket, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom, RoomCommand, in_room
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.call", "working_note.sql")


async def save(context: AppContext, command: RoomCommand, ticket_id: TicketId, seen: int, note: str) -> Result:
    """Saves the note of whom the room attends, or of a result that was left for later. Gives its `note_version`.
    `seen` is the version that it was written upon, 0 for none. Raises `Stale(note_changed)`, naming who was first,
    `Stale` when the room attends another by now, and `NotFound(unknown_ticket)` for one of another department."""
    async with context.database.read() as conn:
        where = await store.SQL.ticket_where(conn, id=ticket_id)
        queues = await queues_that_complete(conn, where.queue_id) if where else []

    async def act(tx: Tx, hold: LockedRoom) -> Result:
        held = await store.lock_ticket(tx, ticket_id)
        if held.state is TicketState.OUTCOME_PENDING:
            if not set(queues) & set(hold.room.serves):
                raise NotFound(Code.UNKNOWN_TICKET)
        else:
            await _check_attended(tx, hold, held)
        version = await _write(context, tx, command, held.attention_id, seen, note)
        await note_ticket(tx, held, "note_saved", command.actor, room_id=hold.room.id)
        tx.changed(held.queue_id, *queues)
        return {"note_version": version}

    return await in_room(context, command, act, *queues)


async def _check_attended(tx: Tx, hold: LockedRoom, held: Ticket) -> None:
    reservation = await store.SQL.live_reservation_of_room(tx.conn, room_id=hold.room.id)
    if reservation is None or reservation.ticket_id != held.id:
        raise Stale(Code.STALE_VERSION)
    if hold.room.state not in OWED_STATES:
        raise Refused(Code.NOT_ALLOWED_NOW, state=hold.room.state.value, action="save_note")


async def _write(
    context: AppContext, tx: Tx, command: RoomCommand, attention_id: AttentionId, seen: int, note: str
) -> int:
    row = await SQL.note_for_update(tx.conn, attention_id=attention_id)
    if (row.version if row else 0) != seen:
        raise Stale(Code.NOTE_CHANGED, by=row.writer if row else "")
    key = await key_of(context, tx, attention_id)
    await SQL.write_note(
        tx.conn,
        attention_id=attention_id,
        version=seen + 1,
        note_sealed=key.seal(note, aad("working_note.note", attention_id)),
        by=command.director,
        at=tx.now,
    )
    return seen + 1
