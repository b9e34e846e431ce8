"""Whom batches tell: everybody of a long line, while changes are told at once beside it to whom they matter soon.
When both were one, a director saw what a call led to only when the batch of the own line was over, up to half a second later."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable
from itertools import islice

from audiencia.core.ids import QueueId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.coalesce import Coalescer
from audiencia.signaling.watcher import Watcher

TOLD_AT_ONCE = 20
"""They are on their way before the next ones are told: a long line's views together are megabytes. Of all lines that are told with a
batch, as many in one turn of the loop: a command takes some twenty turns, and eighteen lines at once made each of them long."""


class Crowds:
    """Of each queue its newest moment, and who was not told of the last batch yet. `show` tells one who is `here`."""

    def __init__(self, here: Container[Watcher], show: Callable[[Watcher, Snapshot], Awaitable[None]]) -> None:
        self._here, self._show = here, show
        self._moments: dict[QueueId, Snapshot] = {}
        self._left: dict[QueueId, dict[Watcher, None]] = {}
        self._queues = Coalescer(self._tell)
        self._turn = asyncio.Lock()

    def start(self, group: asyncio.TaskGroup) -> None:
        """Tells from now on, in tasks of this group."""
        self._queues.start(group)

    def tell(self, snapshot: Snapshot, watchers: Iterable[Watcher]) -> None:
        """These are told of this moment, as is whoever was still to be told of an earlier one."""
        queue_id, added = snapshot.queue_id, dict.fromkeys(watchers)
        if added:
            self._left.setdefault(queue_id, {}).update(added)
        if queue_id in self._left:
            self._moments[queue_id] = snapshot
            self._queues.ask(queue_id)

    async def _tell(self, queue_id: QueueId) -> None:
        left = self._left.get(queue_id, {})
        while left:
            async with self._turn:
                await asyncio.sleep(0)
            for watcher in list(islice(left, TOLD_AT_ONCE)):
                del left[watcher]
                moment = self._moments[queue_id]
                if watcher in self._here and watcher.queue_id == queue_id and watcher.ticket_id in moment.whole:
                    await self._show(watcher, moment)
        self._left.pop(queue_id, None)
        self._moments.pop(queue_id, None)
