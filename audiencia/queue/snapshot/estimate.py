"""Estimates of one node: kept for a while, made again when a queue changed or time went by, never in anybody's way.
A view is shown with the last estimate; what is no longer true is made again just before the next batch of news, all queues one after the
other in a thread, and whoever looks at the queue is told."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog

from audiencia.core.cancellation import raise_if_cancelled
from audiencia.core.errors import DomainError
from audiencia.core.ids import QueueId, TicketId
from audiencia.core.logs import failure
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.domain.wait import Given, Score, score
from audiencia.queue.joining import outlook
from audiencia.queue.joining.outlook import Outlook, Question
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.store.estimate_sql import FirstEstimates

RESTS = 4
"""For so many times as long as making them took, none is made: with a full house estimates get older, and views are not late."""
STALE_SECONDS = 30.0  # After this time an estimate is made again though nothing changed.
SECONDS = 10.0  # Nobody waits longer for an estimate: better none than one of another time.
UNWANTED_SECONDS = 600.0  # A queue for which nobody asked for so long is forgotten until somebody does.
HAD_TO_WAIT = timedelta(minutes=1)  # Who may be called within this time is no test of an estimate.
log = structlog.get_logger()
Changed = Callable[[QueueId], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """An outlook, or that there is none, and when by this process's clock it was made."""

    outlook: Outlook | None
    version: int
    at: float


