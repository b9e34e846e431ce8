"""A step of the database's clock: noticed by each web node, and a person is asked before anybody is carried over because of it.

The log keeps steps and answers: sessions are doubted while the steps since the last answer come to more than a minute. A clock
that is set right again therefore needs no answer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.ids import SessionId, StaffId
from audiencia.db.database import Connection, Tx, now_of
from audiencia.db.queries import load
from audiencia.queue.domain.clock_watch import STEP_SECONDS, ClockWatch
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.sessions", "clock.sql")
STEPPED, CONFIRMED = "clock_stepped", "clock_confirmed"
log = structlog.get_logger()


def ticks() -> float:
    """Seconds since the machine started, sleep included: a machine that slept has no clock that was set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class ClockLook:
    """Of one web node. What happened to the clock while no node ran is known to nobody."""

    def __init__(self, context: AppContext, ticks: Callable[[], float] = ticks) -> None:
        self._context, self._ticks = context, ticks
        self._watch = ClockWatch()

    async def look(self) -> None:
        """Call it right before the sessions follow the clock. Of several nodes that see one step, one notes it."""
        async with self._context.database.read() as conn:
            clock = await SQL.real_clock(conn)
            step = self._watch.step(clock, self._ticks())
        if step is None:
            return
        log.error("database_clock_stepped", seconds=round(step))
        async with self._context.database.begin() as tx:
            for row in [row async for row in store.SQL.unfinished_sessions(tx.conn)]:
                session = store.session_of(await store.SQL.session_exclusive(tx.conn, id=row.id))
                if not await SQL.noted_just_now(tx.conn, session_id=session.id, seconds=step):
                    tx.changed(*await store.lock_all_queues(tx, session.id))
                    await store.append(tx, STEPPED, SYSTEM, session_id=session.id, detail={"seconds": round(step)})


async def is_doubted(conn: Connection, session_id: SessionId) -> bool:
    """Whether nobody said yet that the time is right."""
    return abs(await SQL.stepped_by(conn, session_id=session_id)) > STEP_SECONDS


@dataclass(frozen=True, slots=True)
class Doubt:
    """By how many seconds the clock was set, and what time it is by it."""

    seconds: int
    now: datetime


async def doubt(context: AppContext) -> Doubt | None:
    """What still has to be answered, if anything."""
    async with context.database.read() as conn:
        seconds = await _outstanding(conn)
        return None if seconds is None else Doubt(seconds, await now_of(conn))


async def _outstanding(conn: Connection) -> int | None:
    """By how many seconds the clock was set without an answer; `None`: it is not doubted."""
    for row in [row async for row in store.SQL.unfinished_sessions(conn)]:
        if await is_doubted(conn, SessionId(row.id)):
            return round(await SQL.stepped_by(conn, session_id=row.id))
    return None


async def begin_doubted(tx: Tx, session_id: SessionId) -> None:
    """Notes for a session that is planned by a doubted clock what others noted before: else setting it right is a step for it."""
    seconds = await _outstanding(tx.conn)
    if seconds is not None:
        await store.append(tx, STEPPED, SYSTEM, session_id=session_id, detail={"seconds": seconds})


async def confirm(context: AppContext, staff_id: StaffId) -> None:
    """Somebody looked: the time is right now, and sessions end by it."""
    async with context.database.begin() as tx:
        for row in [row async for row in store.SQL.unfinished_sessions(tx.conn)]:
            await store.SQL.session_exclusive(tx.conn, id=row.id)
            if await is_doubted(tx.conn, SessionId(row.id)):
                tx.changed(*await store.lock_all_queues(tx, SessionId(row.id)))
                await store.append(tx, CONFIRMED, staff_actor(staff_id), session_id=SessionId(row.id))
