"""Who looks at queues over a socket, as the fan-out knows them."""

from typing import Protocol

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.precedence import Precedence
from audiencia.queue.snapshot.facts import Snapshot


class Watcher(Protocol):
    """One socket's interest in one, several or all queues."""

    queue_id: QueueId | None  # Where its first view comes from; `None` when it looks at all.

    def looks_at(self, queue_id: QueueId) -> bool:
        """Whether a change of this queue may change what this one sees."""

    @property
    def ticket_id(self) -> TicketId | None:
        """The ticket that this one looks at, for citizens."""

    @property
    def precedence(self) -> Precedence:
        """Who is shown their first view before whom, when many come at once."""

    async def greet(self) -> None:
        """Sends the whole view as it is now, whatever was sent before. Raises `Unavailable` when it cannot be read."""

    @property
    def backlogged(self) -> bool:
        """Whether it is a slow reader: it is shown the newest moment once it has read what it was sent, and none before."""

    @property
    def deferred(self) -> bool:
        """Whether of the last moment that it was shown a minor change was not sent yet."""

    async def show(self, snapshot: Snapshot) -> None:
        """Sends the view of this moment, unless nothing in it is new."""

    def patient(self, snapshot: Snapshot) -> bool:
        """Whether this one may be told with the next batch."""
