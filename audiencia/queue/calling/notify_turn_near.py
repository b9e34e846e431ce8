"""Tells who asked for it that the turn is near, once: the first three of a queue, or whoever is probably called soon.
Places change by everything that happens in a queue, and estimates by time alone: so it is looked for, as what is due is."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.commands import each
from audiencia.db.connection import Connection, now_of
from audiencia.notifications import rules
from audiencia.notifications import store as notices
from audiencia.notifications.kinds import Kind
from audiencia.queue.domain.routing import READY_AHEAD, call_order
from audiencia.queue.domain.ticket import IN_QUEUE
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext


async def tell_near(context: AppContext) -> int:
    """Gives how many are told. Looked at without locks first: most of the time nobody is due."""
    waiting: dict[QueueId, list[TicketId]] = defaultdict(list)
    async with context.database.read() as conn:
        rows = [row async for row in notices.SQL.not_told_near(conn)]
        if not rows:
            return 0
        now = await now_of(conn)
        first = await _first(context, conn, {row.queue_id for row in rows if row.moves})
    for row in rows:
        waiting[row.queue_id].append(row.id)
    near = [
        ticket_id
        for queue_id, tickets in waiting.items()
        for ticket_id in tickets
        if ticket_id in first or await _soon(context, queue_id, ticket_id, now)
    ]
    return await each(near, lambda ticket_id: _tell(context, ticket_id))


async def _first(context: AppContext, conn: Connection, queues: Collection[QueueId]) -> set[TicketId]:
    """The first three of each of these queues."""
    loaded = [store.queue_of(row) async for row in notices.SQL.queues_of(conn, ids=list(queues))]
    fronts = await store.front_of_queues(conn, queues, READY_AHEAD)
    return {
        one.id
        for queue in loaded
        for one in call_order(fronts[queue.id], context.preference, queue.since_preferred)[:READY_AHEAD]
    }


async def _soon(context: AppContext, queue_id: QueueId, ticket_id: TicketId, now: datetime) -> bool:
    expected = await context.forecaster.expected(queue_id, ticket_id) if context.forecaster is not None else None
    return expected is not None and expected.low_at - now <= timedelta(
        minutes=context.municipality.notices.near_minutes
    )


async def _tell(context: AppContext, ticket_id: TicketId) -> None:
    async with context.database.begin() as tx:
        held = await store.lock_ticket(tx, ticket_id)
        if held.state not in IN_QUEUE:
            return
        until = rules.expires(Kind.TURN_NEAR, tx.now)
        _made = [
            row async for row in notices.SQL.insert_near(tx.conn, ticket_id=ticket_id, now=tx.now, expires_at=until)
        ]
