"""Somebody asks the moderators for help: a director, silently, or a citizen. One of them says that somebody is coming."""

from typing import TYPE_CHECKING, Literal

from audiencia.core.actor import CITIZEN, staff_actor
from audiencia.core.errors import Code, Refused, existing
from audiencia.core.ids import CommandId, SessionId, StaffId
from audiencia.db.commands import Moved, Result, staff_command
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.domain.ticket import TERMINAL, Ticket
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedRoom,
    LockedTicket,
    RoomCommand,
    TicketCommand,
    with_room_locked,
    with_ticket_locked,
)
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.call.helping_sql import HelpWhere, LiveOfSession

SQL = load("audiencia.queue.call", "helping.sql")
CitizenNeeds = Literal["devices", "unwell", "unsafe"]
Reason = Literal["silent", "devices", "unwell", "unsafe"]


@with_room_locked
async def ask_silently(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """The director asks; nothing of it reaches the citizen or the media. Asking again while one is open changes nothing."""
    room = hold.room
    asked = await SQL.ask_of_room(
        tx.conn, session_id=room.session_id, queue_id=room.queue_id, room_id=room.id, now=tx.now
    )
    if asked is not None:
        await store.note_room(tx, room, "help_asked", command.actor, reason="silent")


@with_room_locked
async def withdraw(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom) -> None:
    """The director needs help no more. Raises `Refused(help_over)` when it is over already."""
    if await SQL.end_of_room(tx.conn, room_id=hold.room.id, now=tx.now) is None:
        raise Refused(Code.HELP_OVER)
    await store.note_room(tx, hold.room, "help_ended", command.actor, reason="silent")


@with_ticket_locked
async def ask(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, reason: CitizenNeeds) -> None:
    """A citizen asks, in the queue or in the call. Raises `Refused(not_allowed_now)` when the visit is over."""
    held = hold.ticket
    if held.state in TERMINAL:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="need_help")
    asked = await SQL.ask_of_ticket(
        tx.conn, session_id=held.session_id, queue_id=held.queue_id, ticket_id=held.id, reason=reason, now=tx.now
    )
    if asked is not None:
        await _note_ticket(tx, held, "help_asked", reason)


@with_ticket_locked
async def no_more(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """The citizen needs help no more. Raises `Refused(help_over)` when it is over already."""
    if await SQL.end_of_ticket(tx.conn, ticket_id=hold.ticket.id, now=tx.now) is None:
        raise Refused(Code.HELP_OVER)
    await _note_ticket(tx, hold.ticket, "help_ended", None)


async def _note_ticket(tx: Tx, held: Ticket, kind: str, reason: str | None) -> None:
    await note_ticket(tx, held, kind, CITIZEN, reason=reason)
    tx.changed(held.queue_id)


async def answer(context: AppContext, staff_id: StaffId, command_id: CommandId, help_id: int) -> Result:
    """ "Somebody is coming". Raises `NotFound`, `Refused(help_over)`; of one that is answered already, nothing changes."""
    return await _by_moderator(context, staff_id, command_id, help_id, "help_answered")


async def close(context: AppContext, staff_id: StaffId, command_id: CommandId, help_id: int) -> Result:
    """Closes a call for help, answered or not. Raises as `answer`."""
    return await _by_moderator(context, staff_id, command_id, help_id, "help_ended")


@staff_command
async def _by_moderator(
    context: AppContext, staff_id: StaffId, tx: Tx, help_id: int, kind: Literal["help_answered", "help_ended"]
) -> Result:
    where = existing(await SQL.help_where(tx.conn, id=help_id))
    await store.lock_session(tx, where.session_id)
    await store.lock_queues(tx, *where.lines)
    if (await SQL.help_where(tx.conn, id=help_id)).lines != where.lines:
        raise Moved
    row = await SQL.help_for_update(tx.conn, id=help_id)
    if row.ended_at is not None:
        raise Refused(Code.HELP_OVER)
    if kind == "help_ended":
        await SQL.end_help(tx.conn, id=help_id, at=tx.now)
    elif row.answered_at is None:
        await SQL.answer_help(tx.conn, id=help_id, at=tx.now, by=staff_id)
    else:
        return {"by": row.answering}
    await _note_help(tx, staff_id, where, row.reason, kind)
    return {}


async def _note_help(tx: Tx, staff_id: StaffId, where: "HelpWhere", reason: str, kind: str) -> None:
    actor = staff_actor(staff_id)
    await store.append(
        tx,
        kind,
        actor,
        session_id=where.session_id,
        queue_id=where.lines[-1],
        room_id=where.room_id,
        ticket_id=where.ticket_id,
        reason=reason,
    )
    await audit.record(tx.conn, actor, Action.HELP_ANSWERED, ("help", where.id), why=kind)
    tx.changed(*where.lines)


async def live(context: AppContext, session_id: SessionId) -> "list[LiveOfSession]":
    """Who asks for help now, the longest first: a room's director, or the holder of a ticket. `answering`: who said that somebody comes."""
    async with context.database.read() as conn:
        return [row async for row in SQL.live_of_session(conn, session_id=session_id)]
