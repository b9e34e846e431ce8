"""A day that was called off is held after all. Places do not come back; their people read it where they read the other, and those
who had asked to be told can be told it, once, at the addresses that were kept for that."""

import json
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from audiencia.core.actor import staff_actor
from audiencia.db.unit_of_work import Tx
from audiencia.notifications.kinds import Kind
from audiencia.privacy import audit, unreadable
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.queue.booking.calling_off import SQL, WAYS, Decision, ToldAt, tell
from audiencia.queue.domain.calling_off import check_held_after_all
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.booking.calling_off_sql import ToHold

EVENT = "held_after_all"


async def hold(tx: Tx, decision: Decision, day: date) -> None:
    """Before a day that was called off is planned again. Raises `Refused(DAY_GIVEN_BACK)` while who decides was not asked.
    Who has not got the notice that it is called off yet gets this one in its place, whatever was answered."""
    rows = [row async for row in SQL.to_hold(tx.conn, day=day)]
    check_held_after_all(day.isoformat(), len(rows), decision.answer)
    if not rows:
        return
    actor = staff_actor(decision.by)
    await SQL.write_held(tx.conn, tickets=[row.id for row in rows], at=tx.now)
    for row in rows:
        await store.append(tx, EVENT, actor, session_id=row.session_id, queue_id=row.queue_id, ticket_id=row.id)
    tx.changed(*{row.queue_id for row in rows})
    every = decision.answer is not None and decision.answer.tell
    await _tell(tx, decision.context, [row for row in rows if row.ways_sealed and (every or row.unsent)], day)
    await audit.record(tx.conn, actor, Action.DAY_HELD_AFTER_ALL, ("day", day.isoformat()), why=EVENT)


async def _tell(tx: Tx, context: AppContext, rows: "Collection[ToHold]", day: date) -> None:
    """Once: the addresses are forgotten with it."""
    keys = await persons.person_keys(tx.conn, context.keyring, {row.person_id for row in rows})
    await SQL.take_back(tx.conn, tickets=[row.id for row in rows])
    for row in rows:
        if row.person_id not in keys:
            await unreadable.note_key(tx.conn, row.person_id)
            continue
        text = unreadable.open_text(tx, keys[row.person_id], row.ways_sealed, WAYS, row.id)
        if text:
            await tell(tx, context, row, ToldAt(**json.loads(text)), Kind.BOOKING_HELD, day, row.closes_at)
    await SQL.forget_ways(tx.conn, tickets=[row.id for row in rows])
