"""A citizen goes on elsewhere, at the seniority they always had: a cold transfer, or the next of their matters."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from audiencia.core.actor import Actor
from audiencia.core.errors import Code, NotFound, Refused, existing
from audiencia.core.ids import LegId, QueueId
from audiencia.db.commands import Result
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.crypto import aad
from audiencia.queue.call.locked_call import SQL, LockedCall, end_assists, lock_call
from audiencia.queue.calling.calls import key_of, target_of
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain import ticket
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.attention import LegEnding
from audiencia.queue.domain.matters import check_takes
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.room import RoomAction
from audiencia.queue.domain.ticket import Ticket, TicketAction
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, same_version, ticket_in_room, with_own_locks
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom


@dataclass(frozen=True, slots=True)
class Onward:
    """Why somebody goes on: how the log calls it and its coded reason, how the leg ends and how the reservation does."""

    kind: str
    reason: str
    leg: LegEnding
    reservation: str


COLD = Onward("transferred", "cold", LegEnding.TRANSFERRED, "transferred")
NEXT_MATTER = Onward("continued", "next_matter", LegEnding.CONCLUDED, "done")


@with_own_locks
async def transfer_call(context: AppContext, command: RoomCommand, tx: Tx, department: str, note: str) -> Result:
    """Cold transfer, from the call, from hold or after it: the citizen waits in the other queue, the room is free.
    Raises `Refused` (same_department, queue_closed, already_in_line, not_allowed_now, room_busy) and `NotFound(unknown_department)`."""
    target = await queue_named(context, tx, command, department)
    hold = await lock_call(tx, command.room_id, target)
    same_version(command.version, hold.room.version)
    reservation, held = await ticket_in_room(tx, hold.room)
    if held.queue_id == target:
        raise Refused(Code.SAME_DEPARTMENT)
    await leave_note(context, tx, held, note)
    await _let_go(tx, hold, reservation, COLD, command.actor)
    await go_on(context, tx, hold, held, hold.queues[target], COLD, command.actor)
    return {"number": held.number}


@with_own_locks
async def pass_on(context: AppContext, command: RoomCommand, tx: Tx, matter_id: UUID, note: str) -> Result:
    """This leg is concluded, and the citizen's next matter begins in its queue, which may be the same one.
    Raises `NotFound(not_found)` for what is no open matter of this citizen, and `Refused` as above."""
    matter = existing(await SQL.matter_where(tx.conn, id=matter_id))
    hold = await lock_call(tx, command.room_id, matter.queue_id)
    same_version(command.version, hold.room.version)
    reservation, held = await ticket_in_room(tx, hold.room)
    if not await SQL.begin_matter(tx.conn, id=matter_id, attention_id=held.attention_id, now=tx.now):
        raise NotFound(Code.NOT_FOUND)
    await leave_note(context, tx, held, note)
    await _let_go(tx, hold, reservation, NEXT_MATTER, command.actor)
    queue = hold.queues[matter.queue_id]
    await go_on(context, tx, hold, held, queue, NEXT_MATTER, command.actor, matter_id=str(matter_id))
    return {"number": held.number}


async def queue_named(context: AppContext, tx: Tx, command: RoomCommand, department: str) -> QueueId:
    """A department's queue in the room's jornada. Raises `NotFound` (room_closed, unknown_department).
    One whose queue is fed by rule is none of them: into it people come by a rule, and its director knocks."""
    if context.municipality.is_by_rule(department):
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    where = existing(await store.SQL.room_where(tx.conn, id=command.room_id), Code.ROOM_CLOSED)
    found = await store.queue_of_department(tx.conn, where.session_id, department)
    return QueueId(found.id)


async def leave_note(context: AppContext, tx: Tx, held: Ticket, note: str) -> None:
    """Keeps, sealed with the leg that ends now, what the next director should know."""
    if not note:
        return
    leg_id = await SQL.open_leg_of(tx.conn, attention_id=held.attention_id)
    key = await key_of(context, tx, held.attention_id)
    await SQL.write_leg_note(tx.conn, id=leg_id, note_sealed=key.seal(note, aad("leg.note", leg_id)))


async def go_on(
    context: AppContext,
    tx: Tx,
    hold: LockedCall,
    held: Ticket,
    queue: Queue,
    onward: Onward,
    actor: Actor,
    **detail: Any,
) -> None:
    """The citizen waits in that locked queue, and the next leg begins. Room and reservation are the caller's.
    Raises `Refused` (queue_closed, already_in_line, not_allowed_now)."""
    waiting = replace(ticket.act(held, TicketAction.TRANSFER, tx.now), queue_id=queue.id)
    check_takes(await target_of(tx, held, queue))
    await store.enter_queue(
        tx, queue, context.preference, held, waiting, onward.kind, actor,
        reason=onward.reason, detail={"from_queue": held.queue_id, "to_queue": queue.id, **detail},
    )  # fmt: skip
    await store.SQL.end_leg(tx.conn, attention_id=held.attention_id, now=tx.now, ending=onward.leg)
    await store.SQL.open_leg(tx.conn, id=LegId(uuid4()), attention_id=held.attention_id, queue_id=queue.id, now=tx.now)


async def _let_go(tx: Tx, hold: LockedCall, reservation: "LiveReservationOfRoom", onward: Onward, actor: Actor) -> None:
    """The room is free, and all guests. Raises `Refused(room_busy)` when it holds nobody who could go on."""
    free = rooms.act(hold.room, RoomAction.LET_GO)
    await end_assists(tx, hold, AssistEnding.CALL_OVER, actor)
    await store.SQL.end_reservation(tx.conn, id=reservation.id, now=tx.now, ending=onward.reservation)
    await store.write_room(tx, hold.room, free, onward.kind, actor, reason=onward.reason)
