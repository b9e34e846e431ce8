"""Who looks at which queue, and telling them when it changed.

A change of a queue is read once per node, turned into each person's own view, and sent only where that view differs from
the last one sent. People further back than `AT_ONCE` are told in batches: in a long line every join changes everybody's
picture a little, and nobody there acts on it within two seconds.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog

from audiencia.core import metrics
from audiencia.core.errors import DomainError, NotFound
from audiencia.core.ids import QueueId, TicketId
from audiencia.core.logs import failure
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.runtime.context import AppContext
from audiencia.signaling.coalesce import Coalescer

AT_ONCE = 10
BATCH_SECONDS = 2.0
RETRY_SECONDS = 0.5
READINGS = 3
"""Of one queue at once for single persons, beside the one for all who look at it: the pool's other connections are for others."""

log = structlog.get_logger()
Payload = Mapping[str, Any]
Send = Callable[[str, Payload], Awaitable[None]]


class Watcher(Protocol):
    """One socket's interest in one, several or all queues."""

    queue_id: QueueId | None
    """Where its first view comes from; `None` when it looks at all."""

    def looks_at(self, queue_id: QueueId) -> bool:
        """Whether a change of this queue may change what this one sees."""

    @property
    def ticket_id(self) -> TicketId | None:
        """The ticket that this one looks at, for citizens."""

    async def greet(self) -> None:
        """Sends the whole view as it is now, whatever was sent before. Raises `Unavailable` when it cannot be read."""

    async def show(self, snapshot: Snapshot) -> None:
        """Sends the view of this moment, unless nothing in it is new."""

    def patient(self, snapshot: Snapshot) -> bool:
        """Whether this one may be told with the next batch."""


@dataclass(slots=True)
class LastSent:
    """Remembers what a socket has seen; versions and clocks alone are no news.

    Digests (BLAKE2, 128 bit): a citizen's view itself would take some 10 kB for each socket.
    """

    send: Send
    _seen: dict[str, bytes] = field(default_factory=dict)
    _moments: dict[str, tuple[QueueId, int]] = field(default_factory=dict)

    async def changed(self, event: str, key: str, payload: dict[str, Any], snapshot: Snapshot) -> None:
        """Sends `payload`, which was made from `snapshot`, when more in it is new than `version` and `now`.

        Two readings may overtake each other: what was seen of a queue is never replaced by an earlier moment of it.
        """
        queue_id, version = self._moments.get(key, (snapshot.queue_id, 0))
        if queue_id == snapshot.queue_id and version > snapshot.version:
            return
        self._moments[key] = (snapshot.queue_id, snapshot.version)
        content = json.dumps({name: value for name, value in payload.items() if name not in ("version", "now")})
        digest = hashlib.blake2b(content.encode(), digest_size=16).digest()
        if self._seen.get(key) != digest:
            await self.send(event, payload)
            self._seen[key] = digest

    def forget(self) -> None:
        """The next one is sent whatever it holds."""
        self._seen.clear()


