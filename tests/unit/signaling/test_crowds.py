"""Whom a batch tells of a line, and what is told beside it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from audiencia.core.ids import TicketId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.crowds import TOLD_AT_ONCE, Told
from audiencia.signaling.fanout import AT_ONCE, Fanout
from tests.support.fanout_lookers import QUEUE, Looker, Queues, at_version
from tests.support.view_builders import facts

SLOW_TO_SHOW = 2


@dataclass
class Halt:
    """When the first view of the batch is being made, and when it may be done."""

    began: asyncio.Event = field(default_factory=asyncio.Event)
    ends: asyncio.Event = field(default_factory=asyncio.Event)


class Halting(Looker):
    """Whose view of the second version takes until the test lets it."""

    def __init__(self, fanout: Fanout, ticket_id: TicketId, halt: Halt) -> None:
        super().__init__(fanout, ticket_id=ticket_id, patient=True)
        self.halt, self.halts = halt, False

    async def show(self, seen: Snapshot) -> None:
        if seen.version == SLOW_TO_SHOW:
            self.halts = True
            self.halt.began.set()
            await self.halt.ends.wait()
        await super().show(seen)


@dataclass(frozen=True)
class Line:
    """One of the first ten, who is told at once, and those whom batches tell."""

    front: Looker
    back: Sequence[Halting]
    halt: Halt


@pytest.fixture(params=[False, True], ids=["moved", "read whole"])
async def line(
    request: pytest.FixtureRequest, fanout: Fanout, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Line]:
    """Who looks at a line; all have seen the first version, and of the second, for which nothing or everything was read of the tickets, a
    batch is under way, and halts."""
    monkeypatch.setattr("audiencia.signaling.fanout.BATCH_SECONDS", 0.01)
    halt = Halt()
    people = [facts(number) for number in range(AT_ONCE + 2 * TOLD_AT_ONCE)]
    queues.tickets = {one.ticket.id: one for one in people}
    front = Looker(fanout, ticket_id=people[0].ticket.id)
    lookers = [Halting(fanout, one.ticket.id, halt) for one in people[AT_ONCE:]]
    for looker in (front, *lookers):
        fanout.add(looker)
        await looker.has_seen(1)
    queues.call(SLOW_TO_SHOW)
    if request.param:
        queues.tickets = {one.ticket.id: replace(one, ticket=replace(one.ticket)) for one in people}
    fanout.hint(QUEUE, SLOW_TO_SHOW)
    async with asyncio.timeout(90):
        await halt.began.wait()
    yield Line(front, lookers, halt)
    halt.ends.set()


async def test_the_front_and_staff_see_a_change_while_a_batch_of_their_line_is_told(
    line: Line, fanout: Fanout, queues: Queues
) -> None:
    staff = Looker(fanout)
    fanout.add(staff)
    queues.call(3)
    fanout.hint(QUEUE, 3)
    for looker in (line.front, staff):
        await looker.has_seen(3)
    assert not all(SLOW_TO_SHOW in one.seen for one in line.back)


async def test_who_was_still_to_be_told_is_shown_the_newest_moment(line: Line, fanout: Fanout, queues: Queues) -> None:
    queues.call(3)
    fanout.hint(QUEUE, 3)
    await line.front.has_seen(3)
    line.halt.ends.set()
    for looker in line.back:
        await looker.has_seen(3)
        assert looker.seen == sorted(looker.seen)
    assert not all(SLOW_TO_SHOW in one.seen for one in line.back)


async def test_who_is_gone_by_the_time_is_told_nothing(line: Line, fanout: Fanout) -> None:
    gone, *others = [one for one in line.back if not one.halts]
    fanout.remove(gone)
    line.halt.ends.set()
    for looker in others:
        await looker.has_seen(SLOW_TO_SHOW)
    assert gone.seen[-1] == 1


@pytest.mark.parametrize("gone", [False, True], ids=["was told", "is gone"])
async def test_nothing_is_owed_any_more_to_staff_of_all_queues_who(gone: bool, fanout: Fanout) -> None:
    told, board = Told(), Looker(fanout)
    board.queue_id = None
    told.saw(at_version(1))
    told.left_out(QUEUE, board)
    assert told.owes(QUEUE)
    if gone:
        told.forget(board)
    else:
        told.reached(QUEUE, board)
    assert not told.owes(QUEUE)
