"""Commitments: made in a call, read by the citizen beside the next steps, done or taken back by who answers for them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from audiencia.core.errors import BadInput, Code, Refused, Stale, existing
from audiencia.core.ids import AttentionId, DepartmentId, QueueId, StaffId, TicketId
from audiencia.db.commands import Result
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import KeyDestroyed, aad
from audiencia.privacy.unreadable import Reading, reading_of
from audiencia.queue.call.locked_call import LockedCall, lock_call
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.commitments import Commitment, Person, check_completes, check_makes, check_withdraws
from audiencia.queue.domain.room import OWED_STATES
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.snapshot.ticket_facts import CommitmentFacts
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, ticket_in_room, with_own_locks
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.call.commitments_sql import AllOpen

SQL = load("audiencia.queue.call", "commitments.sql")
TEXT = "commitment.text"


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, until when, and by whom: a department or one member of staff."""

    text: str
    due: date
    department: str | None
    staff_id: StaffId | None


@with_own_locks
async def make(context: AppContext, command: RoomCommand, tx: Tx, ticket_id: TicketId, promise: Promise) -> Result:
    """Promises it to the citizen of this room's call, or of the call that it is a guest in. Gives the id.
    Raises `Stale` when it is another citizen by now, `BadInput` (a past day, nobody or two who own it),
    `Refused` (too_many_commitments, not_allowed_now)."""
    owner = await _owner(tx, promise)
    queues = await _queues_of(tx, owner)
    hold = await lock_call(tx, command.room_id, *queues)
    held = await _attended(tx, hold, ticket_id)
    so_far = await SQL.count_commitments(tx.conn, attention_id=held.attention_id)
    check_makes(so_far, promise.due, context.municipality.day_of(tx.now))
    commitment_id = uuid4()
    key = await key_of(context, tx, held.attention_id)
    await SQL.insert_commitment(
        tx.conn,
        id=commitment_id,
        attention_id=held.attention_id,
        made_at=tx.now,
        made_by=command.director,
        due=promise.due,
        text_sealed=key.seal(promise.text, aad(TEXT, commitment_id)),
        **owner,
    )
    await _note(tx, command, commitment_id, held, "commitment_made")
    tx.changed(held.queue_id, *queues)
    return {"commitment_id": str(commitment_id)}


async def _owner(tx: Tx, promise: Promise) -> dict[str, Any]:
    found = await SQL.owner(tx.conn, department=promise.department, staff_id=promise.staff_id)
    owner = {"department_id": found.department_id, "staff_id": found.staff_id}
    if sum(one is not None for one in owner.values()) != 1 or (promise.department and promise.staff_id):
        raise BadInput(fields={"owner": "unknown"})
    return owner


async def _queues_of(tx: Tx, owner: Mapping[str, Any]) -> list[QueueId]:
    return [QueueId(row.id) async for row in SQL.queues_of_owner(tx.conn, **owner)]


async def _attended(tx: Tx, hold: LockedCall, ticket_id: TicketId) -> Ticket:
    """Whom this room attends, or hears as a guest of the call; locked."""
    if hold.visits is not None:
        held = await store.lock_ticket(tx, hold.visits.ticket_id)
    else:
        _reservation, held = await ticket_in_room(tx, hold.room)
        if hold.room.state not in OWED_STATES:
            raise Refused(Code.NOT_ALLOWED_NOW, state=hold.room.state.value, action="commit")
    if held.id != ticket_id:
        raise Stale(Code.STALE_VERSION)
    return held


async def complete(context: AppContext, command: RoomCommand, commitment_id: UUID) -> Result:
    """It is done: by its owner, or the mayor. Raises `NotFound` for everybody else, `Stale` once it has ended."""
    return await _end(context, command, commitment_id, check_completes, "commitment_done")


async def withdraw(context: AppContext, command: RoomCommand, commitment_id: UUID) -> Result:
    """It is taken back, by who made it or the mayor: the citizen sees it no more. Raises as above."""
    return await _end(context, command, commitment_id, check_withdraws, "commitment_withdrawn")


