"""Who is told of what: everybody of every change, nobody of an earlier moment after a later one."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import pytest

from audiencia.core.errors import Unavailable
from audiencia.core.ids import QueueId, TicketId
from audiencia.db.precedence import Precedence
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.line import Line, line_of
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.runtime.context import AppContext
from audiencia.signaling.fanout import AT_ONCE, GREETED_AT_ONCE, Fanout
from tests.support.view_builders import facts, snapshot

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
        self._line: Line | None = None
        """Kept as a reading keeps it while the same people wait."""

    def _follow(self) -> Line:
        made = line_of([one.ticket for one in self.tickets.values()], (snapshot().preference, 0))
        if self._line is None or self._line.ids != made.ids:
            self._line = made
        return self._line

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
            found = replace(found, tickets=self.tickets, around=self.around, kept_line=self._follow())
        return found, Known("1", {}, frozenset())


class Estimated:
    """No estimates."""

    def add(self, seen: Snapshot) -> Snapshot:
        return seen


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


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Queues:
    """The readings of this test."""
    queues = Queues()
    monkeypatch.setattr(load_snapshot, "read", queues.read)
    return queues


@pytest.fixture
async def fanout(queues: Queues) -> AsyncIterator[Fanout]:
    """A fan-out that runs."""
    fanout = Fanout(cast(AppContext, None), cast(Estimates, Estimated()))
    running = asyncio.create_task(fanout.run())
    yield fanout
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_reading_for_one_hides_nothing_from_the_others(fanout: Fanout, queues: Queues) -> None:
    one, other = Looker(fanout), Looker(fanout)
    for looker in (one, other):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    await fanout.show_now(one)
    assert (one.seen[-1], other.seen) == (2, [1])
    fanout.hint(QUEUE, 2)
    await other.has_seen(2)


async def test_a_slow_queue_keeps_nobody_elses_waiting(fanout: Fanout, queues: Queues) -> None:
    stuck, citizen, staff = Looker(fanout, SLOW), Looker(fanout, ticket_id=TicketId(uuid4())), Looker(fanout)
    fanout.add(stuck)
    await queues.begun.wait()
    for looker in (citizen, staff):
        fanout.add(looker)
        await looker.has_seen(1)
    fanout.hint(SLOW, 2)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    for looker in (citizen, staff):
        await looker.has_seen(2)
    assert stuck.seen == []
    queues.may_end.set()
    await stuck.has_seen(2)


async def test_whoever_looks_at_a_slow_queue_too_keeps_nobody_waiting(fanout: Fanout, queues: Queues) -> None:
    class Both(Looker):
        """A director who serves both queues."""

        async def show(self, seen: Snapshot) -> None:
            await self._fanout.snapshot(SLOW, anew=False)
            await super().show(seen)

    both, citizen = Both(fanout), Looker(fanout, ticket_id=TicketId(uuid4()))
    for looker in (both, citizen):
        fanout.add(looker)
    for version in (2, 3, 4):
        queues.version = version
        fanout.hint(QUEUE, version)
        await citizen.has_seen(version)
    assert both.seen == []
    queues.may_end.set()
    await both.has_seen(4)


async def test_all_who_arrive_while_a_queue_is_read_share_the_next_reading(fanout: Fanout, queues: Queues) -> None:
    first = Looker(fanout, SLOW)
    fanout.add(first)
    await queues.begun.wait()
    lookers = [Looker(fanout, SLOW, ticket_id=TicketId(uuid4())) for _ in range(15)]
    for looker in lookers:
        fanout.add(looker)
    for _ in range(10 * len(lookers)):
        await asyncio.sleep(0)
    assert queues.readings == 1
    queues.may_end.set()
    for looker in (first, *lookers):
        await looker.has_seen(1)
    assert (queues.most, queues.readings) == (1, 2)
    assert queues.watched == {one.ticket_id for one in lookers}


async def test_a_ticket_is_watched_while_a_device_looks_at_it(fanout: Fanout, queues: Queues) -> None:
    ticket_id = TicketId(uuid4())
    staff, phone, tablet = Looker(fanout), *(Looker(fanout, ticket_id=ticket_id) for _ in range(2))
    for looker in (staff, phone, tablet):
        fanout.add(looker)
        await looker.has_seen(1)
    for gone, watched in ((phone, {ticket_id}), (tablet, set())):
        fanout.remove(gone)
        await fanout.snapshot(QUEUE, anew=True)
        assert queues.watched == watched


async def test_who_knows_a_line_gets_it_without_a_reading_unless_a_newer_version_is_heard_of(
    fanout: Fanout, queues: Queues
) -> None:
    staff = Looker(fanout)
    fanout.add(staff)
    await staff.has_seen(1)
    queues.version = 2
    assert (await fanout.snapshot(QUEUE, anew=False)).version == 1
    fanout.hint(QUEUE, 2)
    assert (await fanout.snapshot(QUEUE, anew=False)).version == 2
    queues.version = 3
    assert (await fanout.snapshot(QUEUE, anew=True)).version == 3


async def test_a_version_that_everybody_was_told_is_no_news(fanout: Fanout, queues: Queues) -> None:
    looker = Looker(fanout)
    fanout.add(looker)
    await looker.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await looker.has_seen(2)
    shown = len(looker.seen)
    fanout.hint(QUEUE, 2)
    queues.version = 3
    fanout.hint(QUEUE, 3)
    await looker.has_seen(3)
    assert len(looker.seen) == shown + 1


async def test_who_is_patient_is_told_with_the_next_batch(fanout: Fanout, queues: Queues) -> None:
    front, back = Looker(fanout), Looker(fanout, patient=True)
    for looker in (front, back):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await front.has_seen(2)
    assert 2 not in back.seen
    await back.has_seen(2)


async def test_who_reads_slowly_is_shown_the_newest_moment_and_none_before(fanout: Fanout, queues: Queues) -> None:
    slow, staff, quick = Looker(fanout, ticket_id=TicketId(uuid4())), Looker(fanout), Looker(fanout)
    for looker in (slow, staff, quick):
        fanout.add(looker)
        await looker.has_seen(1)
    slow.backlogged = staff.backlogged = True
    for version in (2, 3):
        queues.version = version
        fanout.hint(QUEUE, version)
        await quick.has_seen(version)
    slow.backlogged = staff.backlogged = False
    for looker in (slow, staff):
        await looker.has_seen(3)
        assert 2 not in looker.seen


async def test_a_minor_change_that_was_deferred_is_sent_though_nothing_changes_any_more(
    fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiencia.signaling.fanout.BATCH_SECONDS", 0.01)
    looker = Looker(fanout, ticket_id=TicketId(uuid4()))
    fanout.add(looker)
    await looker.has_seen(1)
    looker.deferred, queues.version = True, 2
    fanout.hint(QUEUE, 2)
    await looker.has_seen(2)
    looker.deferred, told = False, len(looker.seen)
    async with asyncio.timeout(90):
        while len(looker.seen) == told:
            await looker.news.wait()
            looker.news.clear()
    assert looker.seen[-1] == 2


async def test_a_version_that_is_said_again_while_it_is_read_is_read_once(fanout: Fanout, queues: Queues) -> None:
    looker = Looker(fanout, SLOW)
    queues.may_end.set()
    fanout.add(looker)
    await looker.has_seen(1)
    read = queues.readings
    queues.may_end.clear()
    queues.begun.clear()
    queues.version = 2
    fanout.hint(SLOW, 2)
    await queues.begun.wait()
    fanout.hint(SLOW, 2)  # as the node hears its own hint
    queues.may_end.set()
    await looker.has_seen(2)
    for _ in range(10):
        await asyncio.sleep(0)
    assert (queues.readings, looker.seen) == (read + 1, [1, 2])


async def test_the_next_batch_is_told_of_what_was_read(fanout: Fanout, queues: Queues) -> None:
    front, back = Looker(fanout, SLOW), Looker(fanout, SLOW, patient=True)
    queues.may_end.set()
    for looker in (front, back):
        fanout.add(looker)
        await looker.has_seen(1)
    read = queues.readings
    queues.version = 2
    fanout.hint(SLOW, 2)
    await back.has_seen(2)
    assert queues.readings == read + 1


async def test_who_is_gone_is_told_nothing(fanout: Fanout, queues: Queues) -> None:
    gone, here = Looker(fanout), Looker(fanout)
    for looker in (gone, here):
        fanout.add(looker)
        await looker.has_seen(1)
    fanout.remove(gone)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await here.has_seen(2)
    assert gone.seen[-1] == 1


async def test_whoever_comes_is_shown_a_reading_that_began_meanwhile_and_is_told_of_what_follows(
    fanout: Fanout, queues: Queues
) -> None:
    here = Looker(fanout, SLOW)
    coming = Looker(fanout, SLOW, ticket_id=TicketId(uuid4()))
    queues.may_end.set()
    fanout.add(here)
    await here.has_seen(1)
    fanout.expect(coming)
    queues.version = 2
    fanout.hint(SLOW, 2)
    await here.has_seen(2)
    assert queues.watched == {coming.ticket_id}
    assert coming.seen == []
    read = queues.readings
    # Read while the next change is on its way: that one reaches those who came meanwhile too.
    queues.may_end.clear()
    queues.begun.clear()
    queues.version = 3
    fanout.hint(SLOW, 3)
    await queues.begun.wait()
    fanout.add(coming)
    queues.may_end.set()
    await coming.has_seen(3)
    assert queues.readings == read + 1


async def test_who_was_expected_and_does_not_come_is_looked_for_no_more(fanout: Fanout, queues: Queues) -> None:
    coming = Looker(fanout, ticket_id=TicketId(uuid4()))
    fanout.expect(coming)
    fanout.remove(coming)
    await fanout.snapshot(QUEUE, anew=True)
    assert queues.watched == set()


async def test_another_estimate_is_shown_without_a_reading(fanout: Fanout, queues: Queues) -> None:
    looker = Looker(fanout, SLOW)
    queues.may_end.set()
    fanout.add(looker)
    await looker.has_seen(1)
    read, shown = queues.readings, len(looker.seen)
    fanout.refresh(SLOW)
    async with asyncio.timeout(90):
        while len(looker.seen) == shown:
            await looker.news.wait()
            looker.news.clear()
    assert queues.readings == read


async def test_a_reading_that_began_before_somebody_came_is_not_shown_to_them(fanout: Fanout, queues: Queues) -> None:
    here, comes = Looker(fanout, SLOW), Looker(fanout, SLOW, ticket_id=TicketId(uuid4()))
    queues.may_end.set()
    fanout.add(here)
    await here.has_seen(1)
    queues.may_end.clear()
    queues.begun.clear()
    queues.version = 2
    fanout.hint(SLOW, 2)
    await queues.begun.wait()
    fanout.add(comes)
    queues.version = 3
    queues.may_end.set()
    await comes.has_seen(3)
    await here.has_seen(2)
    for _ in range(10):
        await asyncio.sleep(0)
    assert 2 not in comes.seen


async def test_whoever_came_while_their_queue_was_read_is_shown_it_once(fanout: Fanout, queues: Queues) -> None:
    here, comes = Looker(fanout, SLOW), Looker(fanout, SLOW, ticket_id=TicketId(uuid4()))
    queues.may_end.set()
    fanout.add(here)
    await here.has_seen(1)
    fanout.expect(comes)
    queues.may_end.clear()
    queues.begun.clear()
    queues.version = 2
    fanout.hint(SLOW, 2)
    await queues.begun.wait()
    queues.may_end.set()
    # As it is when the loop has much to do: the reading has ended, and whoever waits for it goes on after the socket is let in.
    fanout.add(comes)
    await comes.has_seen(2)
    await here.has_seen(2)
    for _ in range(10):
        await asyncio.sleep(0)
    assert comes.seen == [2]


async def test_of_those_who_wait_a_few_at_a_time_get_their_first_view_and_staff_wait_for_none_of_them(
    fanout: Fanout, queues: Queues
) -> None:
    """Their views hang until they are let go, as those of a whole line that comes back do."""
    greeting: list[Looker] = []
    go_on = asyncio.Event()

    class Hanging(Looker):
        async def greet(self) -> None:
            greeting.append(self)
            await go_on.wait()
            await super().greet()

    waiting = [Hanging(fanout, ticket_id=TicketId(uuid4())) for _ in range(GREETED_AT_ONCE + 5)]
    for one in waiting:
        fanout.add(one)
    director = Looker(fanout)
    fanout.add(director)
    await director.has_seen(1)
    assert len(greeting) == GREETED_AT_ONCE
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await director.has_seen(2)
    go_on.set()
    for one in waiting:
        await one.has_seen(2)
    assert [one.seen for one in waiting[GREETED_AT_ONCE:]] == [[2]] * 5  # once, whatever happened before


async def test_whoever_waits_for_the_reading_of_a_slow_queue_takes_nobodys_turn(fanout: Fanout, queues: Queues) -> None:
    slow = [Looker(fanout, SLOW, ticket_id=TicketId(uuid4())) for _ in range(GREETED_AT_ONCE + 5)]
    for one in slow:
        fanout.add(one)
    await queues.begun.wait()
    other = Looker(fanout, ticket_id=TicketId(uuid4()))
    fanout.add(other)
    await other.has_seen(1)
    assert [one for one in slow if one.seen] == []
    queues.may_end.set()
    for one in slow:
        await one.has_seen(1)


async def test_a_crowd_is_gathered_so_that_it_shares_readings(
    fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiencia.signaling.fanout.CROWD", 0)
    queues.may_end.set()
    coming = [Looker(fanout, SLOW, ticket_id=TicketId(uuid4())) for _ in range(30)]
    for one in coming:
        fanout.add(one)
        for _ in range(10):  # a reading that were begun for this one alone would be over
            await asyncio.sleep(0)
    for one in coming:
        await one.has_seen(1)
    assert queues.readings < len(coming) / 3


async def test_whoever_goes_before_the_first_view_is_shown_nothing(fanout: Fanout, queues: Queues) -> None:
    queues.may_end.clear()
    queues.begun.clear()
    here, gone = (Looker(fanout, SLOW, ticket_id=TicketId(uuid4())) for _ in range(2))
    fanout.add(gone)
    await queues.begun.wait()
    fanout.add(here)
    fanout.remove(gone)
    queues.may_end.set()
    await here.has_seen(1)
    assert gone.seen == []


async def test_whoever_could_not_be_read_is_shown_what_a_later_reading_finds(
    fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Looker(fanout, ticket_id=TicketId(uuid4()))
    fanout.add(here)
    await here.has_seen(1)
    failures = iter([Unavailable(), Unavailable()])

    async def read(*args: Any) -> tuple[Snapshot, Known]:
        for error in failures:
            raise error
        return await queues.read(*args)

    monkeypatch.setattr(load_snapshot, "read", read)
    queues.version = 2
    fanout.greet(here)
    await here.has_seen(2)


async def test_a_line_is_told_of_a_change_of_one_ticket_by_the_one_whose_it_is(
    fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiencia.signaling.fanout.BATCH_SECONDS", 0.01)
    line = [facts(number) for number in range(AT_ONCE + 5)]
    queues.tickets = {one.ticket.id: one for one in line}
    lookers = [Looker(fanout, ticket_id=one.ticket.id, patient=True) for one in line]
    for looker in lookers:
        fanout.add(looker)
        await looker.has_seen(1)
    fanout.hint(QUEUE, 1)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    for looker in lookers:
        await looker.has_seen(2)
    changed, queues.version = lookers[-1], 3
    at = line[-1].ticket.id
    queues.tickets = {**queues.tickets, at: replace(line[-1], data_mode="voice")}
    fanout.hint(QUEUE, 3)
    await changed.has_seen(3)
    front = [one for one in lookers if 3 in one.seen]
    assert len(front) <= AT_ONCE + 1
    queues.version, queues.around = 4, object()
    fanout.hint(QUEUE, 4)
    for looker in lookers:
        await looker.has_seen(4)


async def test_a_slight_change_is_read_with_the_next_batch_and_its_echo_reads_nothing(
    fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiencia.signaling.fanout.BATCH_SECONDS", 0.3)
    queues.may_end.set()
    citizen = Looker(fanout, SLOW, ticket_id=TicketId(uuid4()))
    fanout.add(citizen)
    await citizen.has_seen(1)
    queues.version = 2
    fanout.hint(SLOW, 2, slight=True)
    await citizen.has_seen(2)  # the next batch is a whole one away
    read = queues.readings
    for version in (3, 4):
        queues.version = version
        fanout.hint(SLOW, version, slight=True)
        fanout.hint(SLOW, version)  # as the node hears its own hint
    for _ in range(10):
        await asyncio.sleep(0)
    assert queues.readings == read
    await citizen.has_seen(4)
    assert queues.readings == read + 1


async def test_staff_are_told_of_a_slight_change_at_once(fanout: Fanout, queues: Queues) -> None:
    staff, citizen = Looker(fanout), Looker(fanout, ticket_id=TicketId(uuid4()))
    for looker in (staff, citizen):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2, slight=True)
    for _ in range(100):  # not with the next batch, which is seconds away
        await asyncio.sleep(0)
    assert staff.seen == [1, 2]


async def test_what_a_first_view_read_is_not_read_again_for_the_others(fanout: Fanout, queues: Queues) -> None:
    one, other = (Looker(fanout, SLOW, ticket_id=TicketId(uuid4())) for _ in range(2))
    queues.may_end.set()
    for looker in (one, other):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    await fanout.show_now(one)
    read = queues.readings
    fanout.hint(SLOW, 2)
    await other.has_seen(2)
    assert queues.readings == read
