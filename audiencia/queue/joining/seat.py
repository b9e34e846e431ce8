"""An assistant's seat: a second one at a director's room, which is opened, lost and closed by its director alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from audiencia.core.actor import SYSTEM, Actor, staff_actor
from audiencia.core.errors import Code, Forbidden, NotFound, Refused
from audiencia.core.ids import DepartmentId, QueueId, RoomId, StaffId
from audiencia.db.commands import Result, each_due, staff_command
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.room import Room, RoomState
from audiencia.queue.domain.session import SessionState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom, LockedRooms, RoomCommand, lock_room, with_room_locked
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.joining.seat_sql import RoomsToAssist

SQL = load("audiencia.queue.joining", "seat.sql")
AWAY = timedelta(minutes=1)  # A page that is loaded again, or a line that is lost for a moment, is told to nobody.
PRESENCE = load("audiencia.queue.store", "presence.sql")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an assistant sits: the room, and the queues that it is shown in."""

    room_id: RoomId
    queue_id: QueueId
    serves: tuple[QueueId, ...]


async def seat_of(context: AppContext, assistant: StaffId) -> Seat | None:
    """The seat that this assistant holds now."""
    async with context.database.read() as conn:
        row = await SQL.seat_where(conn, staff_id=assistant)
    if row is None or not row.held:
        return None
    return Seat(RoomId(row.room_id), QueueId(row.queue_id), tuple(row.serves))


async def desks(context: AppContext, department: DepartmentId) -> "list[RoomsToAssist]":
    """The rooms that an assistant of this department may sit at."""
    async with context.database.read() as conn:
        return [row async for row in SQL.rooms_to_assist(conn, department_id=department)]


async def queue_of(context: AppContext, department: DepartmentId) -> QueueId | None:
    """Where an assistant without a seat sees rooms open; `None` without a jornada."""
    async with context.database.read() as conn:
        found = await SQL.queue_of_department(conn, department_id=department)
    return None if found is None else QueueId(found)


async def come(context: AppContext, node_id: UUID, socket: str, assistant: StaffId, department: DepartmentId) -> None:
    """An assistant's socket is open. Neither the room's state nor the director's presence hangs on it.
    Who sits nowhere gets the seat at the one room that is open, unless they left it or were sent away from it."""
    async with context.database.begin() as tx:
        row = await SQL.seat_where(tx.conn, staff_id=assistant)
        only = None if row is not None else await _only_open(tx, department)
        room_id = RoomId(row.room_id) if row is not None and row.held else only
        room = None if room_id is None else (await lock_room(tx, room_id)).room
        await SQL.insert_connection(tx.conn, id=socket, node_id=node_id, assistant_id=assistant)
        if room is not None and only is not None:
            await _sit(tx, room, assistant)
        elif room is not None:
            await _note_connected(tx, room, assistant, "assistant_came", staff_actor(assistant))


async def _only_open(tx: Tx, department: DepartmentId) -> RoomId | None:
    rooms = [row async for row in SQL.rooms_to_assist(tx.conn, department_id=department)]
    there = [RoomId(row.id) for row in rooms if RoomState(row.state) is not RoomState.CLOSED]
    return there[0] if len(there) == 1 else None


async def go(context: AppContext, socket: str, assistant: StaffId, *, expired: bool = False) -> None:
    """The socket is gone; the seat is kept. `expired`: only if its node's lease still is over."""
    async with context.database.begin() as tx:
        row = await SQL.seat_where(tx.conn, staff_id=assistant)
        held = row is not None and row.held
        room = (await lock_room(tx, RoomId(row.room_id))).room if row is not None and held else None
        delete = PRESENCE.delete_expired_connection if expired else PRESENCE.delete_connection
        if await delete(tx.conn, id=socket) and room is not None:
            await _note_connected(tx, room, assistant, "assistant_went", SYSTEM)


@each_due(lambda _, conn: ((row.room_id, row.staff_id) async for row in SQL.seats_away(conn, away=AWAY)))
async def announce_no_more(context: AppContext, tx: Tx, seat: tuple[RoomId, StaffId]) -> None:
    """Assistants whose page has been closed for a minute are announced no more; gives how many were looked at."""
    room_id, assistant = seat
    room = (await lock_room(tx, room_id)).room
    if await SQL.announce_no_more(tx.conn, staff_id=assistant, room_id=room_id, away=AWAY):
        await _note(tx, room, "assistant_away", SYSTEM, assistant)


async def _note_connected(tx: Tx, room: Room, assistant: StaffId, kind: str, actor: Actor) -> None:
    if await SQL.write_connected(tx.conn, staff_id=assistant):
        await _note(tx, room, kind, actor, assistant)


async def _sit(tx: Tx, room: Room, assistant: StaffId) -> None:
    await SQL.take_seat(tx.conn, staff_id=assistant, room_id=room.id, now=tx.now)
    await _note(tx, room, "seat_taken", staff_actor(assistant), assistant)


async def _note(tx: Tx, room: Room, kind: str, actor: Actor, assistant: StaffId) -> None:
    """Whoever looks at the room sees who sits there."""
    await store.note_room(tx, room, kind, actor, detail={"assistant": assistant})


@staff_command
async def take_seat(context: AppContext, assistant: StaffId, tx: Tx, room_id: RoomId) -> None:
    """Sits down at a room of the own department, and leaves the one before.
    Raises `NotFound(room_closed)` for any other room, or one whose jornada is over."""
    if not await SQL.may_assist(tx.conn, room_id=room_id, staff_id=assistant):
        raise NotFound(Code.ROOM_CLOSED)
    before = await SQL.seat_where(tx.conn, staff_id=assistant)
    held = RoomId(before.room_id) if before is not None and before.held else None
    if held == room_id:
        return
    both = [room_id] if held is None else [held, room_id]
    row = await store.SQL.lock_rooms(tx.conn, actors=[], command_ids=[], room_ids=both, others=[])
    rooms = LockedRooms(tx, [], row)
    chosen = rooms.room(room_id)
    if chosen.session.state is SessionState.CLOSED:
        raise NotFound(Code.ROOM_CLOSED)
    if held is not None:
        await _end(tx, rooms.room(held).room, assistant, "left", staff_actor(assistant))
    await _sit(tx, chosen.room, assistant)


@with_room_locked
async def leave_seat(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """The assistant sits nowhere until they choose a room again."""
    await _end(tx, hold.room, command.director, "left", command.actor)


@staff_command
async def without_seat(context: AppContext, assistant: StaffId, tx: Tx) -> Result:
    """A command about a room by an assistant who sits nowhere: the result that it had, if it was carried out before.
    Raises `Forbidden(no_seat)`."""
    raise Forbidden(Code.NO_SEAT)


@with_room_locked
async def send_away(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom, assistant: StaffId) -> None:
    """The director frees the seat. Raises `Refused(no_seat)` when that one does not sit here any more."""
    if not await _end(tx, hold.room, assistant, "sent_away", command.actor):
        raise Refused(Code.NO_SEAT)


async def _end(tx: Tx, room: Room, assistant: StaffId, ending: str, actor: Actor) -> bool:
    ended = await SQL.end_seat(tx.conn, staff_id=assistant, room_id=room.id, ending=ending, now=tx.now)
    if ended:
        await _note(tx, room, "seat_left", actor, assistant)
    return bool(ended)
