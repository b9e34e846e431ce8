"""Whoever comes is shown a moment in which they are there, once, and keeps nobody else waiting."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.errors import Unavailable
from audiencia.core.ids import TicketId
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.signaling.fanout import Fanout
from audiencia.signaling.first_views import GREETED_AT_ONCE
from tests.support.fanout_lookers import QUEUE, SLOW, Looker, Queues


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
    monkeypatch.setattr("audiencia.signaling.first_views.CROWD", 0)
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
