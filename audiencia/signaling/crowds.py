"""What everybody who waits in a queue was told last, and telling them in batches, while changes are told at once beside it to whom they
matter soon. When both were one, a director saw what a call led to up to half a second later."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable
from dataclasses import dataclass, field
from itertools import islice

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.coalesce import Coalescer
from audiencia.signaling.watcher import Watcher

TOLD_AT_ONCE = 20
"""They are on their way before the next ones are told: a long queue's views together are megabytes. Of all queues that are told with a
batch, as many in one turn of the loop: a command takes some twenty turns, and eighteen queues at once made each of them long."""


@dataclass(slots=True)
class _Queue:
    """`base`: the moment that everybody was told last; before that, the first one that anybody was shown. `moved`: whether everybody may
    have something to be told since: always before they were told anything. `unsaid`: who was not sent all of what was told, as a slow
    reader. `staff`: what the staff were told last."""

    base: Snapshot | None = None
    moved: bool = False
    unsaid: set[Watcher] = field(default_factory=set)
    staff: object = None


class Told:
    """What watchers were told of each queue: of a later moment only those are told for whom it is another one.
    In a queue of 2,000 a socket that opens, or somebody who joins last, changes nobody else's picture; going through all of them to find
    that out, with each change, was most of a web process' work while a queue came back."""

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
        """Everybody in this queue is told of the next snapshot, whether or not it differs, and so are the staff."""
        self._queues.setdefault(queue_id, _Queue()).base = None
        self.anew_to_staff(queue_id)

    def anew_to_staff(self, queue_id: QueueId) -> None:
        """The staff are told of the next snapshot, whether or not it differs."""
        self._queues.setdefault(queue_id, _Queue()).staff = None

    def is_new_to_staff(self, snapshot: Snapshot) -> bool:
        """Whether this is another moment for the staff than the one they were told last, which it is from now on. Of estimates
        they see only whether the day's end comes first; a new one alone is no reason to make their views."""
        queue = self._queues[snapshot.queue_id]
        before, queue.staff = queue.staff, (snapshot.version, snapshot.around, snapshot.late)
        return before != queue.staff

    def left_out_of(self, queue_id: QueueId, watcher: Watcher) -> bool:
        """Whether this one is still to be told."""
        return watcher in self._queues[queue_id].unsaid

    def reached(self, queue_id: QueueId, watcher: Watcher) -> None:
        """This one was sent all there is of this queue."""
        if queue_id in self._queues:
            self._queues[queue_id].unsaid.discard(watcher)

    def forget(self, watcher: Watcher) -> None:
        """This one is gone."""
        for queue in self._queues.values():
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
        and one.call_order.standing is other.call_order.standing
        and (one.estimates is other.estimates or not (one.estimates or other.estimates))
        and one.media_home == other.media_home
        and one.department == other.department
        and (one.around is other.around or _shared(one) == _shared(other))
    )


def _shared(snapshot: Snapshot) -> object:
    """What of the surroundings those who wait see. How many wait elsewhere is shown to those alone who are offered another department:
    it changes with each join in any queue."""
    targets = snapshot.targets.values()
    return (
        snapshot.state,
        snapshot.queue,
        snapshot.session,
        snapshot.rooms,
        snapshot.announcements,
        snapshot.offers,
        list(targets) if snapshot.offers else [(one.queue_id, one.department) for one in targets],
        (snapshot.clock_noted_at, snapshot.clock_doubted, snapshot.lapses_from),
    )


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
