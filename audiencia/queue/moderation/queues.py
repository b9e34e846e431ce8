"""Queues as a moderator sets them, and what time brings about in them: pauses end, drained queues close.
A command carries the queue's `state_version`: it is refused when somebody else set the queue since it was seen, and not
because somebody joined meanwhile."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import CommandId, QueueId, StaffId
from audiencia.db.commands import Result, each_due, once, staff_command
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.domain import queue as queues
from audiencia.queue.domain.queue import Queue, QueueAction, QueueState
from audiencia.queue.domain.session import is_over
from audiencia.queue.store import store
from audiencia.queue.unit.commands import check_reason, same_version
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.store", "queues.sql")
ModeratorAction = Literal["open", "pause", "resume", "drain"]
KINDS: dict[QueueAction, str] = {
    QueueAction.OPEN: "opened",
    QueueAction.PAUSE: "paused",
    QueueAction.RESUME: "resumed",
    QueueAction.DRAIN: "draining",
}
"""What the log calls it when somebody sets a queue."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a moderator sets. `minutes`: how long a pause lasts, as far as is known."""

    action: QueueAction
    reason: str | None
    minutes: int | None

    @property
    def detail(self) -> dict[str, Any]:
        """What the log keeps beside kind and reason."""
        return {} if self.minutes is None else {"minutes": self.minutes}

    def applied(self, queue: Queue, tx: Tx) -> Queue:
        """The queue as set. Raises `Refused` when its state does not allow it."""
        if self.action is not QueueAction.PAUSE or self.reason is None:
            return queues.act(queue, self.action)
        until = None if self.minutes is None else tx.now + timedelta(minutes=self.minutes)
        return queues.pause(queue, self.reason, until)


async def set_queue(
    context: AppContext,
    staff_id: StaffId,
    command_id: CommandId,
    version: int,
    department: str,
    action: ModeratorAction,
    reason: str | None,
    minutes: int | None,
) -> Result:
    """Opens, pauses, resumes or drains a queue. `version` is its `state_version`; gives the next one.
    Raises `BadInput` (a pause without a known reason; reason or minutes with anything else), `Stale` when somebody else set
    it first, `NotFound(unknown_department)`, `Refused` (not_allowed_now, session_closed)."""
    setting = _setting(context, QueueAction(action), reason, minutes)

    async def act(tx: Tx) -> Result:
        queue = await _lock_queue(context, tx, department, version)
        changed = setting.applied(queue, tx)
        actor = staff_actor(staff_id)
        kind = KINDS[setting.action]
        await store.write_queue(tx, queue, changed, kind, actor, reason=reason, detail=setting.detail)
        await audit.record(tx.conn, actor, Action.QUEUE_SET, ("queue", queue.id), why=reason or kind)
        return {"version": changed.state_version}

    return await once(context, f"staff:{staff_id}", command_id, act)


def _setting(context: AppContext, action: QueueAction, reason: str | None, minutes: int | None) -> Setting:
    if action is QueueAction.PAUSE:
        check_reason(context.municipality.pause_reasons, reason)
    elif reason is not None or minutes is not None:
        raise BadInput(Code.BAD_INPUT, {"action": Code.BAD_INPUT.value})
    return Setting(action, reason, minutes)


@staff_command
async def set_cap(
    context: AppContext, staff_id: StaffId, tx: Tx, version: int, department: str, cap: int | None
) -> Result:
    """How many may wait in a queue, `None` for the general limit. Versions and errors as for `set_queue`."""
    queue = await _lock_queue(context, tx, department, version)
    changed = queues.with_cap(queue, cap)
    actor = staff_actor(staff_id)
    await store.write_queue(tx, queue, changed, "cap_set", actor, detail={"cap": cap})
    await audit.record(tx.conn, actor, Action.QUEUE_SET, ("queue", queue.id), why="cap")
    return {"version": changed.state_version}


async def _lock_queue(context: AppContext, tx: Tx, department: str, version: int) -> Queue:
    """Locks the jornada (shared) and the department's queue, and holds it against what the moderator saw."""
    live = await store.live_session(tx.conn)
    if live is None:
        raise Refused(Code.SESSION_CLOSED)
    session = await store.lock_session(tx, live.id)
    found = await store.queue_of_department(tx.conn, session.id, department)
    queue = (await store.lock_queues(tx, found.id))[found.id]
    if is_over(session, tx.now, context.closing_grace):
        raise Refused(Code.SESSION_CLOSED)
    same_version(version, queue.state_version)
    return queue


@each_due(lambda _, conn: (row.id async for row in SQL.due_queues(conn)))
async def close_drained(context: AppContext, tx: Tx, queue_id: QueueId) -> None:
    """Draining queues in which nobody is any more close, and pauses end at their time; gives how many were due."""
    await store.lock_session(tx, await store.SQL.session_of_queue(tx.conn, id=queue_id))
    queue = (await store.lock_queues(tx, queue_id))[queue_id]
    if queues.pause_over(queue, tx.now):
        resumed = queues.act(queue, QueueAction.RESUME)
        await store.write_queue(tx, queue, resumed, "resumed", SYSTEM, reason="due")
    elif queue.state is QueueState.DRAINING and not await SQL.anybody_in(tx.conn, queue_id=queue_id):
        closed = queues.act(queue, QueueAction.CLOSE)
        await store.write_queue(tx, queue, closed, "closed", SYSTEM, reason="drained")
