"""What a moderator does with single tickets (moving them: `move`), with the queues that a room serves, and with interpreters."""

from collections.abc import Sequence
from typing import Literal

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.errors import Code, NotFound, Refused, existing
from audiencia.core.ids import QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.db.commands import Result, staff_command
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.calling.calls import follow_legs, target_of
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.matters import check_takes
from audiencia.queue.domain.room import Room
from audiencia.queue.domain.session import SessionState
from audiencia.queue.domain.ticket import TicketAction
from audiencia.queue.joining import wishes
from audiencia.queue.moderation.queues import SQL
from audiencia.queue.store import store
from audiencia.queue.unit.commands import lock_room, lock_ticket, same_ticket, same_version
from audiencia.runtime.context import AppContext

CancelReason = Literal["duplicate", "asked_by_person", "abuse"]


@staff_command
async def undo_no_show(context: AppContext, staff_id: StaffId, tx: Tx, ticket_id: TicketId, version: int) -> Result:
    """`no_show > waiting`, with the seniority that the ticket always had; its next leg begins.
    Raises `Stale(TICKET_MOVED)`, and `Refused`: session_closed after the jornada, queue_closed when its queue has ended,
    already_in_line when the person has joined again meanwhile, not_allowed_now."""
    hold = await lock_ticket(tx, ticket_id)
    held, queue = hold.ticket, hold.queue
    same_ticket(version, held)
    if hold.session.state is SessionState.CLOSED:
        raise Refused(Code.SESSION_CLOSED)
    check_takes(await target_of(tx, held, queue), drains=True)
    waiting = ticket.act(held, TicketAction.UNDO_NO_SHOW, tx.now)
    actor = staff_actor(staff_id)
    await store.enter_queue(tx, queue, context.preference, held, waiting, "no_show_undone", actor)
    await follow_legs(tx, held, TicketAction.UNDO_NO_SHOW, queue.id)
    await audit.record(tx.conn, actor, Action.NO_SHOW_UNDONE, ("ticket", held.id), why="no_show_undone")
    return {"number": held.number, "version": waiting.version}


@staff_command
async def cancel_ticket(
    context: AppContext, staff_id: StaffId, tx: Tx, ticket_id: TicketId, version: int, reason: CancelReason
) -> Result:
    """Ends a ticket that waits, was postponed or did not answer; the citizen reads why.
    Raises `Stale(TICKET_MOVED)`, `Refused(NOT_ALLOWED_NOW)` for one that is called or attended, `NotFound`."""
    held = (await lock_ticket(tx, ticket_id)).ticket
    same_ticket(version, held)
    actor = staff_actor(staff_id)
    cancelled = ticket.act(held, TicketAction.CANCEL, tx.now)
    await store.write_ticket(tx, held, cancelled, "cancelled", actor, reason=reason)
    await follow_legs(tx, held, TicketAction.CANCEL, held.queue_id)
    await audit.record(tx.conn, actor, Action.CANCELLED, ("ticket", held.id), why=reason)
    return {"number": held.number, "version": cancelled.version}


@staff_command
async def set_served(
    context: AppContext, staff_id: StaffId, tx: Tx, room_id: RoomId, version: int, departments: Sequence[str]
) -> Result:
    """From which queues a room calls, of one or several departments; `version` is the room's.
    Who asked for its director in a queue that it leaves is attended by others there. Raises `Stale`, `Refused` (room_busy
    while it holds somebody of such a queue, session_closed), `NotFound` (room_closed, unknown_department)."""
    queues = await queues_to_serve(tx.conn, room_id, departments)
    hold = await lock_room(tx, room_id, *queues)
    room = hold.room
    same_version(version, room.version)
    if hold.session.state is SessionState.CLOSED:
        raise Refused(Code.SESSION_CLOSED)
    return await serve(tx, room, queues, staff_actor(staff_id))


async def serve(tx: Tx, room: Room, queues: Sequence[QueueId], actor: Actor) -> Result:
    """The room calls from these locked queues from now on.
    Raises `Refused`: room_busy as `rooms.serving`, complaint_stays where one of them receives complaints about the director's
    own department."""
    if await SQL.receives_complaints_about(tx.conn, queue_ids=list(queues), director=room.director_id):
        raise Refused(Code.COMPLAINT_STAYS)
    after = rooms.serving(room, queues)
    await store.write_room(tx, room, after, "serving", actor, detail={"serves": list(after.serves)})
    await wishes.lift(tx, set(room.serves) - set(after.serves), room.director_id, actor, "room_elsewhere")
    await audit.record(tx.conn, actor, Action.ROOM_SET, ("room", room.id), why="serving")
    return {"version": after.version}


async def queues_to_serve(conn: Connection, room_id: RoomId, departments: Sequence[str]) -> list[QueueId]:
    """The queues of these departments, the director's own first. Raises `NotFound` (room_closed, unknown_department)."""
    where = existing(await SQL.room_and_director(conn, id=room_id), Code.ROOM_CLOSED)
    found = SQL.queues_to_serve(conn, session_id=where.session_id, slugs=list(departments), director=where.director_id)
    queues = [QueueId(row.id) async for row in found]
    if not queues or len(queues) != len(set(departments)):
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return queues


@staff_command
async def set_interpreter(context: AppContext, staff_id: StaffId, tx: Tx, code: str, present: bool) -> None:
    """Whether an interpreter is there; one who goes finishes the call that is going on. Raises `NotFound` for another code."""
    session_id, queues = await _lock_all_queues(tx)
    interpreter = existing(await SQL.interpreter_for_update(tx.conn, code=code))
    if interpreter.present == present:
        return
    actor = staff_actor(staff_id)
    await SQL.write_interpreter(tx.conn, id=interpreter.id, present=present)
    kind = "interpreter_came" if present else "interpreter_went"
    await store.append(tx, kind, actor, session_id=session_id, detail={"interpreter": code})
    await audit.record(tx.conn, actor, Action.INTERPRETER_SET, ("interpreter", interpreter.id), why=kind)
    tx.changed(*queues)


async def _lock_all_queues(tx: Tx) -> tuple[SessionId | None, list[QueueId]]:
    """Rooms of every queue book interpreters, and all of them see who is there: the queues' locks come first."""
    session = await store.live_session(tx.conn)
    if session is None:
        return None, []
    await store.lock_session(tx, session.id)
    return session.id, list(await store.lock_all_queues(tx, session.id))
