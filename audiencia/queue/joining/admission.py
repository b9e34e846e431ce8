"""Whether one more can join a department's queue now, and whether they would probably be attended today; for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId
from audiencia.db.commands import settled
from audiencia.db.queries import load
from audiencia.queue.domain.queue import Queue, QueueState, check_joins
from audiencia.queue.domain.session import Session, SessionState, check_admits, check_finishes
from audiencia.queue.joining.status import Interpreters
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected

if TYPE_CHECKING:
    from audiencia.queue.joining.join_sql import QueuesNow

SQL = load("audiencia.queue.joining", "join.sql")
CLOSE_CALL = timedelta(minutes=30)
"""Who would be done within this time before closing is told that it may not be today."""


@dataclass(frozen=True, slots=True)
class QueueToJoin:
    """A department's queue as who thinks of joining sees it.
    `refusal`: why nobody can join now. `unsure`: one who joins now may not be attended today. `waiting` counts the queue;
    `expected`: when one who joins now would be called, where that can be said."""

    queue_id: QueueId
    waiting: int
    refusal: Code | None
    unsure: bool
    paused_until: datetime | None
    paused_reason: str | None
    paused: bool
    expected: Expected | None = None

    @property
    def notice(self) -> tuple[object, ...]:
        """What the form says of the queue."""
        return self.refusal, self.unsure, self.paused, self.paused_until, self.paused_reason


@dataclass(frozen=True, slots=True)
class Admission:
    """The jornada's answer, and each department's by its slug: `refusal` holds for all. `interpreters`: `None` without a jornada."""

    refusal: Code | None
    queues: Mapping[str, QueueToJoin]
    interpreters: Interpreters | None = None

    def refusal_of(self, department: str) -> Code | None:
        """Why nobody can join this department's queue now; `None` when people can."""
        if self.refusal is not None:
            return self.refusal
        queue = self.queues.get(department)
        return Code.QUEUE_CLOSED if queue is None else queue.refusal


async def admission(context: AppContext, department: str | None = None, *, practice: bool = False) -> Admission:
    """All queues as they stand, or that of one `department`, without locks: what holds is decided again when somebody joins.
    `practice`: for the staff and the simulated people; nobody else sees the queues of a practice."""

    async def read() -> "list[QueuesNow]":
        async with context.database.read() as conn:
            return [row async for row in SQL.queues_now(conn, department=department, practice=practice)]

    rows = await settled(read)
    if not rows:
        return Admission(Code.SESSION_CLOSED, {})
    session = store.session_of(store.Fields(rows[0].live))
    live = session.state in (SessionState.LOBBY, SessionState.OPEN)
    queues = {
        row.slug: await _queue_now(context, session, store.queue_of(store.Fields(row.queue)), row)
        for row in rows
        if live and row.slug is not None and row.queue is not None
    }
    interpreters = Interpreters.of(context.municipality, rows[0].helped, rows[0].here)
    try:
        check_admits(session, rows[0].now)
    except Refused as refused:
        return Admission(refused.code, queues, interpreters)
    return Admission(None, queues, interpreters)


async def _queue_now(context: AppContext, session: Session, queue: Queue, row: "QueuesNow") -> QueueToJoin:
    forecaster = context.forecaster
    done = None if forecaster is None else await forecaster.finishing(queue.id)
    return QueueToJoin(
        queue_id=queue.id,
        waiting=row.in_line,
        refusal=_refused(context, session, queue, row.taken, done),
        unsure=done is not None and done > session.closes_at - CLOSE_CALL,
        paused_until=queue.paused_until,
        paused_reason=queue.paused_reason,
        paused=queue.state is QueueState.PAUSED,
        expected=None if forecaster is None else await forecaster.joiner(queue.id),
    )


def _refused(context: AppContext, session: Session, queue: Queue, taken: int, done: datetime | None) -> Code | None:
    try:
        check_joins(queue, taken, context.municipality.limits.queue_cap)
        check_finishes(session, done)
    except Refused as refused:
        return refused.code
    return None
