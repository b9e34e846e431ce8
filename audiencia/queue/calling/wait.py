"""The time before the call, from the citizen's side: saying that one is ready, and letting others pass."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from audiencia.core.actor import CITIZEN, SYSTEM
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import QueueId, TicketId
from audiencia.db.commands import each, each_due
from audiencia.db.unit_of_work import Tx
from audiencia.queue.booking import check_in
from audiencia.queue.domain import ticket
from audiencia.queue.domain.queue import Queue, calls_now
from audiencia.queue.domain.routing import READY_AHEAD, Nearness, call_order, to_ask
from audiencia.queue.domain.session import SessionState
from audiencia.queue.domain.ticket import Ticket, TicketAction, TicketState, postponed, postponement_over
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedTicket, TicketCommand, lock_ticket, with_ticket_locked
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import QueuesToAsk


@with_ticket_locked
async def say_ready(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """`ready_check > waiting`, ready: the next call may take this person before one who is not."""
    if hold.ticket.ready:
        return
    ready = ticket.act(hold.ticket, TicketAction.SAY_READY, tx.now)
    await store.write_ticket(tx, hold.ticket, ready, "ready", CITIZEN)


@with_ticket_locked
async def postpone(
    context: AppContext,
    command: TicketCommand,
    tx: Tx,
    hold: LockedTicket,
    *,
    not_before: datetime | None = None,
    let_pass: int | None = None,
) -> None:
    """`waiting > postponed`: until a time of this jornada, or until so many others were called. Seniority is kept.
    Raises `BadInput` unless exactly one of the two is said and the time lies before closing; `Refused` (not_allowed_now,
    postponed_too_often)."""
    if (not_before is None) == (let_pass is None):
        raise BadInput(Code.BAD_INPUT, {"let_pass": Code.BAD_INPUT.value})
    if not_before is not None and not tx.now < not_before < hold.session.closes_at:
        raise BadInput(Code.BAD_INPUT, {"not_before": Code.BAD_INPUT.value})
    limit = context.municipality.limits.postponements
    if await store.SQL.count_postponements(tx.conn, ticket_id=hold.ticket.id) >= limit:
        raise Refused(Code.POSTPONED_TOO_OFTEN, limit=limit)
    after_calls = None if let_pass is None else hold.queue.calls + let_pass
    away = postponed(hold.ticket, tx.now, not_before, after_calls)
    await store.write_ticket(
        tx, hold.ticket, away, "postponed", CITIZEN, reason="until_time" if let_pass is None else "let_pass"
    )


@with_ticket_locked
async def resume(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """`postponed > waiting` before its time, with the seniority that the ticket always had.
    Raises `Refused(not_allowed_now)` before the window of an appointment begins."""
    if await check_in.comes_at(tx, hold.ticket) is not None:
        raise Refused(Code.NOT_ALLOWED_NOW, state=hold.ticket.state.value, action="resume")
    back = ticket.act(hold.ticket, TicketAction.RESUME, tx.now)
    await store.enter_queue(tx, hold.queue, context.preference, hold.ticket, back, "resumed", CITIZEN)


@each_due(lambda _, conn: (row.id async for row in store.SQL.postponed_tickets(conn)))
async def end_postponements(context: AppContext, tx: Tx, ticket_id: TicketId) -> None:
    """Those whose time has come are in the queue again; gives how many were looked at."""
    hold = await lock_ticket(tx, ticket_id)
    front = (await store.front_of_queues(tx.conn, [hold.queue.id], 1))[hold.queue.id]
    if not postponement_over(hold.ticket, tx.now, hold.queue.calls, anybody_in_queue=bool(front)):
        return
    back = ticket.act(hold.ticket, TicketAction.RESUME, tx.now)
    booked = await check_in.comes_at(tx, hold.ticket) is not None
    await store.enter_queue(
        tx,
        hold.queue,
        context.preference,
        hold.ticket,
        back,
        "resumed",
        SYSTEM,
        reason=check_in.BOOKED if booked else "due",
        told=check_in.BOOKED if booked else None,
    )


async def ask_ready(context: AppContext) -> int:
    """Asks those of the first three of each queue whose call is near whether they are ready; gives in how many queues.
    Looked at without locks first: most queues have been asked, and nobody must wait for that to be found out."""
    async with context.database.read() as conn:
        rows = [row async for row in store.SQL.queues_to_ask(conn)]
        fronts = await store.front_of_queues(conn, [row.id for row in rows], READY_AHEAD)
    near: dict[QueueId, Nearness] = {}
    for row in rows:
        queue = store.queue_of(row)
        order = _order(context, queue, fronts)
        nearness = _nearness(context, row, order)
        if to_ask(order, queue.calls, nearness):
            near[queue.id] = nearness
    return await each(list(near), lambda queue_id: _ask(context, queue_id, near[queue_id]))


def _order(context: AppContext, queue: Queue, fronts: Mapping[QueueId, Sequence[Ticket]]) -> list[Ticket]:
    return call_order(fronts[queue.id], context.preference, queue.since_preferred)


def _nearness(context: AppContext, row: "QueuesToAsk", order: Sequence[Ticket]) -> Nearness:
    """By the rooms that are free and by the last estimate: near is what may come before the time for an answer is over."""
    known = {} if context.forecaster is None else context.forecaster.known(QueueId(row.id))
    turns = [known[one.id].low_at if one.id in known else None for one in order[:READY_AHEAD]]
    within = timedelta(seconds=context.municipality.limits.ready_seconds)
    return Nearness(row.now, row.idle, turns, within)


async def _ask(context: AppContext, queue_id: QueueId, nearness: Nearness) -> None:
    async with context.database.begin() as tx:
        session_id = await store.SQL.session_of_queue(tx.conn, id=queue_id)
        session = await store.lock_session(tx, session_id)
        queue = (await store.lock_queues(tx, queue_id))[queue_id]
        if session.state not in (SessionState.OPEN, SessionState.CLOSING) or not calls_now(queue):
            return
        until = tx.now + timedelta(seconds=context.municipality.limits.ready_seconds)
        fronts = await store.front_of_queues(tx.conn, [queue_id], READY_AHEAD)
        for one in to_ask(_order(context, queue, fronts), queue.calls, nearness):
            held = await store.lock_ticket(tx, one.id)
            asked = replace(
                ticket.act(held, TicketAction.ASK_READY, tx.now), ready_until=until, asked_at_call=queue.calls
            )
            await store.write_ticket(tx, held, asked, "asked_ready", SYSTEM)


@each_due(lambda _, conn: (row.id async for row in store.SQL.silent_tickets(conn)))
async def end_silence(context: AppContext, tx: Tx, ticket_id: TicketId) -> None:
    """Those who did not say in time that they are ready are in the queue as before; gives how many were looked at."""
    held = (await lock_ticket(tx, ticket_id)).ticket
    if held.state is not TicketState.READY_CHECK or held.ready_until is None or held.ready_until > tx.now:
        return
    silent = ticket.act(held, TicketAction.STAY_SILENT, tx.now)
    await store.write_ticket(tx, held, silent, "stayed_silent", SYSTEM)
