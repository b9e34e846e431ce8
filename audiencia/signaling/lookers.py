"""Who looks at which queue at this node: staff, citizens by ticket, and those whose sockets are being let in."""

from collections.abc import Iterable, Iterator

from audiencia.core.ids import QueueId, TicketId
from audiencia.signaling.watcher import Watcher


class Lookers:
    """A citizen stands under the queue that their ticket was last seen in; it may be open on several devices."""

    def __init__(self) -> None:
        self._all: set[Watcher] = set()
        self._staff: set[Watcher] = set()
        self._citizens: dict[QueueId, dict[TicketId, set[Watcher]]] = {}
        self.coming: dict[Watcher, int] = {}
        """Citizens whose sockets are being let in, and the moment of their queue's model when that began."""

    def __contains__(self, watcher: object) -> bool:
        return watcher in self._all

    def add(self, watcher: Watcher) -> None:
        """Is here from now on."""
        self._all.add(watcher)
        self._enlist(watcher)

    def remove(self, watcher: Watcher) -> None:
        """Is gone, or comes no more."""
        self._all.discard(watcher)
        self.coming.pop(watcher, None)
        self._strike(watcher)

    def move(self, watcher: Watcher, queue_id: QueueId) -> None:
        """Looks at another queue than before."""
        self._strike(watcher)
        watcher.queue_id = queue_id
        self._enlist(watcher)

    def _enlist(self, watcher: Watcher) -> None:
        if watcher.ticket_id is None or watcher.queue_id is None:
            self._staff.add(watcher)
        else:
            self._citizens.setdefault(watcher.queue_id, {}).setdefault(watcher.ticket_id, set()).add(watcher)

    def _strike(self, watcher: Watcher) -> None:
        self._staff.discard(watcher)
        if watcher.ticket_id is None or watcher.queue_id is None:
            return
        tickets = self._citizens.get(watcher.queue_id, {})
        of_ticket = tickets.get(watcher.ticket_id, set())
        of_ticket.discard(watcher)
        if not of_ticket:
            tickets.pop(watcher.ticket_id, None)
        if not tickets:
            self._citizens.pop(watcher.queue_id, None)

    def tickets_of(self, queue_id: QueueId) -> frozenset[TicketId]:
        """Tickets that somebody looks at, or soon will."""
        coming = (one.ticket_id for one in self.coming if one.queue_id == queue_id and one.ticket_id is not None)
        return frozenset(self._citizens.get(queue_id, ())).union(coming)

    def queues(self) -> set[QueueId]:
        """Those with citizens, and those that one of the staff has as their own."""
        return {*self._citizens, *(one.queue_id for one in self._staff if one.queue_id is not None)}

    def are_at(self, queue_id: QueueId) -> bool:
        """Whether anybody looks at it, or soon will."""
        if queue_id in self._citizens or self.are_staff_at(queue_id):
            return True
        return any(one.queue_id == queue_id for one in self.coming)

    def are_staff_at(self, queue_id: QueueId) -> bool:
        """Whether any of the staff does."""
        return any(one.looks_at(queue_id) for one in self._staff)

    def staff_at(self, queue_id: QueueId) -> list[Watcher]:
        """The staff who look at it."""
        return [one for one in self._staff if one.looks_at(queue_id)]

    def citizens_at(self, queue_id: QueueId) -> "dict[TicketId, set[Watcher]]":
        """The citizens, by their tickets. Not to be changed."""
        return self._citizens.get(queue_id, {})

    def of_tickets(self, queue_id: QueueId, tickets: Iterable[TicketId]) -> Iterator[Watcher]:
        """Whoever of the queue looks at one of these."""
        found = self._citizens.get(queue_id, {})
        return (one for at in tickets for one in found.get(at, ()))
