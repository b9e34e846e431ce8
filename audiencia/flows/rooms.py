"""A director opens, pauses, resumes and closes the own room."""

from dataclasses import replace
from datetime import timedelta

from audiencia.db.database import Tx
from audiencia.errors import Code, Refused
from audiencia.flows.commands import Result, RoomCommand, RoomHold, in_room
from audiencia.flows.house import House
from audiencia.ids import RoomId, StaffId
from audiencia.queue import room as rooms
from audiencia.queue import store
from audiencia.queue.room import RoomAction
from audiencia.queue.session import SessionState


async def room_of(house: House, director: StaffId, department: str) -> RoomId:
    """The director's room of the jornada that is going on, made when it is not there yet.

    A room of an earlier one that still owes an outcome comes first: no attention ends without it (invariant 4).
    Raises `Refused(SESSION_CLOSED)` without a jornada and `Refused(QUEUE_CLOSED)` when the department takes no part in it.
    """
    async with house.database.begin() as tx:
        owed = await store.SQL.owed_room(tx.conn, director_id=director)
        if owed is not None:
            return RoomId(owed["id"])
        session = await store.live_session(tx.conn)
        if session is None or session.state is SessionState.PLANNED:
            raise Refused(Code.SESSION_CLOSED)
        queue = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=department)
        if queue is None:
            raise Refused(Code.QUEUE_CLOSED)
        await store.SQL.ensure_room(tx.conn, session_id=session.id, director_id=director, queue_id=queue["id"])
        row = await store.SQL.room_of_director(tx.conn, session_id=session.id, director_id=director)
        return RoomId(row["id"])


async def open_room(house: House, command: RoomCommand) -> Result:
    """`closed > available`."""

    async def act(tx: Tx, hold: RoomHold) -> Result:
        if hold.session.state in (SessionState.PLANNED, SessionState.CLOSED):
            raise Refused(Code.SESSION_CLOSED)
        await store.write_room(tx, hold.room, rooms.act(hold.room, RoomAction.OPEN), "opened", command.actor)
        return {}

    return await in_room(house, command, act)


async def close_room(house: House, command: RoomCommand) -> Result:
    """`available | paused > closed`. Raises `Refused` (outcome_needed, room_busy) while somebody is attended."""

    async def act(tx: Tx, hold: RoomHold) -> Result:
        await store.write_room(tx, hold.room, rooms.act(hold.room, RoomAction.CLOSE), "closed", command.actor)
        return {}

    return await in_room(house, command, act)


async def pause_room(house: House, command: RoomCommand, minutes: int) -> Result:
    """`available > paused`, with the time at which the director means to be back; resuming is the director's own act."""

    async def act(tx: Tx, hold: RoomHold) -> Result:
        paused = replace(rooms.act(hold.room, RoomAction.PAUSE), paused_until=tx.now + timedelta(minutes=minutes))
        await store.write_room(tx, hold.room, paused, "paused", command.actor)
        return {}

    return await in_room(house, command, act)


async def resume_room(house: House, command: RoomCommand) -> Result:
    """`paused > available`."""

    async def act(tx: Tx, hold: RoomHold) -> Result:
        await store.write_room(tx, hold.room, rooms.act(hold.room, RoomAction.RESUME), "resumed", command.actor)
        return {}

    return await in_room(house, command, act)