class Estimates:
    """The outlooks of this node's queues. `changed` is told which queue has another outlook than before."""

    def __init__(self, context: AppContext, clock: Callable[[], float] = time.monotonic) -> None:
        self._context, self._clock = context, clock
        self._kept: dict[QueueId, Kept] = {}
        self._asked: dict[QueueId, float] = {}
        self._shown: WeakValueDictionary[QueueId, Snapshot] = WeakValueDictionary()
        """What each queue's model has read last, for as long as the model keeps it: it holds what people wrote."""
        self._wanted: set[QueueId] = set()
        self._making: dict[QueueId, asyncio.Task[Kept | None]] = {}
        self._noted: dict[QueueId, frozenset[TicketId]] = {}
        """Who waits in a queue and has a first estimate."""
        self._one_at_a_time = asyncio.Lock()
        self._asked_for, self._made, self._rests = asyncio.Event(), asyncio.Event(), False
        self.changed: Changed = lambda queue_id: None

    def add(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the last outlook of its queue; a new one is made soon when that is of another moment."""
        kept = self._kept.get(snapshot.queue_id)
        self._asked[snapshot.queue_id] = self._clock()
        if kept is None or kept.version != snapshot.version or self._clock() - kept.at > STALE_SECONDS:
            self._wanted.add(snapshot.queue_id)
        if kept is not None and kept.outlook is not None:
            snapshot = replace(snapshot, estimates=kept.outlook.expected, late=kept.outlook.late)
        self._shown[snapshot.queue_id] = snapshot
        return snapshot

    async def catch_up(self, seconds: float) -> None:
        """Has what is wanted made, unless the last ones were made a short while ago, and waits for it so long at most."""
        if self._rests:
            return
        self._made.clear()
        self._asked_for.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._made.wait()

    async def run(self) -> None:
        """Makes what is wanted each time that somebody catches up, until cancelled."""
        while True:
            await self._asked_for.wait()
            self._asked_for.clear()
            began = self._clock()
            await self.make_wanted()
            raise_if_cancelled()
            self._made.set()
            self._rests = True
            await asyncio.sleep(RESTS * (self._clock() - began))
            self._rests = False

    async def make_wanted(self) -> None:
        """Makes the outlooks of queues that changed, or whose last one is old, while anybody asks for them.
        Where nobody is called, or will be, time alone changes nothing: such a queue is looked at when it changes."""
        now = self._clock()
        for queue_id in [one for one, at in self._asked.items() if now - at > UNWANTED_SECONDS]:
            for known in (self._asked, self._kept, self._noted):
                known.pop(queue_id, None)
        old = {one for one, kept in self._kept.items() if kept.outlook is not None and now - kept.at > STALE_SECONDS}
        self._wanted |= old
        wanted, self._wanted = self._wanted, set()
        for queue_id in sorted(wanted):
            before = self._kept.get(queue_id)
            after = await self._make(queue_id)
            if after is None:
                self._kept.pop(queue_id, None)
            if _seen(before) != _seen(after):
                self.changed(queue_id)

    async def finishing(self, queue_id: QueueId) -> datetime | None:
        """When one who joins now would be done, at the 80th percentile; `None` without an estimate."""
        found = await self._outlook(queue_id)
        return None if found is None else found.finishing

    async def joiner(self, queue_id: QueueId) -> Expected | None:
        """When one who joins now would be called; `None` without an estimate."""
        found = await self._outlook(queue_id)
        return None if found is None else found.joiner

    async def expected(self, queue_id: QueueId, ticket_id: TicketId) -> Expected | None:
        """When this one will be called; made anew when the last estimate knows nothing of them. `None` without an estimate."""
        found = await self._outlook(queue_id)
        if found is not None and ticket_id not in found.expected:
            made = await self._make(queue_id)
            found = None if made is None else made.outlook
        return None if found is None else found.expected.get(ticket_id)

    def known(self, queue_id: QueueId) -> Mapping[TicketId, Expected]:
        """What the last estimate says, of whom it knows. It waits for nothing: a new one is made soon when that is old."""
        kept = self._kept.get(queue_id)
        self._asked[queue_id] = self._clock()
        if kept is None or self._clock() - kept.at > STALE_SECONDS:
            self._wanted.add(queue_id)
        return {} if kept is None or kept.outlook is None else kept.outlook.expected

    async def _outlook(self, queue_id: QueueId) -> Outlook | None:
        """The last one, or a new one when that is old."""
        self._asked[queue_id] = self._clock()
        kept = self._kept.get(queue_id)
        if kept is None or self._clock() - kept.at > STALE_SECONDS:
            kept = await self._make(queue_id)
        return None if kept is None else kept.outlook

    async def _make(self, queue_id: QueueId) -> Kept | None:
        """A new outlook, one for all who ask while it is made; `None` when it could not be made in time.
        It is made in a task of its own: who asked may go, and the thread's work is over before the next one's begins."""
        task = self._making.get(queue_id)
        if task is None:
            task = self._making[queue_id] = asyncio.create_task(self._make_alone(queue_id))
            task.add_done_callback(lambda _: self._making.pop(queue_id, None))
        try:
            async with asyncio.timeout(SECONDS):
                return await asyncio.shield(task)
        except TimeoutError:
            log.info("estimate_timed_out", queue_id=queue_id)
            return None

    async def _make_alone(self, queue_id: QueueId) -> Kept | None:
        """One at a time, so that a long queue never takes both cores."""
        try:
            async with self._one_at_a_time:
                shown = self._shown.get(queue_id)
                version = 0 if shown is None else shown.version
                question = await self._ask(queue_id)
                made = await asyncio.to_thread(outlook.answer, question) if question is not None else None
                if made is not None:
                    await self._note(queue_id, made)
        except DomainError as error:
            log.info("estimate_refused", code=error.code, queue_id=queue_id)
            return None
        except Exception as error:  # noqa: BLE001 -- without an estimate everything else goes on
            failure(log, "estimate_failed", error, queue_id=queue_id)
            return None
        kept = Kept(made, question.version if question is not None else version, self._clock())
        self._kept[queue_id] = kept
        return kept

    async def _ask(self, queue_id: QueueId) -> Question | None:
        async with self._context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            return await outlook.read(self._context, conn, queue_id, self._waiting)

    def _waiting(self, queue_id: QueueId, version: int) -> Sequence[Ticket] | None:
        """Who is in the queue, where this node has read it at this version: a queue of 2,000 takes 20 ms of the loop."""
        shown = self._shown.get(queue_id)
        return shown.in_queue() if shown is not None and shown.version == version else None

    async def _note(self, queue_id: QueueId, made: Outlook) -> None:
        """Keeps the first estimate of each who has to wait, to be held against what comes."""
        noted = self._noted.get(queue_id, frozenset()) & made.raw.keys()
        new = {at: made.raw[at] for at in made.raw.keys() - noted if made.raw[at].p90_s >= HAD_TO_WAIT.total_seconds()}
        self._noted[queue_id] = noted
        if not new:
            return

        def at(seconds: float) -> datetime:
            return made.made_at + timedelta(seconds=seconds)

        async with self._context.database.begin() as tx:
            await outlook.SQL.keep_first(
                tx.conn,
                ids=list(new),
                queue_id=queue_id,
                made_at=made.made_at,
                lows=[at(one.p10_s) for one in new.values()],
                middles=[at(one.p50_s) for one in new.values()],
                highs=[at(one.p90_s) for one in new.values()],
            )
        self._noted[queue_id] = noted | new.keys()


def _seen(kept: Kept | None) -> object:
    """What people see of it."""
    return None if kept is None or kept.outlook is None else (kept.outlook.expected, kept.outlook.late)


@dataclass(frozen=True, slots=True)
class DepartmentScore:
    """How good today's first estimates of a department have been."""

    department: Text
    score: Score


async def scores(context: AppContext) -> list[DepartmentScore]:
    """Today's first estimates against what came, by department; departments without any are left out."""
    async with context.database.read() as conn:
        session = await store.live_session(conn)
        if session is None:
            return []
        rows = [row async for row in outlook.SQL.first_estimates(conn, session_id=session.id)]
    given: dict[str, list[Given]] = {}
    names: dict[str, Text] = {}
    for row in rows:
        names[row.slug] = Text(es=row.name_es, en=row.name_en)
        given.setdefault(row.slug, []).append(_given(row))
    scored: Mapping[str, Score | None] = {slug: score(each) for slug, each in given.items()}
    return [DepartmentScore(names[slug], one) for slug, one in scored.items() if one is not None]


def _given(row: "FirstEstimates") -> Given:
    def after(moment: datetime) -> float:
        return (moment - row.made_at).total_seconds()

    return Given(after(row.low_at), after(row.middle_at), after(row.high_at), after(row.began_at))
