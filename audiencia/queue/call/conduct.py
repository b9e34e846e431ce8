"""Conduct: a director ends a call for it, a moderator reviews that; a citizen reports an official's, which is kept apart."""

from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid4

from audiencia.core.actor import CITIZEN, staff_actor
from audiencia.core.errors import Code, Refused, Stale, existing
from audiencia.core.ids import AttentionId, SessionId, StaffId
from audiencia.db.commands import Moved, Result, staff_command
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import aad
from audiencia.queue.call.locked_call import LockedCall, call_over, in_call
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedTicket,
    RoomCommand,
    TicketCommand,
    check_reason,
    ticket_in_room,
    with_ticket,
)
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.call.conduct_sql import EndingsOfSession, EndingWhere

SQL = load("audiencia.queue.call", "conduct.sql")
Review = Literal["upheld", "reversed"]
REPORTS = 3  # How often one visit can report an official: enough to add what was forgotten.


async def end_for_conduct(context: AppContext, command: RoomCommand, reason: str) -> Result:
    """`in_call | on_hold > wrap_up` at once, as any other end of a call: the outcome is still to be recorded. Moderators are
    told, and one of them reviews it.
    Raises `BadInput` for a reason that is not configured."""
    check_reason(context.municipality.conduct_reasons, reason)

    async def act(tx: Tx, hold: LockedCall) -> Result:
        reservation, held = await ticket_in_room(tx, hold.room)
        await call_over(tx, hold, reservation, held, command.actor, "conduct")
        ending_id = uuid4()
        await SQL.insert_ending(
            tx.conn,
            id=ending_id,
            session_id=held.session_id,
            queue_id=held.queue_id,
            room_id=hold.room.id,
            ticket_id=held.id,
            attention_id=held.attention_id,
            reason=reason,
            ended_at=tx.now,
            ended_by=command.director,
        )
        await _note(tx, command, held, hold, reason)
        return {"ending_id": str(ending_id)}

    return await in_call(context, command, act)


async def _note(tx: Tx, command: RoomCommand, held: Ticket, hold: LockedCall, reason: str) -> None:
    await note_ticket(tx, held, "ended_for_conduct", command.actor, room_id=hold.room.id, reason=reason)
    await audit.record(tx.conn, command.actor, Action.CONDUCT_ENDED, ("attention", held.attention_id), why=reason)


@staff_command
async def review(context: AppContext, staff_id: StaffId, tx: Tx, ending_id: UUID, found: Review, note: str) -> None:
    """Upholds or reverses a director's ending of a call; reversed, the citizen may take the place back (`queue.joining.carried`).
    `note` is sealed. Raises `NotFound`, `Stale(reviewed_already)`."""
    where = existing(await SQL.ending_where(tx.conn, id=ending_id))
    await store.lock_session(tx, where.session_id)
    await store.lock_queues(tx, where.line)
    if (await SQL.ending_where(tx.conn, id=ending_id)).line != where.line:
        raise Moved
    row = await SQL.ending_for_update(tx.conn, id=ending_id)
    if row.review is not None:
        raise Stale(Code.REVIEWED_ALREADY, by=row.reviewer or "")
    sealed = await _seal(context, tx, where.attention_id, "conduct_ending.note", ending_id, note)
    await SQL.write_review(tx.conn, id=ending_id, review=found, at=tx.now, by=staff_id, note_sealed=sealed)
    await _note_review(tx, staff_id, where, found)


async def _note_review(tx: Tx, staff_id: StaffId, where: "EndingWhere", found: Review) -> None:
    actor = staff_actor(staff_id)
    await store.append(
        tx,
        "conduct_reviewed",
        actor,
        session_id=where.session_id,
        queue_id=where.line,
        ticket_id=where.ticket_id,
        reason=found,
    )
    await audit.record(tx.conn, actor, Action.CONDUCT_REVIEWED, ("attention", where.attention_id), why=found)
    tx.changed(where.line)


async def _seal(
    context: AppContext, tx: Tx, attention_id: AttentionId, column: str, row_id: UUID, text: str
) -> bytes | None:
    return (await key_of(context, tx, attention_id)).seal(text, aad(column, row_id)) if text else None


async def report(context: AppContext, command: TicketCommand, reason: str, text: str) -> Result:
    """A citizen reports the conduct of the official of their last call, in it or after it. Moderators see how many there are.
    Raises `BadInput` for a reason that is not configured, `Refused` (not_allowed_now before any call, too_many_reports)."""
    check_reason(context.municipality.conduct_reasons, reason)

    async def act(tx: Tx, hold: LockedTicket) -> None:
        held = hold.ticket
        call = await SQL.last_call(tx.conn, attention_id=held.attention_id)
        if call is None:
            raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="report_conduct")
        if call.reports >= REPORTS:
            raise Refused(Code.TOO_MANY_REPORTS, limit=REPORTS)
        report_id = uuid4()
        await SQL.insert_report(
            tx.conn,
            id=report_id,
            session_id=held.session_id,
            attention_id=held.attention_id,
            room_id=call.room_id,
            reason=reason,
            text_sealed=await _seal(context, tx, held.attention_id, "conduct_report.text", report_id, text),
            made_at=tx.now,
        )
        await note_ticket(tx, held, "conduct_reported", CITIZEN)
        tx.changed(held.queue_id)

    return await with_ticket(context, command, act)


async def endings(context: AppContext, session_id: SessionId) -> "tuple[list[EndingsOfSession], int]":
    """What moderators review, the newest first: nothing of what was said; and how many reports of officials there are."""
    async with context.database.read() as conn:
        rows = [row async for row in SQL.endings_of_session(conn, session_id=session_id)]
        return rows, await SQL.count_reports_of_session(conn, session_id=session_id)
