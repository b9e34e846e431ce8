"""Somebody who waits for a department that cannot attend says how they go on; each choice is on record."""

from dataclasses import replace

from audiencia.cases.api import open_case
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import QueueId
from audiencia.db.unit_of_work import Tx
from audiencia.queue.calling.calls import follow_legs, target_of
from audiencia.queue.domain import ticket
from audiencia.queue.domain.matters import check_takes
from audiencia.queue.domain.roster import Choice, Offer, check_chooses
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState
from audiencia.queue.joining.by_phone import take_phone
from audiencia.queue.moderation.roster import SQL
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedTicket, TicketCommand, lock_ticket, same_version, with_own_locks
from audiencia.runtime.context import AppContext

OWN_CHOICE = "own_choice"  # The coded reason of whatever follows from a choice of the citizen.


@with_own_locks
async def choose(
    context: AppContext,
    command: TicketCommand,
    tx: Tx,
    offer_id: int,
    choice: Choice,
    department: str | None = None,
    telephone: str = "",
) -> None:
    """Waiting and the telephone keep the queue and can be changed later; whoever was absent is `waiting` again. The other choices are
    carried out at once.
    `telephone`: the number to dial, empty for the one that is known.
    Raises `NotFound` for somebody else's offer, `Refused` (offer_over, queue_closed, already_in_line, guardian_withdrew),
    `BadInput(telephone_needed)`, `Stale`."""
    where = await SQL.offer_where(tx.conn, id=offer_id)
    if where is None or where.ticket_id != command.ticket_id:
        raise NotFound(Code.NOT_FOUND)
    target = await _target(tx, where.queue_id, choice, department)
    hold = await lock_ticket(tx, command.ticket_id, *([] if target is None else [target]))
    same_version(command.version, hold.ticket.version)
    row = await SQL.offer_for_update(tx.conn, id=offer_id)
    offer = Offer(row.id, row.ticket_id, row.queue_id, tuple(row.to_queues), row.withdrawn)
    check_chooses(offer, hold.ticket.state, hold.ticket.queue_id, target)
    await SQL.write_choice(tx.conn, id=offer_id, choice=choice, at=tx.now, queue_id=target)
    await store.append(
        tx, "offer_chosen", CITIZEN, session_id=hold.session.id, queue_id=offer.queue_id,
        ticket_id=command.ticket_id, reason=choice,
    )  # fmt: skip
    tx.changed(offer.queue_id)
    if target is not None:
        await _go_there(context, tx, hold, target)
    elif choice is Choice.NEXT_SESSION:
        await _carry_over(context, tx, hold)
    else:
        here = await _back(context, tx, hold)
        if choice is Choice.TELEPHONE and (telephone or not here.by_phone):
            await take_phone(context, tx, here, telephone)


async def _back(context: AppContext, tx: Tx, hold: LockedTicket) -> Ticket:
    held = hold.ticket
    if held.state is not TicketState.ABSENT:
        return held
    here = ticket.act(held, TicketAction.COME_BACK, tx.now)
    await store.enter_queue(tx, hold.queue, context.preference, held, here, "came_back", CITIZEN, reason=OWN_CHOICE)
    return here


async def _target(tx: Tx, queue_id: QueueId, choice: Choice, department: str | None) -> QueueId | None:
    if choice is not Choice.DEPARTMENT:
        return None
    session_id = await store.SQL.session_of_queue(tx.conn, id=queue_id)
    found = await store.queue_of_department(tx.conn, session_id, department or "")
    return QueueId(found.id)


async def _go_there(context: AppContext, tx: Tx, hold: LockedTicket, target: QueueId) -> None:
    """Into the other queue, with the seniority that the ticket always had."""
    queue = hold.queues[target]
    check_takes(await target_of(tx, hold.ticket, queue))
    held = hold.ticket
    if held.state is TicketState.ABSENT:
        # The queue that they leave passes nobody for it.
        held = ticket.act(held, TicketAction.COME_BACK, tx.now)
        await store.write_ticket(tx, hold.ticket, held, "came_back", CITIZEN, reason=OWN_CHOICE)
    moved = replace(ticket.act(held, TicketAction.MOVE, tx.now), queue_id=target)
    await store.enter_queue(tx, queue, context.preference, held, moved, "moved", CITIZEN, reason=OWN_CHOICE)
    await follow_legs(tx, held, TicketAction.MOVE, target)


async def _carry_over(context: AppContext, tx: Tx, hold: LockedTicket) -> None:
    """To the next jornada, with the folio and priority there."""
    over = ticket.act(hold.ticket, TicketAction.CARRY_OVER, tx.now)
    await store.write_ticket(tx, hold.ticket, over, "carried_over", CITIZEN, reason=OWN_CHOICE)
    await follow_legs(tx, hold.ticket, TicketAction.CARRY_OVER, hold.ticket.queue_id)
    await open_case(context, tx, hold.ticket.attention_id, "carried_over", CITIZEN)