@with_own_locks
async def _end(
    context: AppContext,
    command: RoomCommand,
    tx: Tx,
    commitment_id: UUID,
    check: Callable[[Person, Commitment | None], None],
    kind: str,
) -> None:
    where = existing(await SQL.commitment_where(tx.conn, id=commitment_id))
    queues = await _queues_of(tx, {"department_id": where.department_id, "staff_id": where.staff_id})
    await store.lock_session(tx, where.session_id)
    await store.lock_queues(tx, where.queue_id, *queues)
    check(await _person(tx.conn, command.director), await _locked(tx, commitment_id))
    end = SQL.complete_commitment if kind == "commitment_done" else SQL.withdraw_commitment
    await end(tx.conn, id=commitment_id, now=tx.now, by=command.director)
    await _note(tx, command, commitment_id, await store.look_at_ticket(tx, where.ticket_id), kind)
    tx.changed(where.queue_id, *queues)


async def _person(conn: Connection, staff_id: StaffId) -> Person:
    row = await SQL.person(conn, id=staff_id)
    department = None if row.department_id is None else DepartmentId(row.department_id)
    return Person(StaffId(row.id), department, row.is_mayor)


async def _locked(tx: Tx, commitment_id: UUID) -> Commitment | None:
    row = await SQL.commitment_for_update(tx.conn, id=commitment_id)
    return None if row is None else Commitment(row.made_by, row.department_id, row.staff_id, row.is_open)


async def _note(tx: Tx, command: RoomCommand, commitment_id: UUID, held: Ticket, kind: str) -> None:
    await note_ticket(tx, held, kind, command.actor, detail={"commitment_id": str(commitment_id)})
    await audit.record(tx.conn, command.actor, Action.COMMITTED, ("commitment", commitment_id), why=kind)


async def of_attentions(
    context: AppContext, conn: Connection, ids: Sequence[UUID]
) -> dict[UUID, list[CommitmentFacts]]:
    """What these people were promised and was not taken back, by attention."""
    found: dict[UUID, list[CommitmentFacts]] = {}
    for one in await _opened(context, SQL.of_attentions(conn, ids=[AttentionId(one) for one in ids])):
        found.setdefault(one.attention_id, []).append(one)
    return found


async def of_visit(conn: Connection, attention_id: AttentionId, reading: Reading) -> tuple[CommitmentFacts, ...]:
    """What the person of `reading` was promised in this visit and was not taken back; what does not open is kept in mind there."""
    rows = SQL.of_attentions(conn, ids=[attention_id])
    return tuple([_facts(row, reading.text(row.text_sealed, TEXT, row.id)) async for row in rows])


async def owned_in(context: AppContext, conn: Connection, queue_id: QueueId) -> tuple[CommitmentFacts, ...]:
    """What is still to be done by the department of this queue, or by those who attend in it, by its day."""
    return tuple(await _opened(context, SQL.owned_in(conn, queue_id=queue_id)))


async def all_open(context: AppContext) -> tuple[CommitmentFacts, ...]:
    """What is still to be done by anybody, by its day."""
    async with context.database.read() as conn:
        return tuple(await _opened(context, SQL.all_open(conn)))


async def owners(context: AppContext) -> list[tuple[StaffId, str]]:
    """Members of staff whom a commitment can be given to, with their names."""
    async with context.database.read() as conn:
        return [(StaffId(row.id), row.display_name) async for row in SQL.owners(conn)]


async def _opened(context: AppContext, rows: "AsyncIterator[AllOpen]") -> list[CommitmentFacts]:
    """Of a person who was erased nothing is left; of a text that does not open, who does it until when."""
    found = []
    async for row in rows:
        with suppress(KeyDestroyed):
            reading = reading_of(context.keyring, row.person_id, row.key_wrapped, row.key_epoch)
            found.append(_facts(row, reading.text(row.text_sealed, TEXT, row.id)))
            context.met.add(reading)
    return found


def _facts(row: "AllOpen", text: str | None) -> CommitmentFacts:
    return CommitmentFacts(
        id=row.id, attention_id=row.attention_id, folio=row.folio, text=text,
        owner=Text(es=row.owner_es, en=row.owner_en), due=row.due, done=row.done_at is not None, made_by=row.made_by,
        staff_id=row.staff_id,
    )  # fmt: skip
