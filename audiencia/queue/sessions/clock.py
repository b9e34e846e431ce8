"""A step of the database's clock: noticed by each web node, and a person is asked before anybody is carried over because of it.
The log keeps steps and answers: sessions are doubted while the steps since the last answer come to more than a minute. A clock
that is set right again therefore needs no answer."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from audiencia.core.actor import SYSTEM, Actor, staff_actor
from audiencia.core.ids import QueueId, SessionId, StaffId
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
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
    """Watches the clock of one web node. Changes made while no node ran go unnoticed."""

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
            there = await _lock_unfinished(tx)
            new = [one for one in there if not await SQL.noted_just_now(tx.conn, session_id=one, seconds=step)]
            await _note(tx, new, STEPPED, SYSTEM, {"seconds": round(step)})
        self._watch.noted(step)


async def _lock_unfinished(tx: Tx) -> list[SessionId]:
    there = [SessionId(row.id) async for row in store.SQL.unfinished_sessions(tx.conn)]
    for one in there:
        await store.SQL.session_exclusive(tx.conn, id=one)
    return there


async def _note(
    tx: Tx, sessions: Sequence[SessionId], kind: str, actor: Actor, detail: Mapping[str, int] | None = None
) -> None:
    """Notes it in the log of these locked sessions. Locks all their queues, whose people are told."""
    queues = [QueueId(row.id) for one in sessions async for row in store.SQL.queues_of_session(tx.conn, session_id=one)]
    tx.changed(*await store.lock_queues(tx, *queues))
    for one in sessions:
        await store.append(tx, kind, actor, session_id=one, detail=detail)


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
        doubted = [one for one in await _lock_unfinished(tx) if await is_doubted(tx.conn, one)]
        await _note(tx, doubted, CONFIRMED, staff_actor(staff_id))