class Fanout:
    """The watchers of one node. One owner: only its own tasks read queues for them.

    Each queue is told in a task of its own, and so is each of the staff, who may look at several queues, and each first view:
    a queue that is slow keeps only those waiting who look at it.
    """

    def __init__(self, context: AppContext, estimates: Estimates) -> None:
        self._context, self._estimates = context, estimates
        self._opened = Opened()
        self._watchers: set[Watcher] = set()
        self._told: dict[QueueId, int] = {}
        """At which version all watchers of a queue were told last; a reading for one of them is no news for the others."""
        self._late: set[QueueId] = set()
        self._everybody: set[QueueId] = set()
        """Queues of which those are told too who may be told with the next batch."""
        self._fresh: set[Watcher] = set()
        self._unseen: dict[Watcher, dict[QueueId, Snapshot]] = {}
        """What the staff have not been shown yet: of each queue the newest reading."""
        self._readings: WeakValueDictionary[QueueId, asyncio.Semaphore] = WeakValueDictionary()
        self._queues = Coalescer(self._tell)
        self._views = Coalescer(self._attend)

    def add(self, watcher: Watcher) -> None:
        """From now on this one is told of changes, and first of all how things are."""
        self._watchers.add(watcher)
        self.greet(watcher)

    def greet(self, watcher: Watcher) -> None:
        """This one gets its whole view again."""
        self._fresh.add(watcher)
        self._views.ask(watcher)

    def remove(self, watcher: Watcher) -> None:
        """This one is gone."""
        self._watchers.discard(watcher)
        self._fresh.discard(watcher)
        self._unseen.pop(watcher, None)
        self._views.forget(watcher)

    def hint(self, queue_id: QueueId, version: int) -> None:
        """Somebody says that the queue is at `version`. Only a reason to read it: what was told is what was read."""
        if self._told.get(queue_id) != version and self._watchers_of(queue_id):
            self._mark(queue_id, everybody=False)

    def refresh_all(self) -> None:
        """Everybody's view may be another now, though no queue changed (another media worker answers)."""
        for queue_id in {*self._told, *(one.queue_id for one in self._watchers if one.queue_id is not None)}:
            self._mark(queue_id, everybody=True)

    def refresh(self, queue_id: QueueId) -> None:
        """What is expected of this queue is another than before, though the queue may be the same."""
        if self._watchers_of(queue_id):
            self._mark(queue_id, everybody=False)

    def _mark(self, queue_id: QueueId, *, everybody: bool) -> None:
        if everybody:
            self._everybody.add(queue_id)
        self._queues.ask(queue_id)

    async def look_for_changes(self) -> None:
        """What a hint would have said, read from the database: finds what was changed elsewhere while Redis was away."""
        for queue_id, version in (await load_snapshot.queue_versions(self._context)).items():
            if queue_id in self._told and version != self._told[queue_id]:
                metrics.changes_found_by_polling.inc()
            self.hint(queue_id, version)

    async def run(self) -> None:
        """Tells watchers until cancelled; a database that is away is asked again."""
        async with asyncio.TaskGroup() as group:
            self._queues.start(group)
            self._views.start(group)
            await self._batches()

    async def _attend(self, watcher: Watcher) -> None:
        """The whole view of one who is new here, or what one of the staff has not been shown yet."""
        unseen = self._unseen.pop(watcher, {})
        if watcher in self._fresh:
            self._fresh.discard(watcher)
            try:
                await watcher.greet()
            except Exception as error:  # noqa: BLE001 -- a boundary per queue and per person
                self._again(watcher, error)
        else:
            for snapshot in unseen.values():
                await self._show(watcher, snapshot)

    async def _batches(self) -> None:
        while True:
            await asyncio.sleep(BATCH_SECONDS)
            late, self._late = self._late, set()
            for queue_id in late:
                self._mark(queue_id, everybody=True)

    async def _tell(self, queue_id: QueueId) -> None:
        everybody = queue_id in self._everybody
        self._everybody.discard(queue_id)
        watchers = self._watchers_of(queue_id)
        if not watchers:
            return
        try:
            snapshot = await self._read(queue_id, watchers)
        except NotFound:
            return
        except Exception as error:  # noqa: BLE001 -- a boundary per queue and per person
            # A boundary per queue: whatever is wrong with one must not end the others' views.
            if not isinstance(error, DomainError):
                failure(log, "queue_snapshot_failed", error, queue_id=queue_id)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, lambda: self._mark(queue_id, everybody=everybody))
            return
        self._told[queue_id] = snapshot.version
        at_once = [one for one in watchers if everybody or not one.patient(snapshot)]
        if len(at_once) < len(watchers):
            self._late.add(queue_id)
        for watcher in at_once:
            if watcher.ticket_id is None and watcher in self._watchers:
                self._unseen.setdefault(watcher, {})[queue_id] = snapshot
                self._views.ask(watcher)
        await asyncio.sleep(0)  # the staff's tasks begin before a long line is told
        for watcher in at_once:
            if watcher.ticket_id is not None and watcher in self._watchers:
                await self._show(watcher, snapshot)
                await asyncio.sleep(
                    0
                )  # it is on its way before the next one is made: a long line's views together are megabytes

    async def _show(self, watcher: Watcher, snapshot: Snapshot) -> None:
        """One person's failure is nobody else's: the others are told, and this one is greeted again a little later."""
        try:
            elsewhere = self._elsewhere(watcher, snapshot)
            if elsewhere is not None:
                watcher.queue_id = elsewhere
                self._mark(elsewhere, everybody=True)
            else:
                await watcher.show(snapshot)
        except Exception as error:  # noqa: BLE001 -- a boundary per queue and per person
            self._again(watcher, error)

    def _again(self, watcher: Watcher, error: Exception) -> None:
        if not isinstance(error, DomainError):
            failure(log, "view_send_failed", error)
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self._greet_if_here, watcher)

    def _greet_if_here(self, watcher: Watcher) -> None:
        if watcher in self._watchers:
            self.greet(watcher)

    def _watchers_of(self, queue_id: QueueId) -> list[Watcher]:
        return [one for one in self._watchers if one.looks_at(queue_id)]

    @staticmethod
    def _elsewhere(watcher: Watcher, snapshot: Snapshot) -> QueueId | None:
        facts = snapshot.tickets.get(watcher.ticket_id) if watcher.ticket_id is not None else None
        if facts is None or facts.ticket.queue_id == snapshot.queue_id:
            return None
        return facts.ticket.queue_id

    async def snapshot(self, queue_id: QueueId, watchers: Iterable[Watcher] = ()) -> Snapshot:
        """The queue now, with all that these watchers look at. Waits while too many read it for somebody."""
        async with self._readings.setdefault(queue_id, asyncio.Semaphore(READINGS)):
            return await self._read(queue_id, watchers)

    async def _read(self, queue_id: QueueId, watchers: Iterable[Watcher]) -> Snapshot:
        watched = [one.ticket_id for one in watchers if one.ticket_id is not None and one.queue_id == queue_id]
        snapshot = await load_snapshot.snapshot(self._context, self._opened, queue_id, watched)
        return self._estimates.add(snapshot)

    async def show_now(self, watcher: Watcher) -> None:
        """Sends the watcher of one queue its view at once. Raises `Unavailable` when the database is away."""
        assert watcher.queue_id is not None, "who looks at all queues has a first view of its own"
        await self._show(watcher, await self.snapshot(watcher.queue_id, [watcher]))
