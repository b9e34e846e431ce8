"""Who is told of what: everybody of every change, nobody of an earlier moment after a later one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.fanout import AT_ONCE, PUT_OFF, Fanout
from tests.support.fanout_lookers import QUEUE, SLOW, Estimated, Looker, Queues
from tests.support.view_builders import facts

NOT_BY_ITSELF = 86_400.5
"""Nothing else waits for so long."""


class Batches:
    """They come when the test says so, however long anything takes."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._sleep, self._comes = sleep, asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds == NOT_BY_ITSELF:
            await self._comes.wait()
            self._comes.clear()
        else:
            await self._sleep(seconds)

    def come(self) -> None:
        self._comes.set()


async def turns() -> None:
    """Enough for whatever waits for no batch."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Batches:
    """Asked for before the fan-out."""
    batches = Batches(asyncio.sleep)
    monkeypatch.setattr("audiencia.signaling.fanout.BATCH_SECONDS", NOT_BY_ITSELF)
    monkeypatch.setattr(asyncio, "sleep", batches.sleep)
    return batches


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


async def waiting_for_a_batch(fanout: Fanout, queues: Queues) -> Looker:
    """Somebody far back, while others know of the second version."""
    front, back = Looker(fanout), Looker(fanout, ticket_id=TicketId(uuid4()), patient=True)
    for looker in (front, back):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await front.has_seen(2)
    return back


async def test_who_is_patient_is_told_with_the_next_batch(batches: Batches, fanout: Fanout, queues: Queues) -> None:
    back = await waiting_for_a_batch(fanout, queues)
    assert 2 not in back.seen
    batches.come()
    await back.has_seen(2)


async def test_whose_own_ticket_changed_is_told_at_once_though_the_line_moved_too(
    batches: Batches, fanout: Fanout, queues: Queues
) -> None:
    line = [facts(number) for number in range(AT_ONCE + 3)]
    queues.tickets = {one.ticket.id: one for one in line}
    front, back, acting = (Looker(fanout, ticket_id=line[place].ticket.id) for place in (0, -2, -1))
    for looker in (front, back, acting):
        fanout.add(looker)
        await looker.has_seen(1)
    held = line[-1].ticket
    queues.tickets = {**queues.tickets, held.id: replace(line[-1], ticket=replace(held, version=held.version + 1))}
    queues.call(2)
    fanout.hint(QUEUE, 2)
    await front.has_seen(2)
    await turns()
    assert (acting.seen[-1], back.seen[-1]) == (2, 1)
    batches.come()
    await back.has_seen(2)


@pytest.fixture
def crowd(fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    """Lets somebody of another queue wait for a first view: a crowd, that puts batches off."""
    monkeypatch.setattr("audiencia.signaling.first_views.CROWD", 0)
    monkeypatch.setattr("audiencia.signaling.first_views.GATHER_SECONDS", 0)

    async def comes() -> None:
        fanout.add(Looker(fanout, SLOW, ticket_id=TicketId(uuid4())))
        await queues.begun.wait()

    return comes


async def test_a_slow_reader_for_whom_no_batch_counts_is_told_while_batches_are_put_off(
    batches: Batches, fanout: Fanout, queues: Queues, crowd: Callable[[], Awaitable[None]]
) -> None:
    slow, far, quick = (
        Looker(fanout),
        Looker(fanout, ticket_id=TicketId(uuid4()), patient=True),
        Looker(fanout, ticket_id=TicketId(uuid4())),
    )
    for looker in (slow, far, quick):
        fanout.add(looker)
        await looker.has_seen(1)
    await crowd()
    slow.backlogged, queues.version = True, 2
    fanout.hint(QUEUE, 2)
    await quick.has_seen(2)
    slow.backlogged = False
    batches.come()
    await turns()
    assert (slow.seen[-1], far.seen[-1]) == (2, 1)


async def test_a_version_that_waits_for_the_next_batch_was_not_found_by_polling(
    batches: Batches, fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def versions(context: object) -> dict[QueueId, int]:
        return {QUEUE: queues.version}

    def found() -> float:
        return REGISTRY.get_sample_value("audiencia_changes_found_by_polling_total") or 0.0

    monkeypatch.setattr(load_snapshot, "queue_versions", versions)
    citizen = Looker(fanout, ticket_id=TicketId(uuid4()))
    fanout.add(citizen)
    await citizen.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await citizen.has_seen(2)
    before, queues.version = found(), 3
    fanout.hint(QUEUE, 3, slight=True)
    await fanout.look_for_changes()
    assert found() == before
    queues.version = 4
    await fanout.look_for_changes()
    assert found() == before + 1
    await citizen.has_seen(4)


async def test_while_a_crowd_waits_for_its_first_views_lines_are_told_with_fewer_batches(
    batches: Batches, fanout: Fanout, queues: Queues, crowd: Callable[[], Awaitable[None]]
) -> None:
    front, back = Looker(fanout), Looker(fanout, ticket_id=TicketId(uuid4()), patient=True)
    for looker in (front, back):
        fanout.add(looker)
        await looker.has_seen(1)
    await crowd()
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await front.has_seen(2)
    for _ in range(PUT_OFF):
        batches.come()
        await turns()
        assert 2 not in back.seen
    batches.come()
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
    front, back = Looker(fanout, SLOW), Looker(fanout, SLOW, ticket_id=TicketId(uuid4()), patient=True)
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


async def test_another_estimate_is_shown_without_a_reading_and_staff_are_told_of_none(
    fanout: Fanout, queues: Queues
) -> None:
    citizen, staff = Looker(fanout, SLOW, ticket_id=TicketId(uuid4())), Looker(fanout, SLOW)
    queues.may_end.set()
    for looker in (citizen, staff):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    fanout.hint(SLOW, 2)
    for looker in (citizen, staff):
        await looker.has_seen(2)
    read, shown = queues.readings, (len(citizen.seen), len(staff.seen))
    fanout.tell_again(SLOW)
    await citizen.is_shown_again(shown[0])
    await turns()
    assert len(staff.seen) == shown[1]
    fanout.refresh(SLOW)
    await staff.is_shown_again(shown[1])
    assert queues.readings == read


async def test_staff_are_told_when_the_end_of_the_day_is_expected_first(
    fanout: Fanout, queues: Queues, estimated: Estimated
) -> None:
    staff = Looker(fanout)
    fanout.add(staff)
    await staff.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2)
    await staff.has_seen(2)
    shown, estimated.late = len(staff.seen), True
    fanout.tell_again(QUEUE)
    await staff.is_shown_again(shown)


async def test_a_batch_is_told_once_the_estimates_have_caught_up(
    batches: Batches, fanout: Fanout, queues: Queues, estimated: Estimated
) -> None:
    back = await waiting_for_a_batch(fanout, queues)
    estimated.made.clear()
    batches.come()
    await turns()
    assert 2 not in back.seen
    estimated.made.set()
    await back.has_seen(2)


async def test_who_joins_another_line_is_nothing_to_tell_those_of_whom_batches_tell(
    batches: Batches, fanout: Fanout, queues: Queues
) -> None:
    line = [facts(number) for number in range(AT_ONCE + 3)]
    queues.tickets = {one.ticket.id: one for one in line}
    lookers = [Looker(fanout, ticket_id=one.ticket.id, patient=True) for one in line]
    staff = Looker(fanout)
    for looker in (*lookers, staff):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.call(2)
    fanout.hint(QUEUE, 2)
    await staff.has_seen(2)
    batches.come()
    for looker in lookers:
        await looker.has_seen(2)
    queues.version, queues.around = 3, object()
    fanout.hint(QUEUE, 3)
    await staff.has_seen(3)
    batches.come()
    await turns()
    assert not any(3 in one.seen for one in lookers[AT_ONCE:])


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
    queues.call(4)
    fanout.hint(QUEUE, 4)
    for looker in lookers:
        await looker.has_seen(4)


async def test_a_slight_change_is_read_with_the_next_batch_and_its_echo_reads_nothing(
    batches: Batches, fanout: Fanout, queues: Queues
) -> None:
    queues.may_end.set()
    citizen = Looker(fanout, SLOW, ticket_id=TicketId(uuid4()))
    fanout.add(citizen)
    await citizen.has_seen(1)
    queues.version = 2
    fanout.hint(SLOW, 2, slight=True)
    batches.come()
    await citizen.has_seen(2)
    read = queues.readings
    for version in (3, 4):
        queues.version = version
        fanout.hint(SLOW, version, slight=True)
        fanout.hint(SLOW, version)  # as the node hears its own hint
    for _ in range(10):
        await asyncio.sleep(0)
    assert queues.readings == read
    batches.come()
    await citizen.has_seen(4)
    assert queues.readings == read + 1


async def test_staff_are_told_of_a_slight_change_at_once(batches: Batches, fanout: Fanout, queues: Queues) -> None:
    staff, citizen = Looker(fanout), Looker(fanout, ticket_id=TicketId(uuid4()))
    for looker in (staff, citizen):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.version = 2
    fanout.hint(QUEUE, 2, slight=True)
    for _ in range(100):  # not with the next batch, which never comes
        await asyncio.sleep(0)
    assert staff.seen == [1, 2]
