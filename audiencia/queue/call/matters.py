"""Another matter of the same citizen: brought up while the visit goes on, begun where it belongs, never queued again."""

from uuid import UUID, uuid4

from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, NotFound, Refused
from audiencia.core.ids import QueueId
from audiencia.db.commands import Result
from audiencia.db.unit_of_work import Tx
from audiencia.privacy.crypto import aad
from audiencia.queue.call.locked_call import SQL
from audiencia.queue.calling.calls import key_of, note_matter
from audiencia.queue.domain.matters import Target, check_brings_up, check_takes, takes
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedTicket, TicketCommand, with_ticket_locked
from audiencia.runtime.context import AppContext


@with_ticket_locked
async def another_matter(
    context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, department: str, topic: str, matter: str
) -> Result:
    """Keeps one more matter, for the next leg of the same visit. Gives its id.
    Raises `NotFound(unknown_topic)` and `Refused` (queue_closed, already_in_line, too_many_matters, not_allowed_now, complaint_apart)."""
    held = hold.ticket
    known = await store.SQL.topic_of(tx.conn, department=department, topic=topic)
    if known is None or context.municipality.is_by_rule(department):
        raise NotFound(Code.UNKNOWN_TOPIC)
    so_far = await SQL.count_matters(tx.conn, attention_id=held.attention_id)
    check_brings_up(held.state, so_far.kept, so_far.written, context.municipality.limits.further_matters)
    attends = context.municipality.topic_leads_to(department, topic) or department
    queue_id = await _queue_that_takes(tx, held, attends)
    matter_id = uuid4()
    key = await key_of(context, tx, held.attention_id)
    await SQL.insert_matter(
        tx.conn,
        id=matter_id,
        attention_id=held.attention_id,
        queue_id=queue_id,
        topic_id=known.id,
        matter_sealed=key.seal(matter, aad("further_matter.matter", matter_id)),
        asked_at=tx.now,
    )
    if await SQL.complaint_beside(tx.conn, attention_id=held.attention_id):
        raise Refused(Code.COMPLAINT_APART)
    await note_matter(tx, held, "matter_added", CITIZEN, matter_id)
    return {"matter_id": str(matter_id)}


async def _queue_that_takes(tx: Tx, held: Ticket, department: str) -> QueueId:
    """Not locked: whether it still takes the citizen is looked at again when the matter begins."""
    found = await store.SQL.queue_of_department(tx.conn, session_id=held.session_id, slug=department)
    if found is None:
        raise Refused(Code.QUEUE_CLOSED)
    waits = await SQL.waits_there(tx.conn, queue_id=found.id, ticket_id=held.id)
    check_takes(Target(QueueState(found.state), waits))
    return QueueId(found.id)


@with_ticket_locked
async def withdraw_matter(
    context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, matter_id: UUID
) -> None:
    """Takes a matter back that has not begun. Raises `NotFound(not_found)` for any other."""
    held = hold.ticket
    if not await SQL.withdraw_matter(tx.conn, id=matter_id, attention_id=held.attention_id, now=tx.now):
        raise NotFound(Code.NOT_FOUND)
    await note_matter(tx, held, "matter_withdrawn", CITIZEN, matter_id)


async def check_none_left(tx: Tx, held: Ticket) -> None:
    """Whether the visit can end: a matter that could go on holds the result back, one whose queue has closed does not.
    Raises `Refused(matters_left)`."""
    left = [row async for row in SQL.open_matters(tx.conn, attention_id=held.attention_id)]
    for row in left:
        waits = await SQL.waits_there(tx.conn, queue_id=row.queue_id, ticket_id=held.id)
        if takes(Target(QueueState(row.state), waits)):
            raise Refused(Code.MATTERS_LEFT, count=len(left))
