"""A director opens, pauses, resumes, drains and closes the own room."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import RoomId, StaffId
from audiencia.db.commands import Result
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.room import RoomAction
from audiencia.queue.domain.roster import check_opens
from audiencia.queue.domain.session import SessionState
from audiencia.queue.joining import company, wishes
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import roster
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom, RoomCommand, check_reason, in_room, with_room_locked
from audiencia.runtime.context import AppContext


async def room_of(context: AppContext, director: StaffId, department: str) -> RoomId:
    """The director's room of the jornada that is going on, made when it is not there yet.
    A room of an earlier one that still holds somebody comes first: no attention ends without an outcome (invariant 4).
    Raises `Refused(SESSION_CLOSED)` without a jornada and `Refused(QUEUE_CLOSED)` when the department takes no part in it."""
    async with context.database.begin() as tx:
        owed = await store.SQL.owed_room(tx.conn, director_id=director)
        if owed is not None:
            return RoomId(owed.id)
        session = await store.live_session(tx.conn)
        if session is None or session.state is SessionState.PLANNED:
            raise Refused(Code.SESSION_CLOSED)
        queue = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=department)
        if queue is None:
            raise Refused(Code.QUEUE_CLOSED)
        await roster.SQL.put_on_roster(tx.conn, session_id=session.id, staff_id=director)
        await store.SQL.ensure_room(tx.conn, session_id=session.id, director_id=director, queue_id=queue.id)
        row = await store.SQL.room_of_director(tx.conn, session_id=session.id, director_id=director)
        return RoomId(row.id)


async def left_behind(context: AppContext, room_ids: Collection[RoomId]) -> set[RoomId]:
    """Those of these rooms whose directors get another one by `room_of`: they are of an earlier jornada, and hold nobody."""
    if not room_ids:
        return set()
    async with context.database.read() as conn:
        session = await store.live_session(conn)
        if session is None or session.state not in (SessionState.LOBBY, SessionState.OPEN):
            return set()
        found = store.SQL.rooms_left_behind(conn, ids=list(room_ids), session_id=session.id)
        return {RoomId(row.id) async for row in found}


async def open_room(context: AppContext, command: RoomCommand, beside: Mapping[str, int] | None = None) -> Result:
    """`closed > available`. `beside`: who is in the room (`queue.joining.company`); `None`: as declared before.
    Raises `Refused` (session_closed; substitute_waits and marked_away by the roster; company_needed when it was never declared;
    media_full when no media worker takes another room), `BadInput` for a code that is not configured."""
    if beside is not None:
        company.check(context, beside)

    async def act(tx: Tx, hold: LockedRoom) -> None:
        if hold.session.state in (SessionState.PLANNED, SessionState.CLOSED):
            raise Refused(Code.SESSION_CLOSED)
        check_opens((await roster.member_of(tx, hold.session.id, hold.room.director_id)).part)
        await company.declare_to_open(tx, hold.room, beside, command.actor)
        opened = rooms.act(hold.room, RoomAction.OPEN)
        await store.write_room(tx, hold.room, opened, "opened", command.actor)
        await worker_assignment.place_opened(tx, opened)

    await worker_assignment.find_home(context, command.room_id)
    return await in_room(context, command, act)


@with_room_locked
async def close_room(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """`available | paused > closed`; who asked for this director is attended by others.
    Raises `Refused` (outcome_needed, room_busy) while somebody is attended."""
    room = hold.room
    await store.write_room(tx, room, rooms.act(room, RoomAction.CLOSE), "closed", command.actor)
    await wishes.lift(tx, room.serves, room.director_id, command.actor, "room_closed")


@with_room_locked
async def drain_room(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """Nobody after the present one: the room closes when it is free, at once when it is free now.
    Who asked for this director is attended by others. Raises `Refused(NOT_ALLOWED_NOW)` when it drains already."""
    room = hold.room
    if room.draining:
        raise Refused(Code.NOT_ALLOWED_NOW, state=room.state.value, action=RoomAction.DRAIN.value)
    await store.write_room(tx, room, rooms.act(room, RoomAction.DRAIN), "draining", command.actor)
    await wishes.lift(tx, room.serves, room.director_id, command.actor, "room_draining")


async def pause_room(context: AppContext, command: RoomCommand, minutes: int, reason: str) -> Result:
    """`available > paused`, with why, and when the director means to be back; resuming is the director's own act.
    Raises `BadInput` for a reason that the municipality does not have."""
    check_reason(context.municipality.pause_reasons, reason)

    async def act(tx: Tx, hold: LockedRoom) -> None:
        until = tx.now + timedelta(minutes=minutes)
        paused = replace(rooms.act(hold.room, RoomAction.PAUSE), paused_until=until, paused_reason=reason)
        detail = {"minutes": minutes}
        await store.write_room(tx, hold.room, paused, "paused", command.actor, reason=reason, detail=detail)

    return await in_room(context, command, act)


@with_room_locked
async def resume_room(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """`paused > available`."""
    await store.write_room(tx, hold.room, rooms.act(hold.room, RoomAction.RESUME), "resumed", command.actor)
