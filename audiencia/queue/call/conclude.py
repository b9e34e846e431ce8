"""The end of an attention: the call ends, next steps are handed over, the outcome is recorded."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from audiencia.cases.api import NextStep, open_case, seal_step
from audiencia.core.errors import BadInput, Code, NotFound, Refused, Stale
from audiencia.core.ids import AttentionId, StaffId, StepId, TicketId
from audiencia.db.commands import Result
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import aad
from audiencia.queue.call.locked_call import LockedCall, call_over, with_call_locked
from audiencia.queue.call.matters import check_none_left
from audiencia.queue.calling.calls import defer_outcome as defer
from audiencia.queue.calling.calls import follow_legs, key_of, queues_that_complete
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.room import OWED_STATES, Room, RoomAction
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedRoom,
    RoomCommand,
    attended_in_room,
    in_room,
    ticket_in_room,
    with_room_locked,
)
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality_parts import Disposition

MAX_STEPS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: for the figures (`outcome`), finer (`disposition`), and in words. `due`: of the work or the appointment."""

    outcome: Literal["resolved_immediately", "in_process"]
    disposition: str
    note_to_citizen: str
    note_internal: str
    due: date | None = None


@with_call_locked
async def end_call(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall) -> None:
    """`in_call | on_hold > wrap_up`: sound and picture stop with the commit; the outcome is still to be recorded."""
    reservation, held = await ticket_in_room(tx, hold.room)
    await call_over(tx, hold, reservation, held, command.actor)


@with_room_locked
async def add_next_step(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom, ticket_id: TicketId, step: NextStep
) -> Result:
    """Hands a step over to the citizen in the room, in the call or while the result is being recorded.
    Raises `Stale` when the room holds another ticket than this one by now, `Refused(too_many_steps)`."""
    room = hold.room
    held = await _attended(tx, room, ticket_id)
    if await store.SQL.count_steps(tx.conn, attention_id=held.attention_id) >= MAX_STEPS:
        raise Refused(Code.TOO_MANY_STEPS, limit=MAX_STEPS)
    step_id = await _give_step(context, tx, held, command, step)
    tx.changed(held.queue_id)
    return {"step_id": str(step_id)}


async def _give_step(context: AppContext, tx: Tx, held: Ticket, command: RoomCommand, step: NextStep) -> UUID:
    step_id = uuid4()
    key = await key_of(context, tx, held.attention_id)
    await store.SQL.insert_step(
        tx.conn,
        id=step_id,
        attention_id=held.attention_id,
        given_at=tx.now,
        given_by=command.director,
        due=step.due,
        content_sealed=seal_step(key, step_id, step),
    )
    await note_ticket(tx, held, "step_given", command.actor, room_id=command.room_id)
    return step_id


@with_room_locked
async def remove_next_step(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom, ticket_id: TicketId, step_id: StepId
) -> None:
    """Takes a step back. Raises `Stale` as above, and `NotFound` when it is not one of this citizen's."""
    room = hold.room
    held = await _attended(tx, room, ticket_id)
    if not await store.SQL.remove_step(tx.conn, id=step_id, attention_id=held.attention_id, now=tx.now):
        raise NotFound(Code.NOT_FOUND)
    await note_ticket(tx, held, "step_removed", command.actor, room_id=room.id)
    tx.changed(held.queue_id)


async def _attended(tx: Tx, room: Room, ticket_id: TicketId) -> Ticket:
    """The ticket that is attended in the room, locked."""
    _reservation, held = await attended_in_room(tx, room, ticket_id, OWED_STATES, "attend")
    return held


async def record_outcome(context: AppContext, command: RoomCommand, outcome: Outcome) -> Result:
    """`wrap_up > served`, the leg concluded, the room available.
    Raises `BadInput` (unknown_disposition, date_needed), and `Refused(matters_left)` while the citizen has another matter that
    could go on."""
    kind = _known(context, outcome)

    async def act(tx: Tx, hold: LockedRoom) -> None:
        room = hold.room
        free = rooms.act(room, RoomAction.CONCLUDE)
        reservation, held = await ticket_in_room(tx, room)
        await check_none_left(tx, held)
        await _conclude(context, tx, held, command, outcome, kind)
        await follow_legs(tx, held, TicketAction.CONCLUDE, held.queue_id)
        await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="done")
        await store.write_room(tx, room, free, "concluded", command.actor, reason=outcome.outcome)

    return await in_room(context, command, act)


