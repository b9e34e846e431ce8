"""Who looks at which queue, and telling them when it changed.
A change of a queue is read once per node, turned into each person's own view, and sent only where that view differs from
the last one sent. People further back than `AT_ONCE` are told in batches of all but their own tickets: in a long queue every join
changes everybody's picture a little, and nobody there acts on it within two seconds, nor within ten while a crowd comes back."""

import asyncio
import itertools

import structlog

from audiencia.core import metrics
from audiencia.core.cancellation import Loops
from audiencia.core.errors import DomainError, NotFound
from audiencia.core.ids import QueueId
from audiencia.core.logs import failure
from audiencia.db.precedence import taking
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.queue_model import QueueModels
from audiencia.runtime.context import AppContext
from audiencia.signaling.coalesce import Coalescer
from audiencia.signaling.crowds import TOLD_AT_ONCE, Crowds, Told
from audiencia.signaling.first_views import FirstViews
from audiencia.signaling.lookers import Lookers
from audiencia.signaling.watcher import Watcher

AT_ONCE = 10
BATCH_SECONDS, ESTIMATES_SECONDS = 1.75, 0.25
"""So long after a batch the next one is due, and so long it waits at most for the estimates that it is to tell of too: what is made
later is told with the batch after. Together, people further back hear of a change within two seconds."""
DEFERRED_EVERY = 5  # With each fifth batch those are told too to whom a minor change was not sent at once.
RETRY_SECONDS = 0.5
PUT_OFF = 4
"""So many batches in a row are put off while a crowd waits for first views: whoever is far back is told of several changes at once, after
them. The first ten, who is called, staff, and whose own ticket changed are told at once as always; of them slow readers every
`BATCH_SECONDS`."""

log = structlog.get_logger()


