"""A moderator lets the jornada go on for longer: whoever waits is told the new time, and the queue admits people by it."""

from datetime import datetime

from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, Refused, Stale
from audiencia.core.ids import StaffId
from audiencia.db.commands import Result, staff_command
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.domain.session import extended
from audiencia.queue.sessions import practice
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext


@staff_command
async def extend(context: AppContext, moderator: StaffId, tx: Tx, closes_at: datetime, minutes: int) -> Result:
    """`closes_at` is the time that the moderator saw: two who extend at once are one extension.
    Raises `Stale(STALE_VERSION)`, `Refused` (session_closed, not_allowed_now once it is closing)."""
    found = await store.live_session(tx.conn)
    if found is None:
        raise Refused(Code.SESSION_CLOSED)
    session = store.session_of(await store.SQL.session_exclusive(tx.conn, id=found.id))
    if session.closes_at != closes_at:
        raise Stale(Code.STALE_VERSION)
    longer = extended(session, minutes)
    if session.demo and not context.demo:
        practice.check_may_practise(session, await practice.SQL.next_lobby(tx.conn), longer.closes_at)
    queues = await store.lock_all_queues(tx, session.id)
    await store.SQL.write_closing_time(tx.conn, id=session.id, closes_at=longer.closes_at)
    actor = staff_actor(moderator)
    await store.append(tx, "session_extended", actor, session_id=session.id, detail={"minutes": minutes})
    await audit.record(tx.conn, actor, Action.SESSION_EXTENDED, ("session", session.id), why="session_extended")
    tx.changed(*queues)
    return {"closes_at": longer.closes_at.isoformat()}
