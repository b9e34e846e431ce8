"""The roster of a jornada: who attends, who stands in, who is away; changed by moderators while it goes on."""

from typing import TYPE_CHECKING

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.errors import Code, Refused, Stale, existing
from audiencia.core.ids import QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.db.commands import staff_command
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.domain.roster import Member, Part
from audiencia.queue.domain.session import SessionState
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.moderation.roster_sql import OffersOfQueue, RosterOfQueue

SQL = load("audiencia.queue.moderation", "roster.sql")


@staff_command
async def set_part(context: AppContext, moderator: StaffId, tx: Tx, member: StaffId, seen: Part, part: Part) -> None:
    """Somebody attends or stands in from now on; nobody is marked away by this. `seen`: what the moderator saw them do.
    Raises `NotFound(not_found)`, `Stale(stale_version)`, `Refused` (session_closed, room_busy: a room that is open has to
    close first)."""
    session = await store.live_session(tx.conn)
    if session is None or session.state is SessionState.PLANNED:
        raise Refused(Code.SESSION_CLOSED)
    await store.lock_session(tx, session.id)
    queue_id = existing(await SQL.queue_of_member(tx.conn, session_id=session.id, staff_id=member))
    await store.lock_queues(tx, queue_id)
    held = await member_of(tx, session.id, member)
    if held.part is not seen:
        raise Stale(Code.STALE_VERSION)
    room = await SQL.room_of_member(tx.conn, session_id=session.id, staff_id=member)
    if part is Part.SUBSTITUTE and room is not None and room.state != "closed":
        raise Refused(Code.ROOM_BUSY, state=room.state, action="roster")
    await write(tx, session.id, queue_id, held, part, staff_actor(moderator))


async def member_of(tx: Tx, session_id: SessionId, staff_id: StaffId) -> Member:
    """Somebody on the roster, locked; put on it when their account is younger than the jornada."""
    await SQL.put_on_roster(tx.conn, session_id=session_id, staff_id=staff_id)
    row = existing(await SQL.member_for_update(tx.conn, session_id=session_id, staff_id=staff_id))
    return Member(row.staff_id, row.department_id, Part(row.part), row.reason, row.active)


async def write(
    tx: Tx,
    session_id: SessionId,
    queue_id: QueueId,
    member: Member,
    part: Part,
    actor: Actor,
    reason: str | None = None,
) -> None:
    """Writes what a member does, in the log and the audit too; who looks at their locked queue sees it.
    Whoever attends has a room, so that the board and the own console show it at once."""
    await SQL.write_part(tx.conn, session_id=session_id, staff_id=member.staff_id, part=part, reason=reason)
    if part is Part.DIRECTOR:
        await store.SQL.ensure_room(tx.conn, session_id=session_id, director_id=member.staff_id, queue_id=queue_id)
    room = await SQL.room_of_member(tx.conn, session_id=session_id, staff_id=member.staff_id)
    await store.append(
        tx,
        f"roster_{part}",
        actor,
        session_id=session_id,
        queue_id=queue_id,
        room_id=RoomId(room.id) if room else None,
        reason=reason,
        detail={"staff_id": member.staff_id, "before": member.part},
    )
    await audit.record(tx.conn, actor, Action.ROSTER_SET, ("staff", member.staff_id), why=part)
    tx.changed(queue_id)


async def members(conn: Connection, queue_id: QueueId) -> "tuple[RosterOfQueue, ...]":
    """Who is of this queue's department today. `connected`: whether their console is open."""
    return tuple([row async for row in SQL.roster_of_queue(conn, queue_id=queue_id)])


async def offers(conn: Connection, queue_id: QueueId) -> "dict[TicketId, OffersOfQueue]":
    """What people of this queue are offered, why, and what they chose, those too who have gone from it."""
    return {row.ticket_id: row async for row in SQL.offers_of_queue(conn, queue_id=queue_id)}


async def fill_roster(conn: Connection, session_id: SessionId) -> None:
    """Who may attend at a session that is to come, and is not on its roster yet, is put on it."""
    await SQL.fill_roster(conn, session_id=session_id)
