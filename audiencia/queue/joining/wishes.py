"""A director who was asked for: the wish is lifted when it would keep somebody waiting for one who is gone."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from audiencia.core.actor import Actor
from audiencia.core.ids import QueueId, StaffId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store

SQL = load("audiencia.queue.store", "queues.sql")
Why = Literal["room_closed", "room_draining", "room_elsewhere", "director_gone"]
"""Why a wish was lifted: the room closed, takes nobody more, serves other queues, or was found gone at the next call."""


async def lift(tx: Tx, queues: Collection[QueueId], director: StaffId, actor: Actor, why: Why) -> None:
    """Whoever waits in these locked queues for this director is told, and is attended by whoever is free."""
    waiting = [row async for row in SQL.wishes_for_update(tx.conn, queue_ids=sorted(queues), director=director)]
    for row in waiting:
        await lift_one(tx, store.ticket_of(row), actor, why)


async def lift_one(tx: Tx, wishing: Ticket, actor: Actor, why: Why) -> Ticket:
    """Gives the locked ticket without its wish; the place does not change."""
    free = replace(wishing, version=wishing.version + 1, wanted_director=None)
    await store.write_ticket(tx, wishing, free, "wish_lapsed", actor, reason=why)
    return free


async def gone_among(tx: Tx, queue_id: QueueId, order: Sequence[Ticket], own: StaffId) -> frozenset[StaffId]:
    """The directors asked for in this order who have no room that takes people from this locked queue.
    A wish for one of them holds nobody back (`Caller.gone`); it is lifted from whoever is called all the same."""
    wanted = {one.wanted_director for one in order if one.wanted_director not in (None, own)}
    if not wanted:
        return frozenset()
    gone = SQL.gone_directors(tx.conn, directors=list(wanted), queue_id=queue_id)
    return frozenset([StaffId(row.id) async for row in gone])
