"""A fan-out without a database: readings that end when a test lets them, and whoever looks at queues."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.precedence import Precedence
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.queue.snapshot.order import Order, order_of
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.runtime.context import AppContext
from audiencia.signaling.fanout import Fanout
from tests.support.view_builders import snapshot

QUEUE, SLOW = QueueId(1), QueueId(2)


def at_version(version: int, queue_id: QueueId = QUEUE) -> Snapshot:
    """That queue at this version."""
    return replace(snapshot(), queue_id=queue_id, version=version)


class Queues:
    """Stands for the database: the version that a reading finds now. Of the queue `SLOW` readings end when they may."""

    def __init__(self) -> None:
        self.version = 1
        self.may_end = asyncio.Event()
        self.reading = self.most = self.readings = 0
        """How many readings of the slow queue go on, how many ever did at once, and how many there were."""
        self.watched: set[TicketId] = set()
        """Whose own part the last reading was asked for."""
        self.begun = asyncio.Event()
        self.tickets: dict[TicketId, TicketFacts] = {}
        self.around: object = object()
        """Another one with each reading of what surrounds the tickets."""
        self.calls = 0
        self._order: Order | None = None
        """Kept as a reading keeps it while the same people wait."""

    def call(self, version: int) -> None:
        """Somebody was called: at this version everybody's picture is another."""
        self.version, self.around, self.calls = version, object(), self.calls + 1

    def _follow(self) -> Order:
        made = order_of([one.ticket for one in self.tickets.values()], (snapshot().preference, 0))
        if self._order is None or self._order.ids != made.ids:
            self._order = made
        return self._order

    async def read(
        self, context: AppContext, opened: object, queue_id: QueueId, watched: Collection[TicketId], known: Known | None
    ) -> tuple[Snapshot, Known]:
        version = self.version
        self.watched = set(watched)
        whole = frozenset(watched)
        if queue_id == SLOW:
            self.reading += 1
            self.readings += 1
            self.most = max(self.most, self.reading)
            self.begun.set()
            await self.may_end.wait()
            self.reading -= 1
        found = replace(at_version(version, queue_id), whole=whole)
        if self.tickets:
            queue = replace(found.queue, calls=self.calls)
            found = replace(found, queue=queue, tickets=self.tickets, around=self.around, kept_order=self._follow())
        return found, Known("1", {}, frozenset())


class Estimated:
    """No estimates, and whether the day's end is expected before who joins now is done. `made`: batches need not wait for any."""

    def __init__(self) -> None:
        self.late = False
        self.made = asyncio.Event()
        self.made.set()

    def add(self, seen: Snapshot) -> Snapshot:
        return replace(seen, late=self.late)

    async def catch_up(self, seconds: float) -> None:
        await self.made.wait()


class Looker:
    """Notes the versions that it is shown."""

    def __init__(
        self, fanout: Fanout, queue_id: QueueId = QUEUE, *, ticket_id: TicketId | None = None, patient: bool = False
    ) -> None:
        self.queue_id: QueueId | None = queue_id
        self.ticket_id = ticket_id
        self.precedence = Precedence.FIRST if ticket_id is None else Precedence.USUAL
        self._fanout, self._patient = fanout, patient
        self.backlogged = self.deferred = False
        self.seen: list[int] = []
        self.news = asyncio.Event()

    def looks_at(self, queue_id: QueueId) -> bool:
        return queue_id == self.queue_id

    async def greet(self) -> None:
        await self._fanout.show_now(self)

    async def show(self, seen: Snapshot) -> None:
        self.seen.append(seen.version)
        self.news.set()

    def patient(self, seen: Snapshot) -> bool:
        return self._patient

    async def has_seen(self, version: int) -> None:
        """Waits until it was shown this version."""
        async with asyncio.timeout(90):
            while version not in self.seen:
                await self.news.wait()
                self.news.clear()

    async def is_shown_again(self, times: int) -> None:
        """Waits until it was shown something more often than this."""
        async with asyncio.timeout(90):
            while len(self.seen) <= times:
                await self.news.wait()
                self.news.clear()
