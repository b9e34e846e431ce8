"""Estimates are made when somebody catches up; first ones are written once for each who waits, however many others wait at the node."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.domain.wait import Estimate
from audiencia.queue.joining import outlook
from audiencia.queue.joining.outlook import Outlook
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.runtime.context import AppContext
from audiencia.runtime.forecast import Expected
from tests.support.queue_builders import OPENS

LATER = Estimate(600.0, 900.0, 1200.0, 1.0)
SOON = Estimate(5.0, 10.0, 20.0, 1.0)
EXPECTED = Expected(OPENS, OPENS + timedelta(minutes=5))


@asynccontextmanager
async def begin() -> AsyncIterator[SimpleNamespace]:
    """A transaction of which nothing is used."""
    yield SimpleNamespace(conn=None)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[set[TicketId]]:
    """The tickets of each writing."""
    found: list[set[TicketId]] = []

    async def keep_first(conn: object, *, ids: Sequence[TicketId], **_: object) -> None:
        found.append(set(ids))

    monkeypatch.setattr(outlook.SQL, "keep_first", keep_first)
    return found


def tickets(first: int, number: int) -> list[TicketId]:
    """So many, of ids that begin there."""
    return [TicketId(UUID(int=one)) for one in range(first, first + number)]


def made(line: Sequence[TicketId], of: Estimate = LATER) -> Outlook:
    """The outlook of a line."""
    return Outlook(1, OPENS, {}, dict.fromkeys(line, of), EXPECTED, OPENS, late=False)


async def test_of_long_lines_by_turns_each_ticket_is_written_once(written: list[set[TicketId]]) -> None:
    estimates = Estimates(cast(AppContext, SimpleNamespace(database=SimpleNamespace(begin=begin))))
    lines = {QueueId(one): tickets(10_000 * one, 3000) for one in (1, 2, 3)}
    for _ in range(3):
        for queue_id, line in lines.items():
            await estimates._note(queue_id, made(line))
    assert written == [set(line) for line in lines.values()]


async def test_who_joins_is_written_and_whoever_left_the_line_is_kept_no_longer(written: list[set[TicketId]]) -> None:
    estimates = Estimates(cast(AppContext, SimpleNamespace(database=SimpleNamespace(begin=begin))))
    line = tickets(0, 4)
    await estimates._note(QueueId(1), made(line[:3], SOON))
    await estimates._note(QueueId(1), made(line[:3]))
    await estimates._note(QueueId(1), made(line[1:]))
    assert written == [set(line[:3]), {line[3]}]
    assert estimates._noted == {QueueId(1): frozenset(line[1:])}


class Slow(Estimates):
    """Made when the test lets them; by their clock it took no time, or a day."""

    def __init__(self) -> None:
        self.seconds, self.times, self.may_end = 0.0, 0, asyncio.Event()
        super().__init__(cast(AppContext, None), lambda: self.seconds)

    async def make_wanted(self) -> None:
        self.times += 1
        await self.may_end.wait()


@pytest.fixture
async def slow() -> AsyncIterator[Slow]:
    """Estimates that run."""
    estimates = Slow()
    running = asyncio.create_task(estimates.run())
    yield estimates
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_who_catches_up_waits_until_what_is_wanted_is_made_and_no_longer_than_said(slow: Slow) -> None:
    async with asyncio.timeout(90):
        await slow.catch_up(0.01)
    caught_up = asyncio.create_task(slow.catch_up(90))
    await asyncio.sleep(0)
    assert not caught_up.done()
    slow.may_end.set()
    async with asyncio.timeout(60):
        await caught_up


async def test_nothing_is_made_for_a_while_after_what_took_long_and_nobody_waits_meanwhile(slow: Slow) -> None:
    caught_up = asyncio.create_task(slow.catch_up(90))
    async with asyncio.timeout(60):
        while not slow.times:
            await asyncio.sleep(0)
        slow.seconds = 86_400.0
        slow.may_end.set()
        await caught_up
        await slow.catch_up(90)
    assert slow.times == 1
