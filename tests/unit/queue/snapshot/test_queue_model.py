"""One reading of a queue at a time, shared by all who asked before it began; what changed is all that is read again."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from audiencia.core.errors import Code, NotFound, Unavailable
from audiencia.core.ids import QueueId, TicketId
from audiencia.db import precedence
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.queue.snapshot.queue_model import TRUSTED_SECONDS, QueueModels
from audiencia.queue.snapshot.surroundings import Surroundings
from audiencia.runtime.context import AppContext
from tests.support.view_builders import snapshot

QUEUE, OTHER = QueueId(1), QueueId(2)


class Readings:
    """Stands for the database: each reading ends when it may, and `fails` says whether with an error."""

    def __init__(self) -> None:
        self.known: list[str | None] = []
        """What each reading was told that the last one saw."""
        self.may_end = asyncio.Event()
        self.began = asyncio.Event()
        self.fails = False
        self.kept_around: list[bool] = []
        """Of each reading that went on from another, whether it was to keep what is not in the tickets."""

    async def read(
        self, context: AppContext, opened: object, queue_id: QueueId, watched: Collection[TicketId], known: Known | None
    ) -> tuple[Snapshot, Known]:
        self.known.append(None if known is None else known.seen)
        self.kept_around += [] if known is None else [known.around is not None]
        number = len(self.known)
        self.began.set()
        await self.may_end.wait()
        if self.fails:
            raise Unavailable
        found = replace(snapshot(), queue_id=queue_id, version=number)
        return found, Known(str(number), {}, frozenset(), around=cast(Surroundings, object()))


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    """The readings of this test."""
    readings = Readings()
    monkeypatch.setattr(load_snapshot, "read", readings.read)
    return readings


class Clock:
    """A clock that stands."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def models(clock: Clock | None = None) -> QueueModels:
    """The queues of a node that nobody looks at."""
    return QueueModels(cast(AppContext, None), lambda queue_id: (), clock=clock or Clock())


async def ask(found: QueueModels, number: int, queue_id: QueueId = QUEUE) -> list[asyncio.Task[Snapshot]]:
    """So many ask, and wait."""
    asked = [asyncio.create_task(found.of(queue_id).now()) for _ in range(number)]
    await asyncio.sleep(0)
    return asked


async def test_whoever_asks_during_a_reading_gets_the_next_one(readings: Readings) -> None:
    found = models()
    first = await ask(found, 1)
    await readings.began.wait()
    later = await ask(found, 50)
    readings.may_end.set()
    assert [one.version for one in await asyncio.gather(*first, *later)] == [1, *[2] * 50]
    assert readings.known == [None, "1"]


async def test_what_was_found_is_given_again_while_no_newer_version_was_asked_for(readings: Readings) -> None:
    model = models().of(QUEUE)
    readings.may_end.set()
    assert [(await model.at(version)).version for version in (0, 1, 0)] == [1, 1, 1]
    readings.may_end.clear()
    told, beside = (asyncio.create_task(model.at(version)) for version in (2, 0))
    await asyncio.sleep(0)
    assert not beside.done()
    readings.may_end.set()
    assert [one.version for one in await asyncio.gather(told, beside)] == [2, 2]
    assert (await model.at(99)).version == 3  # nobody is at it: it was heard of, and a reading did not find it
    assert [(await model.at(0)).version, len(readings.known)] == [3, 3]


async def test_a_failure_is_told_to_all_who_waited_for_that_reading_and_the_next_goes_on_from_before(
    readings: Readings,
) -> None:
    found = models()
    readings.may_end.set()
    assert (await found.of(QUEUE).now()).version == 1
    readings.may_end.clear()
    readings.fails = True
    waiting = await ask(found, 1)
    readings.began.clear()
    together = await ask(found, 10)
    readings.may_end.set()
    for one in (*waiting, *together):
        with pytest.raises(Unavailable):
            await one
    assert len(readings.known) == 3
    for _ in range(2):  # whoever asks for a version after the failure has it read
        with pytest.raises(Unavailable):
            await found.of(QUEUE).at(4)
    assert len(readings.known) == 5
    readings.fails = False
    assert (await found.of(QUEUE).at(4)).version == 6
    assert readings.known == [None, "1", "1", "1", "1", "1"]