class Fanout:
    """The watchers of one node. One owner: only its own tasks read queues for them.
    Each queue is told in a task of its own, and so is each of the staff, who may look at several queues, and each first view:
    a queue that is slow keeps only those waiting who look at it."""

    def __init__(self, context: AppContext, estimates: Estimates) -> None:
        self._context, self._estimates = context, estimates
        self._lookers = Lookers()
        self._models = QueueModels(context, self._lookers.tickets_of, estimates.add)
        self._first_views = FirstViews(self._lookers, self._models)
        self._versions: dict[QueueId, int] = {}
        """At which version watchers of a queue were told last; a reading for one of them is no news for the others."""
        self._told = Told()
        self._late: set[QueueId] = set()
        self._slow: set[QueueId] = set()
        """Queues of which somebody who reads slowly was not sent what waits for no batch."""
        self._slight: dict[QueueId, set[int]] = {}
        """Versions of queues that nobody here needs to see before the next batch: tickets alone changed."""
        self._deferred: set[QueueId] = set()
        """Queues of which a minor change was not sent to somebody yet."""
        self._everybody: set[QueueId] = set()
        """Queues of which those are told too who may be told with the next batch."""
        self._hinted: dict[QueueId, int | None] = {}
        """Queues that are to be told at this version at least, unless they were by then; `None`: as a reading finds them now."""
        self._repeated: set[QueueId] = set()
        """Queues that are to be told again at the version that they were told at."""
        self._unseen: dict[Watcher, dict[QueueId, Snapshot]] = {}
        """What the staff have not been shown yet: of each queue the newest reading."""
        self._crowds = Crowds(self._lookers, self._show)
        self._queues = Coalescer(self._tell)
        self._views = Coalescer(self._attend)

    def expect(self, watcher: Watcher) -> None:
        """Soon this one is added: a reading that begins from now on, for whatever reason, will do for its first view."""
        self._first_views.expect(watcher)

    def add(self, watcher: Watcher) -> None:
        """From now on this one is told of changes, and first of all how things are."""
        self._first_views.came(watcher)
        self._lookers.add(watcher)
        self.greet(watcher)

    def greet(self, watcher: Watcher) -> None:
        """This one gets its whole view again."""
        self._first_views.ask(watcher)
        self._views.ask(watcher)

    def remove(self, watcher: Watcher) -> None:
        """This one is gone."""
        self._lookers.remove(watcher)
        self._told.forget(watcher)
        self._first_views.forget(watcher)
        self._unseen.pop(watcher, None)
        self._views.forget(watcher)

    def hint(self, queue_id: QueueId, version: int, *, slight: bool = False) -> None:
        """Somebody says that the queue is at `version`. Only a reason to read it: what was told is what was read. `slight`: tickets alone
        changed, and nobody's place."""
        if self._versions.get(queue_id) == version or not self._lookers.are_at(queue_id):
            return
        if slight and not self._lookers.are_staff_at(queue_id):
            self._slight.setdefault(queue_id, set()).add(version)
            self._late.add(queue_id)
        elif version not in self._slight.get(queue_id, ()):  # else it is this node's own hint that comes back
            self._mark(queue_id, version)

    def refresh_all(self) -> None:
        """Everybody's view may be another now, though no queue changed (another media worker answers)."""
        for queue_id in {*self._versions, *self._lookers.queues()}:
            self._told.anew(queue_id)
            self._models.of(queue_id).distrust()
            self._everybody.add(queue_id)
            self._mark(queue_id)

    def refresh(self, queue_id: QueueId) -> None:
        """What the staff see of this queue is another than before, though the queue may be the same."""
        self._told.anew_to_staff(queue_id)
        self.tell_again(queue_id)

    def tell_again(self, queue_id: QueueId) -> None:
        """Tells those of this queue for whom anything is new, though no version is: its estimates changed, or somebody read slowly."""
        if self._lookers.are_at(queue_id):
            self._repeated.add(queue_id)
            self._queues.ask(queue_id)

    def _mark(self, queue_id: QueueId, version: int | None = None) -> None:
        before = self._hinted.get(queue_id, version)
        self._hinted[queue_id] = None if version is None or before is None else max(version, before)
        self._queues.ask(queue_id)

    async def look_for_changes(self) -> None:
        """What a hint would have said, read from the database: finds what was changed elsewhere while Valkey was away."""
        for queue_id, version in (await load_snapshot.queue_versions(self._context)).items():
            known = {self._versions.get(queue_id, version), *self._slight.get(queue_id, ())}
            if version not in known:
                metrics.changes_found_by_polling.inc()
            self.hint(queue_id, version)

    async def run(self) -> None:
        """Tells watchers until cancelled; a database that is away is asked again."""
        async with Loops() as group:
            self._queues.start(group)
            self._views.start(group)
            self._crowds.start(group)
            await self._batches()

    async def _attend(self, watcher: Watcher) -> None:
        """The whole view of one who is new here, or what one of the staff has not been shown yet."""
        unseen = self._unseen.pop(watcher, {})
        if watcher in self._first_views.waiting:
            slight = self._slight.get(watcher.queue_id, {0}) if watcher.queue_id is not None else {0}
            try:
                with taking(watcher.precedence):
                    await self._first_views.show(watcher, max(slight))
            except Exception as error:  # noqa: BLE001 -- a boundary per queue and per person
                self._again(watcher, error)
        else:
            for snapshot in unseen.values():
                await self._show(watcher, snapshot)

    async def _batches(self) -> None:
        put_off = 0
        for number in itertools.count(1):
            await asyncio.sleep(BATCH_SECONDS)
            await self._estimates.catch_up(ESTIMATES_SECONDS)
            self._models.keep_only(self._lookers.are_at)
            self._told.keep_only(self._lookers.are_at)
            slow, self._slow = self._slow, set()
            if self._first_views.are_a_crowd and put_off < PUT_OFF:
                put_off += 1
                for queue_id in slow:
                    self.tell_again(queue_id)
                continue
            self._tell_late(deferred=number % DEFERRED_EVERY == 0 or put_off > 0)
            put_off = 0

    def _tell_late(self, *, deferred: bool) -> None:
        late, self._late = self._late, set()
        if deferred:
            late |= self._deferred
            self._deferred.clear()
        self._everybody |= late
        for queue_id in late:
            if queue_id in self._slight:
                self._mark(queue_id, max(self._slight.pop(queue_id)))
            self._queues.ask(queue_id)

    async def _tell(self, queue_id: QueueId) -> None:
        everybody, again = queue_id in self._everybody, queue_id in self._repeated
        version = self._hinted.pop(queue_id, self._versions.get(queue_id, 0))
        changed = version is None or version != self._versions.get(queue_id, 0)
        self._everybody.discard(queue_id)
        self._repeated.discard(queue_id)
        if not (changed or everybody or again) or not self._lookers.are_at(queue_id):
            return
        try:
            model = self._models.of(queue_id)
            snapshot = await (model.at(version) if changed else model.again())
        except NotFound:
            return
        except Exception as error:  # noqa: BLE001 -- a boundary per queue and per person
            # A boundary per queue: whatever is wrong with one must not end the others' views.
            if not isinstance(error, DomainError):
                failure(log, "queue_snapshot_failed", error, queue_id=queue_id)
            if everybody:
                self._everybody.add(queue_id)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._mark, queue_id)
            return
        self._versions[queue_id] = snapshot.version
        staff, soon, others = self._concerned(snapshot, everybody=everybody)
        for watcher in staff:
            self._unseen.setdefault(watcher, {})[queue_id] = snapshot
            self._views.ask(watcher)
        await asyncio.sleep(0)  # the staff's tasks begin before a long queue is told
        self._crowds.tell(snapshot, others)
        for first in range(0, len(soon), TOLD_AT_ONCE):
            for watcher in soon[first : first + TOLD_AT_ONCE]:
                if watcher in self._lookers:
                    await self._show(watcher, snapshot)
            await asyncio.sleep(0)

    def _concerned(self, snapshot: Snapshot, *, everybody: bool) -> tuple[list[Watcher], list[Watcher], set[Watcher]]:
        """Staff told now, citizens told now, and with `everybody` the citizens told with this batch; all others wait for the next batch.
        Left out is whoever is still to get a first view, which will be of this reading or a later one."""
        queue_id, lookers = snapshot.queue_id, self._lookers
        self._told.saw(snapshot)
        here, changed = lookers.citizens_at(queue_id), self._told.changed(snapshot)
        urgent = {*snapshot.call_order.ids[:AT_ONCE], *(here.keys() - snapshot.places.keys())}
        own = self._told.read_again(snapshot, here) if changed is None else changed
        citizens, others = set(lookers.of_tickets(queue_id, urgent.union(own))), set[Watcher]()
        patient = {one for one in citizens if one.patient(snapshot)}
        staff = self._staff_concerned(snapshot)
        if everybody:
            others |= self._told.everybody(snapshot) | patient
            if changed is None:
                others.update(lookers.of_tickets(queue_id, here))
        else:
            news = changed is None or bool(changed & here.keys()) or self._told.owes(queue_id)
            if news and (patient or not urgent >= here.keys()):
                self._late.add(queue_id)
        citizens -= patient
        ready = [one for one in citizens - self._first_views.waiting if one.ticket_id in snapshot.whole]
        return staff, ready, others - citizens - self._first_views.waiting

    def _staff_concerned(self, snapshot: Snapshot) -> list[Watcher]:
        """All who look at this queue where something in it is new to them; else who was left out of what was."""
        here = [one for one in self._lookers.staff_at(snapshot.queue_id) if one not in self._first_views.waiting]
        if self._told.is_new_to_staff(snapshot):
            return here
        return [one for one in here if self._told.left_out_of(snapshot.queue_id, one)]

    async def _show(self, watcher: Watcher, snapshot: Snapshot) -> None:
        """One person's failure is nobody else's: the others are told, and this one is greeted again a little later."""
        try:
            elsewhere = self._elsewhere(watcher, snapshot)
            if elsewhere is not None:
                self._told.forget(watcher)
                self._first_views.pop_since(watcher)
                self._lookers.move(watcher, elsewhere)
                self._told.left_out(elsewhere, watcher)
                self._everybody.add(elsewhere)
                self._mark(elsewhere)
            elif watcher.backlogged:
                self._told.left_out(snapshot.queue_id, watcher)
                self._late.add(snapshot.queue_id)
                if not watcher.patient(snapshot):
                    self._slow.add(snapshot.queue_id)
            else:
                await watcher.show(snapshot)
                self._told.reached(snapshot.queue_id, watcher)
                if watcher.deferred:
                    self._told.left_out(snapshot.queue_id, watcher)
                    self._deferred.add(snapshot.queue_id)
        except Exception as error:  # noqa: BLE001 -- a boundary per queue and per person
            self._again(watcher, error)

    def _again(self, watcher: Watcher, error: Exception) -> None:
        if not isinstance(error, DomainError):
            failure(log, "view_send_failed", error)
        self._first_views.pop_since(watcher)  # the next try is of a reading that begins after this failure
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self._greet_if_here, watcher)

    def _greet_if_here(self, watcher: Watcher) -> None:
        if watcher in self._lookers:
            self.greet(watcher)

    @staticmethod
    def _elsewhere(watcher: Watcher, snapshot: Snapshot) -> QueueId | None:
        facts = snapshot.tickets.get(watcher.ticket_id) if watcher.ticket_id is not None else None
        if facts is None or facts.ticket.queue_id == snapshot.queue_id:
            return None
        return facts.ticket.queue_id

    async def snapshot(self, queue_id: QueueId, *, anew: bool) -> Snapshot:
        """The queue, with all that those need who look at it: at the newest version that this node knows of, or with `anew`, for who
        looks at it only from now on, as a reading found it that began after this. Raises `NotFound`, `Unavailable`."""
        model = self._models.of(queue_id)
        if not anew:
            return await model.at(self._hinted.get(queue_id, 0))
        model.distrust()
        return await model.now()

    async def show_now(self, watcher: Watcher) -> None:
        """Sends the watcher of one queue its view at once. Raises `Unavailable` when the database is away."""
        assert watcher.queue_id is not None, "who looks at all queues has a first view of its own"
        since, model = self._first_views.pop_since(watcher), self._models.of(watcher.queue_id)
        if watcher.ticket_id is None:
            model.distrust()
        snapshot = await model.now(since)
        if watcher in self._lookers:  # else the reading may be without its ticket
            self._told.saw(snapshot)
            await self._show(watcher, snapshot)