async def defer_outcome(context: AppContext, command: RoomCommand) -> Result:
    """`wrap_up > outcome_pending`: the room is free, and the result is completed later. Raises as `record_outcome`."""
    async with context.database.read() as conn:
        where = await store.SQL.room_where(conn, id=command.room_id)
        completing = await queues_that_complete(conn, where.queue_id) if where else []

    async def act(tx: Tx, hold: LockedRoom) -> None:
        room = hold.room
        free = rooms.act(room, RoomAction.CONCLUDE)
        reservation, held = await ticket_in_room(tx, room)
        await check_none_left(tx, held)
        await defer(tx, room, held, command.actor, "later")
        tx.changed(*completing)
        await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending="deferred")
        await store.write_room(tx, room, free, "outcome_deferred", command.actor, reason="later")

    return await in_room(context, command, act, *completing)


async def complete_outcome(
    context: AppContext, command: RoomCommand, ticket_id: TicketId, version: int, outcome: Outcome
) -> Result:
    """`outcome_pending > served`, by the director of any room that serves the department, today or in that jornada, or by an
    assistant who sits there.
    `version` is the ticket's. Raises `NotFound(unknown_ticket)` for one of another department, `Stale(ticket_moved)`,
    `BadInput` (unknown_disposition, date_needed)."""
    kind = _known(context, outcome)
    async with context.database.read() as conn:
        where = await store.SQL.ticket_where(conn, id=ticket_id)
        completing = await queues_that_complete(conn, where.queue_id) if where else []

    async def act(tx: Tx, hold: LockedRoom) -> Result:
        # The ticket's jornada is not locked: it does not close before this queue, which is, owes no result any more.
        held = await store.lock_ticket(tx, ticket_id)
        if not set(completing) & set(hold.room.serves):
            raise NotFound(Code.UNKNOWN_TICKET)
        if held.version != version or held.state is not TicketState.OUTCOME_PENDING:
            raise await _moved(tx, held)
        await _conclude(context, tx, held, command, outcome, kind)
        tx.changed(*completing)
        return {"number": held.number}

    return await in_room(context, command, act, *completing)


async def _moved(tx: Tx, held: Ticket) -> Stale:
    """Somebody was first: where it was with the result itself, who."""
    by = await store.SQL.outcome_by(tx.conn, id=held.attention_id)
    return Stale(Code.TICKET_MOVED, number=held.number, **({"by": by} if by else {}))


def _known(context: AppContext, outcome: Outcome) -> Disposition:
    for one in context.municipality.dispositions:
        if one.code == outcome.disposition and one.outcome == outcome.outcome:
            return one
    raise BadInput(Code.UNKNOWN_DISPOSITION, {"disposition": Code.UNKNOWN_DISPOSITION.value})


async def _promise_date(
    context: AppContext, tx: Tx, held: Ticket, command: RoomCommand, outcome: Outcome, kind: Disposition
) -> None:
    """The date that this kind of answer promises is one of the next steps. Raises `BadInput(date_needed)` without one."""
    if outcome.due is None:
        if kind.needs_date and not await store.SQL.any_dated_step(tx.conn, attention_id=held.attention_id):
            raise BadInput(Code.DATE_NEEDED, {"due": Code.DATE_NEEDED.value})
        return
    language = await store.SQL.language_of(tx.conn, id=held.attention_id)
    label = kind.label.en if language == "en" else kind.label.es
    await _give_step(context, tx, held, command, NextStep(label, "", "", "", outcome.due))


async def _conclude(
    context: AppContext, tx: Tx, held: Ticket, command: RoomCommand, outcome: Outcome, kind: Disposition
) -> None:
    """The attention's one outcome, the ticket's end, and who decided it."""
    await _promise_date(context, tx, held, command, outcome, kind)
    await _write_outcome(context, tx, held.attention_id, command.director, outcome)
    await store.write_ticket(
        tx,
        held,
        ticket.act(held, TicketAction.CONCLUDE, tx.now),
        "outcome_recorded",
        command.actor,
        reason=outcome.outcome,
        room_id=command.room_id,
        detail={"disposition": outcome.disposition},
    )
    await audit.record(tx.conn, command.actor, Action.OUTCOME_RECORDED, ("attention", held.attention_id), why="outcome")
    if outcome.outcome == "in_process":
        await open_case(context, tx, held.attention_id, "in_process", command.actor)


async def _write_outcome(
    context: AppContext, tx: Tx, attention_id: AttentionId, director: StaffId, outcome: Outcome
) -> None:
    async def seal(column: str, text: str) -> bytes | None:
        # A result without notes is recorded also where the person's key is damaged: the room calls nobody before it.
        return (await key_of(context, tx, attention_id)).seal(text, aad(column, attention_id)) if text else None

    await store.SQL.write_outcome(
        tx.conn,
        id=attention_id,
        outcome=outcome.outcome,
        disposition=outcome.disposition,
        now=tx.now,
        by=director,
        note_citizen_sealed=await seal("attention.note_citizen", outcome.note_to_citizen),
        note_internal_sealed=await seal("attention.note_internal", outcome.note_internal),
    )
