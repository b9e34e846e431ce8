"""What a citizen's line may cost and what it carries: how much of the pictures is sent, changed at any time."""

from audiencia.core.actor import CITIZEN
from audiencia.db.unit_of_work import Tx
from audiencia.queue.calling.calls import room_of_ticket
from audiencia.queue.domain.kinds import DataMode
from audiencia.queue.domain.room import LIVE_STATES, same_people
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedTicket, TicketCommand, with_ticket_locked
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext


@with_ticket_locked
async def set_data_mode(
    context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, mode: DataMode
) -> None:
    """Keeps the mode for the whole visit. In a call, what is shown and sent changes with the commit."""
    held = hold.ticket
    before = await store.SQL.write_data_mode(tx.conn, id=held.attention_id, mode=mode)
    if before == mode:
        return
    await note_ticket(tx, held, "data_mode_set", CITIZEN, reason=mode)
    tx.changed(held.queue_id)
    _, room = await room_of_ticket(tx, held)
    if room is not None and room.state in LIVE_STATES:
        await store.write_room(tx, room, same_people(room), "rerouted", CITIZEN, reason="data_mode")


@with_ticket_locked
async def pause_camera(
    context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, *, paused: bool
) -> None:
    """Keeps whether the page sends no picture because its line is too narrow, so that the director reads why."""
    if await store.SQL.write_camera_paused(tx.conn, id=hold.ticket.attention_id, paused=paused):
        tx.changed(hold.ticket.queue_id)
