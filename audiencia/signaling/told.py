"""What everybody who waits in a queue was told last: of a later moment only those are told for whom it is another one.
In a line of 2,000 a socket that opens, or somebody who joins last, changes nobody else's picture; going through all of them to
find that out, with each change, is most of a web process' work while a line comes back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.watcher import Watcher


@dataclass(slots=True)
class _Queue:
    """`base`: the moment that everybody was told last; before that, the first one that anybody was shown. `moved`: whether everybody may
    have something to be told since: always before they were told anything. `unsaid`: who was not sent all of what was told, as a slow
    reader."""

    base: Snapshot | None = None
    moved: bool = False
    unsaid: set[Watcher] = field(default_factory=set)


class Told:
    """What watchers were told of each queue."""

    def __init__(self) -> None:
        self._queues: dict[QueueId, _Queue] = {}

    def saw(self, snapshot: Snapshot) -> None:
        """Notes that somebody is shown this snapshot."""
        queue = self._queues.setdefault(snapshot.queue_id, _Queue())
        if queue.base is None:
            queue.base, queue.moved = snapshot, True
        queue.moved = queue.moved or not _same_for_all(queue.base, snapshot)

    def left_out(self, queue_id: QueueId, watcher: Watcher) -> None:
        """This one is told with the next batch, whatever is new by then."""
        self._queues.setdefault(queue_id, _Queue()).unsaid.add(watcher)

    def anew(self, queue_id: QueueId) -> None:
        """Everybody in this queue is told of the next snapshot, whether or not it differs."""
        self._queues.setdefault(queue_id, _Queue()).base = None

    def forget(self, watcher: Watcher) -> None:
        """This one was sent all there is, or is gone."""
        queue = self._queues.get(watcher.queue_id) if watcher.queue_id is not None else None
        if queue is not None:
            queue.unsaid.discard(watcher)

    def keep_only(self, looked_at: Callable[[QueueId], bool]) -> None:
        """Forgets the queues that nobody looks at any more."""
        for queue_id in [one for one in self._queues if not looked_at(one)]:
            del self._queues[queue_id]

    def changed(self, snapshot: Snapshot) -> frozenset[TicketId] | None:
        """For whose tickets this moment is another than the one that everybody was told; `None`: for everybody's. `saw` knows of it."""
        queue = self._queues[snapshot.queue_id]
        if queue.moved or queue.base is None:
            return None
        before = queue.base.tickets
        return frozenset([at for at, facts in snapshot.tickets.items() if before.get(at) is not facts])

    def read_again(self, snapshot: Snapshot, tickets: Iterable[TicketId]) -> list[TicketId]:
        """Of these tickets those that were read since everybody was told. Where only its history grew, a reading keeps a ticket."""
        base = self._queues[snapshot.queue_id].base
        assert base is not None, "`saw` knows of it"
        before, now = base.tickets, snapshot.tickets
        return [at for at in tickets if at in now and (at not in before or now[at].ticket is not before[at].ticket)]

    def everybody(self, snapshot: Snapshot) -> set[Watcher]:
        """From now on this is what everybody was told; gives who is told of it whatever is new."""
        queue = self._queues[snapshot.queue_id]
        queue.base, queue.moved = snapshot, False
        return set(queue.unsaid)

    def owes(self, queue_id: QueueId) -> bool:
        """Whether somebody was left out."""
        return bool(self._queues[queue_id].unsaid)


def _same_for_all(one: Snapshot, other: Snapshot) -> bool:
    """Whether both are the same for all who wait, by what they share: readings keep an object while nothing in it changes."""
    return (
        one.around is not None
        and one.around is other.around
        and one.line.standing is other.line.standing
        and (one.estimates is other.estimates or not (one.estimates or other.estimates))
        and one.media_home == other.media_home
        and one.department == other.department
    )
