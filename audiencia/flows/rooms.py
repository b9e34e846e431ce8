"""A director opens, pauses, resumes and closes the own room."""

from dataclasses import replace
from datetime import timedelta

from audiencia.actor import staff_actor
from audiencia.db.database import Tx
from audiencia.errors import Code, Refused
from audiencia.flows.commands import Result, hold_room, once, same_version
from audiencia.flows.house import House
from audiencia.ids import CommandId, RoomId, StaffId
from audiencia.queue import room as rooms
from audiencia.queue import store
from audiencia.queue.room import Room, RoomAction
from audiencia.queue.session import SessionState


async def room_of(house: House, director: StaffId, department: str) -> RoomId:
    """The director's room of the jornada that is going on, made when it is not there yet.

    Raises `Refused(SESSION_CLOSED)` without a jornada and `Refused(QUEUE_CLOSED)` when the department takes no part in it.
    """
    async with house.database.begin() as tx:
        session = await store.live_session(tx.conn)
        if session is None or session.state is SessionState.PLANNED:
            raise Refused(Code.SESSION_CLOSED)
        queue = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=department)
        if queue is None:
            raise Refused(Code.QUEUE_CLOSED)
        await store.SQL.ensure_room(tx.conn, session_id=session.id, director_id=director, queue_id=queue["id"])
        row = await store.SQL.room_of_director(tx.conn, session_id=session.id, director_id=director)
        return RoomId(row["id"])


async def open_room(house: House, director: StaffId, room_id: RoomId, command_id: CommandId) -> Result:
    """`closed > available`."""

    async def act(tx: Tx) -> Result:
        session, room = await hold_room(tx, room_id)
        if session.state in (SessionState.PLANNED, SessionState.CLOSED):
            raise Refused(Code.SESSION_CLOSED)
        await _write(tx, room, rooms.act(room, RoomAction.OPEN), "opened", director)
        return {}

    return await once(house, f"staff:{director}", command_id, act)


async def close_room(house: House, director: StaffId, room_id: RoomId, command_id: CommandId, version: int) -> Result:
    """`available | paused > closed`. Raises `Refused` (outcome_needed, room_busy) while somebody is attended."""
    return await _act(house, director, room_id, command_id, version, RoomAction.CLOSE, "closed")


async def resume_room(house: House, director: StaffId, room_id: RoomId, command_id: CommandId, version: int) -> Result:
    """`paused > available`."""
    return await _act(house, director, room_id, command_id, version, RoomAction.RESUME, "resumed")


async def pause_room(
    house: House, director: StaffId, room_id: RoomId, command_id: CommandId, version: int, minutes: int
) -> Result:
    """`available > paused`, with the time at which the director means to be back; resuming is the director's own act."""

    async def act(tx: Tx) -> Result:
        _, room = await hold_room(tx, room_id)
        same_version(version, room.version)
        paused = replace(rooms.act(room, RoomAction.PAUSE), paused_until=tx.now + timedelta(minutes=minutes))
        await _write(tx, room, paused, "paused", director)
        return {}

    return await once(house, f"staff:{director}", command_id, act)


async def _act(
    house: House, director: StaffId, room_id: RoomId, command_id: CommandId, version: int, action: RoomAction, kind: str
) -> Result:
    async def act(tx: Tx) -> Result:
        _, room = await hold_room(tx, room_id)
        same_version(version, room.version)
        await _write(tx, room, rooms.act(room, action), kind, director)
        return {}

    return await once(house, f"staff:{director}", command_id, act)


async def _write(tx: Tx, before: Room, after: Room, kind: str, director: StaffId) -> None:
    await store.write_room(tx, before, after, kind, staff_actor(director))
