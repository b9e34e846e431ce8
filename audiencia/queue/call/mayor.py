"""What the mayor sees and chooses beyond a director's own room: the calls that go on, and the queues to call from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import RoomId, SessionId
from audiencia.db.commands import Result
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.room import BUSY_STATES
from audiencia.queue.domain.session import SessionState
from audiencia.queue.moderation.moderate import queues_to_serve, serve
from audiencia.queue.unit.commands import LockedRoom, RoomCommand, in_room
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.call.mayor_sql import RunningCalls

SQL = load("audiencia.queue.call", "mayor.sql")


async def running_calls(context: AppContext, session_id: SessionId, own: RoomId) -> "list[RunningCalls]":
    """The calls of the other rooms of this jornada, by how long they have gone on; nothing about their citizens."""
    async with context.database.read() as conn:
        return [row async for row in SQL.running_calls(conn, session_id=session_id, own=own)]


async def choose_queues(context: AppContext, command: RoomCommand, departments: Sequence[str]) -> Result:
    """From which queues the mayor's free room calls; who is next is decided as for every room.
    Raises `Refused(room_busy)` while the room holds somebody or is in another's call, `NotFound(unknown_department)`."""
    async with context.database.read() as conn:
        queues = await queues_to_serve(conn, command.room_id, departments)

    async def act(tx: Tx, hold: LockedRoom) -> Result:
        if hold.session.state is SessionState.CLOSED:
            raise Refused(Code.SESSION_CLOSED)
        if hold.room.state in BUSY_STATES:
            raise Refused(Code.ROOM_BUSY, state=hold.room.state.value, action="serve")
        return await serve(tx, hold.room, queues, command.actor)

    return await in_room(context, command, act, *queues)
