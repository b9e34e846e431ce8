"""A director shows a screen to the others of the call: one at a time, and only while all hear each other."""

from audiencia.core.errors import Code, Refused
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.locked_call import LockedCall, tell_call, with_call_locked
from audiencia.queue.domain.room import Room, RoomState, same_people
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext


@with_call_locked
async def share(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, *, shared: bool) -> None:
    """Routes the screen of this room's director to the others, or takes it away. Idempotent.
    Raises `Refused(not_allowed_now)` outside of a call, and while another director of it shows theirs."""
    if await store.SQL.shares_screen(tx.conn, id=hold.room.id) == shared:
        return
    host = hold.host
    if shared:
        await _check(tx, hold, host)
    await store.SQL.write_shares_screen(tx.conn, shares=shared, id=hold.room.id)
    await store.write_room(tx, host, same_people(host), "rerouted", command.actor, reason="screen")
    tell_call(tx, hold)


async def _check(tx: Tx, hold: LockedCall, host: Room) -> None:
    takes_part = hold.room.state is RoomState.IN_CALL or host is not hold.room
    taken = False
    for room in hold.present:
        taken = taken or (room is not hold.room and await store.SQL.shares_screen(tx.conn, id=room.id) is True)
    if not takes_part or host.state is not RoomState.IN_CALL or taken:
        raise Refused(Code.NOT_ALLOWED_NOW, state=hold.room.state.value, action="share_screen")
