"""Who is told of what: everybody of every change, nobody of an earlier moment after a later one."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import pytest

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.runtime.context import AppContext
from audiencia.signaling.fanout import READINGS, Fanout, LastSent
from tests.support.view_builders import snapshot

QUEUE, SLOW = QueueId(1), QueueId(2)


def at_version(version: int, queue_id: QueueId = QUEUE) -> Snapshot:
    """That queue at this version."""
    return replace(snapshot(), queue_id=queue_id, version=version)


class Queues:
    """Stands for the database: the version that a reading finds now. Of the queue `SLOW` readings end when they may."""

    def __init__(self) -> None:
        self.version = 1
        self.may_end = asyncio.Event()
        self.reading = self.most = 0
        """How many readings of the slow queue go on, and how many ever did at once."""
        self.begun = asyncio.Event()

    async def read(
        self, context: AppContext, opened: object, queue_id: QueueId, watched: Collection[TicketId]
    ) -> Snapshot:
        version = self.version
        if queue_id == SLOW:
            self.reading += 1
            self.most = max(self.most, self.reading)
            self.begun.set()
            await self.may_end.wait()
            self.reading -= 1
        return at_version(version, queue_id)


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
        self._fanout, self._patient = fanout, patient
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
        async with asyncio.timeout(20):
            while version not in self.seen:
                await self.news.wait()
                self.news.clear()


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Queues:
    """The readings of this test."""
    queues = Queues()
    monkeypatch.setattr(load_snapshot, "snapshot", queues.read)
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
            await self._fanout.snapshot(SLOW)
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


async def test_one_queue_is_read_by_few_at_once(fanout: Fanout, queues: Queues) -> None:
    lookers = [Looker(fanout, SLOW) for _ in range(5 * READINGS)]
    for looker in lookers:
        fanout.add(looker)
    fanout.hint(SLOW, 1)
    for _ in range(10 * len(lookers)):
        await asyncio.sleep(0)
    assert queues.reading == READINGS + 1
    queues.may_end.set()
    for looker in lookers:
        await looker.has_seen(1)
    assert queues.most == READINGS + 1


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


async def test_what_was_seen_is_not_replaced_by_an_earlier_moment() -> None:
    sent: list[Mapping[str, Any]] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload)

    last = LastSent(send)
    await last.changed("view", "view", {"version": 5, "now": "a", "place": 1}, at_version(5))
    await last.changed("view", "view", {"version": 4, "now": "b", "place": 2}, at_version(4))
    assert [one["place"] for one in sent] == [1]
    last.forget()
    await last.changed("view", "view", {"version": 4, "now": "b", "place": 2}, at_version(4))
    assert [one["place"] for one in sent] == [1]
    await last.changed("view", "view", {"version": 5, "now": "c", "place": 1}, at_version(5))
    assert [one["place"] for one in sent] == [1, 1]


async def test_another_queue_has_versions_of_its_own() -> None:
    sent: list[str] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["where"])

    last = LastSent(send)
    await last.changed("view", "view", {"version": 50, "where": "here"}, at_version(50))
    await last.changed("view", "view", {"version": 3, "where": "there"}, at_version(3, QueueId(2)))
    await last.changed("queue", "water", {"version": 3, "where": "board"}, at_version(3))
    assert sent == ["here", "there", "board"]


async def test_what_differs_in_nothing_but_version_and_clock_is_not_sent_again() -> None:
    sent: list[int] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["version"])

    last = LastSent(send)
    for version in (1, 2):
        await last.changed("view", "view", {"version": version, "now": version, "place": 1}, at_version(version))
    assert sent == [1]