async def test_whoever_goes_away_during_the_reading_leaves_it_to_the_next(readings: Readings) -> None:
    found = models()
    [gone] = await ask(found, 1)
    [stays] = await ask(found, 1)
    gone.cancel()
    readings.may_end.set()
    assert (await stays).version == 2
    assert readings.known == [None, None]


async def test_a_slow_queue_keeps_no_other_waiting(readings: Readings) -> None:
    found = models()
    await ask(found, 1)
    other = await ask(found, 1, OTHER)
    assert len(readings.known) == 2
    readings.may_end.set()
    assert (await other[0]).queue_id == OTHER


async def test_what_was_read_long_ago_or_forgotten_is_read_whole(readings: Readings) -> None:
    clock = Clock()
    found = models(clock)
    readings.may_end.set()
    for later in (0, TRUSTED_SECONDS - 1, TRUSTED_SECONDS):
        clock.seconds += later
        await found.of(QUEUE).now()
    found.keep_only(lambda queue_id: True)
    await found.of(QUEUE).now()
    found.keep_only(lambda queue_id: queue_id != QUEUE)
    await found.of(QUEUE).now()
    assert readings.known == [None, "1", None, "3", None]


async def test_a_reading_that_began_after_a_moment_will_do_for_it(readings: Readings) -> None:
    model = models().of(QUEUE)
    readings.may_end.set()
    before = model.mark()
    assert (await model.now()).version == 1
    assert (await model.now(before)).version == 1
    assert (await model.now(model.mark())).version == 2
    at = model.mark() - 1
    readings.may_end.clear()
    running = asyncio.create_task(model.now())
    await asyncio.sleep(0)
    assert (await model.now(at)).version == 2  # without waiting for the reading that goes on
    readings.may_end.set()
    assert (await running).version == 3


async def test_who_knows_of_a_version_waits_until_it_was_read(readings: Readings) -> None:
    model = models().of(QUEUE)
    readings.may_end.set()
    before = model.mark()
    await model.now()
    await model.read_since(before, 1)
    assert len(readings.known) == 1
    readings.may_end.clear()
    waiting = [asyncio.create_task(model.read_since(before, version)) for version in (2, 0)]
    await asyncio.sleep(0)
    assert not any(one.done() for one in waiting)
    readings.may_end.set()
    await asyncio.gather(*waiting)
    assert len(readings.known) == 2


async def test_what_is_expected_anew_is_added_without_a_reading(readings: Readings) -> None:
    clock, late = Clock(), [False]
    found = QueueModels(
        cast(AppContext, None), lambda queue_id: (), lambda seen: replace(seen, late=late[0]), clock=clock
    )
    model = found.of(QUEUE)
    readings.may_end.set()
    first = await model.again()
    clock.seconds += 20
    late[0] = True
    second = await model.again()
    assert (first.late, second.late, second.version) == (False, True, 1)
    assert second.now - first.now == timedelta(seconds=20)
    assert len(readings.known) == 1
    readings.fails = True
    with pytest.raises(Unavailable):
        await model.now()
    readings.fails = False
    assert (await model.again()).version == 3


async def test_a_reading_that_all_share_waits_for_no_connection_behind_others_whoever_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = []

    async def reading(*_: object) -> None:
        read.append(precedence._taken.get())
        raise NotFound(Code.NOT_FOUND)

    monkeypatch.setattr(load_snapshot, "read", reading)
    models = QueueModels(cast(AppContext, None), lambda queue_id: ())
    with precedence.taking(precedence.Precedence.LATER), pytest.raises(NotFound):
        await models.of(QueueId(1)).now()
    assert read == [precedence.Precedence.FIRST]


async def test_what_changed_without_the_queue_is_read_with_the_next_reading_that_succeeds(readings: Readings) -> None:
    model = models().of(QUEUE)
    readings.may_end.set()
    await model.now()
    model.distrust()
    readings.fails = True
    with pytest.raises(Unavailable):
        await model.now()
    readings.fails = False
    await model.now()
    await model.now()
    assert readings.kept_around == [False, False, True]


async def test_a_version_that_was_read_already_is_not_read_again(readings: Readings) -> None:
    model = models().of(QUEUE)
    readings.may_end.set()
    assert [(await model.at(version)).version for version in (1, 1, 2, 1, None)] == [1, 1, 2, 2, 3]
