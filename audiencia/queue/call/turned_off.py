"""Who turned microphone or camera off: the others of the call read it at once."""

from collections.abc import Collection

from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.locked_call import LockedCall, lock_call_of, tell_call, with_call_locked
from audiencia.queue.domain.kinds import Device, devices_of
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, TicketCommand, with_own_locks
from audiencia.runtime.context import AppContext


@with_own_locks
async def by_citizen(context: AppContext, command: TicketCommand, tx: Tx, devices: Collection[Device]) -> None:
    """Keeps what is off on the citizen's page now; without a call nobody is told."""
    found = await lock_call_of(tx, command.ticket_id)
    if found is not None:
        hold, _, held = found
        if await store.SQL.write_turned_off(tx.conn, devices=list(devices_of(devices)), id=held.attention_id):
            tell_call(tx, hold)


@with_call_locked
async def by_director(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, devices: Collection[Device]
) -> None:
    """Keeps what is off on the page of the room's director now."""
    if await store.SQL.write_room_turned_off(tx.conn, devices=list(devices_of(devices)), id=hold.room.id):
        tell_call(tx, hold)
