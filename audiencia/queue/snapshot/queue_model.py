"""The queues that somebody at this node looks at, kept in memory and brought up to date by what changed.
However many ask for a queue at the same moment (arrivals, returns after an outage), they share one reading."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial

from audiencia.core.ids import AttentionId, QueueId, TicketId
from audiencia.db.precedence import Precedence, taking
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.runtime.context import AppContext

TRUSTED_SECONDS = 600.0
"""What was read longer ago is read whole again: changes are kept a little longer than this (`forget_changes`)."""
Watched = Callable[[QueueId], Collection[TicketId]]
Complete = Callable[[Snapshot], Snapshot]
Read = Callable[[Known | None], Awaitable[tuple[Snapshot, Known]]]


class QueueModel:
    """One queue. One reading at a time, which goes on from the last one while that can be trusted."""

    def __init__(self, read: Read, complete: Complete, clock: Callable[[], float]) -> None:
        self._reading, self._complete, self._clock = read, complete, clock
        self._lock = asyncio.Lock()
        self._begun = self._ended = 0
        """Numbers of readings: of the last one that began, and of the last one that ended with a result."""
        self._found: Snapshot | None = None
        """What the last reading found that did not fail."""
        self._result: Snapshot | Exception | None = None
        self._known: Known | None = None
        self._heard, self._heard_since = 0, 0
        """The newest version that was asked for since the last reading began, and which reading was the last one by then."""
        self._anew = False
        """Whether the next reading is to find all but the tickets anew, though the queue may be at the same version."""
        self._read_at = 0.0

    def mark(self) -> int:
        """The number of the last reading that began: given to `now`, it waits for a later one."""
        return self._begun

    def distrust(self) -> None:
        """What changed without the queue, as the catalogue, is read with the next reading."""
        self._anew = True

    def attentions(self) -> list[AttentionId]:
        """Whose tickets it holds."""
        return [] if self._known is None else [one.ticket.attention_id for one in self._known.tickets.values()]

    async def now(self, since: int | None = None) -> Snapshot:
        """The queue as a reading found it that began after this was asked, or after `since`. Raises `NotFound`, `Unavailable`."""
        asked = self._begun if since is None else since
        if self._ended <= asked:
            async with self._lock:
                if self._ended <= asked:
                    await self._read()
        if isinstance(self._result, Exception):
            raise self._result
        assert self._result is not None, "a reading ends with either"
        return self._result

    async def at(self, version: int | None) -> Snapshot:
        """What was found last, where that is this version and no older than others that were asked for; else as `now`."""
        if version is None or self._found is None:
            return await self.now()
        self._hear(version)
        if self._found.version < self._heard:
            return await self.now(self._heard_since)
        return await self.again()

    async def read_since(self, since: int, version: int) -> None:
        """Until a reading has ended that began after `since`, of this version and of others that were asked for. Raises as `now`."""
        self._hear(version)
        behind = self._found is None or self._found.version < self._heard
        await self.now(max(since, self._heard_since) if behind else since)

    def _hear(self, version: int) -> None:
        if version > self._heard:
            self._heard, self._heard_since = version, self._begun

    async def again(self) -> Snapshot:
        """What was found last, completed anew. Raises as `now`, which it is where nothing was found yet."""
        if self._found is None or not isinstance(self._result, Snapshot):
            return await self.now()
        gone = timedelta(seconds=self._clock() - self._read_at)
        self._result = self._complete(replace(self._found, now=self._found.now + gone))
        return self._result

    async def _read(self) -> None:
        self._begun += 1
        began, heard = self._clock(), self._heard
        known = self._known if began - self._read_at < TRUSTED_SECONDS else None
        anew, self._anew = self._anew, False
        if anew and known is not None:
            known = replace(known, around=None)
        try:
            self._found, self._known = await self._reading(known)
            self._read_at = began
            if self._heard == heard:
                self._heard = 0
            self._result = self._complete(self._found)
        except Exception as error:  # noqa: BLE001 -- told to each of those who wait for this reading
            self._result, self._anew = error, self._anew or anew
            self._heard_since = self._begun  # who asks from now on is not told of it, but reads
        self._ended = self._begun


class QueueModels:
    """All queues of this node. `watched` tells at the beginning of a reading which tickets of a queue somebody looks at; `complete`
    adds at its end what is not in the database."""

    def __init__(
        self,
        context: AppContext,
        watched: Watched,
        complete: Complete = lambda snapshot: snapshot,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._context, self._watched, self._complete, self._clock = context, watched, complete, clock
        self._opened = Opened()
        self._models: dict[QueueId, QueueModel] = {}

    def of(self, queue_id: QueueId) -> QueueModel:
        """The model of this queue, made when it is first asked for."""
        model = self._models.get(queue_id)
        if model is None:
            model = QueueModel(partial(self._read, queue_id), self._complete, self._clock)
            self._models[queue_id] = model
        return model

    async def _read(self, queue_id: QueueId, known: Known | None) -> tuple[Snapshot, Known]:
        watched = self._watched(queue_id)
        with taking(Precedence.FIRST):  # whoever asked first: it is read for all, once at a time
            return await load_snapshot.read(self._context, self._opened, queue_id, watched, known)

    def keep_only(self, looked_at: Callable[[QueueId], bool]) -> None:
        """Forgets the queues that nobody looks at any more."""
        for queue_id in [one for one in self._models if not looked_at(one)]:
            for attention_id in self._models.pop(queue_id).attentions():
                self._opened.forget(attention_id)
