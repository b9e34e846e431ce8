"""First views, and whole ones that are asked for again: of a reading that began later, shared by all who wait for it."""

import asyncio

from audiencia.db.precedence import Precedence
from audiencia.queue.snapshot.queue_model import QueueModels
from audiencia.signaling.lookers import Lookers
from audiencia.signaling.watcher import Watcher

GREETED_AT_ONCE = 20
"""Of those who wait; a first view takes about a millisecond, so that nothing else is late by more than some hundredths of a second."""
CROWD = 50
"""Where more wait for their first views than this, as after the end of a web process, they are gathered, so that more of them share a
reading: one for two people each was a quarter of a process."""
GATHER_SECONDS = 0.5


class FirstViews:
    """Who of a node's watchers is still to get a whole view."""

    def __init__(self, lookers: Lookers, models: QueueModels) -> None:
        self._lookers, self._models = lookers, models
        self.waiting: set[Watcher] = set()
        """Who is still to get one. Not to be changed."""
        self._since: dict[Watcher, int] = {}
        """Of citizens, the moment of their queue's model when it was asked for, or their sockets began to be let in."""
        self._turns = asyncio.Semaphore(GREETED_AT_ONCE)

    def expect(self, watcher: Watcher) -> None:
        """Soon this one comes: a reading that begins from now on, for whatever reason, will do."""
        if watcher.ticket_id is not None and watcher.queue_id is not None:
            self._lookers.coming[watcher] = self._models.of(watcher.queue_id).mark()

    def came(self, watcher: Watcher) -> None:
        """This one is here."""
        if watcher in self._lookers.coming:
            self._since[watcher] = self._lookers.coming.pop(watcher)

    def ask(self, watcher: Watcher) -> None:
        """This one is to get a whole view."""
        if watcher.ticket_id is not None and watcher.queue_id is not None:
            self._since.setdefault(watcher, self._models.of(watcher.queue_id).mark())
        self.waiting.add(watcher)

    def forget(self, watcher: Watcher) -> None:
        """This one is gone."""
        self._since.pop(watcher, None)
        self.waiting.discard(watcher)

    def pop_since(self, watcher: Watcher) -> int | None:
        """The moment of the queue's model after which a reading has to begin that this one is shown, which is then forgotten."""
        return self._since.pop(watcher, None)

    @property
    def are_a_crowd(self) -> bool:
        """Whether many wait for one."""
        return len(self.waiting) > CROWD

    async def show(self, watcher: Watcher, version: int) -> None:
        """Of those who wait a few at a time: a queue that comes back together leaves everybody else's events their turns. For a reading,
        of `version` at least, they wait together, however many there are."""
        if watcher.precedence is Precedence.FIRST:
            self.waiting.discard(watcher)
            await watcher.greet()
            return
        await self._read_for(watcher, version)
        async with self._turns:
            if watcher in self.waiting:
                self.waiting.discard(watcher)
                await watcher.greet()

    async def _read_for(self, watcher: Watcher, version: int) -> None:
        """Until a reading has found that this one is here, where that is known: its view is then made once."""
        if self.are_a_crowd:
            await asyncio.sleep(GATHER_SECONDS)
        queue_id, since = watcher.queue_id, self._since.get(watcher)
        if queue_id is not None and since is not None:
            await self._models.of(queue_id).read_since(since, version)
