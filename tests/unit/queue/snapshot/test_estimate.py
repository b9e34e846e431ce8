"""First estimates are written once for each who waits, however many others wait at the node."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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
