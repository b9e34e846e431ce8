"""Connections go to whoever comes first by precedence, and none is lost to somebody who stopped waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from audiencia.db.precedence import Gate, Precedence, taking

FIRST, USUAL, LATER = Precedence
LONG = 60.0
SIZE = 9
"""Of these, one is kept from USUAL, and three from LATER."""


class Queue:
    """People at a gate, and in which order they were let in."""

    def __init__(self, size: int = SIZE) -> None:
        self.gate, self.order = Gate(size), list[str]()

    @asynccontextmanager
    async def inside(self, precedence: Precedence, name: str = "") -> AsyncIterator[None]:
        with taking(precedence):
            await self.gate.enter(LONG, LONG)
        self.order.append(name)
        try:
            yield
        finally:
            self.gate.leave()

    async def visit(self, precedence: Precedence, name: str) -> None:
        async with self.inside(precedence, name):
            pass


async def turns() -> None:
    """Everybody who can go on does."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("precedence", "most"), [(FIRST, SIZE), (USUAL, SIZE - 1), (LATER, SIZE - 3)])
async def test_the_last_connections_are_kept_for_those_who_come_first(precedence: Precedence, most: int) -> None:
    queue = Queue()
    async with AsyncExitStack() as stack:
        for _ in range(most):
            await stack.enter_async_context(queue.inside(precedence))
        more = asyncio.create_task(queue.visit(precedence, "one more"))
        await turns()
        assert not more.done()
    await more


async def test_who_comes_first_goes_before_all_who_waited_longer() -> None:
    queue = Queue()
    coming = [
        (LATER, "form"),
        (USUAL, "waits"),
        (LATER, "second form"),
        (FIRST, "director"),
        (FIRST, "second director"),
    ]
    async with AsyncExitStack() as stack:
        for _ in range(SIZE):
            await stack.enter_async_context(queue.inside(FIRST))
        queue.order.clear()
        tasks = [asyncio.create_task(queue.visit(*one)) for one in coming]
        await turns()
        assert queue.order == []
    await asyncio.gather(*tasks)
    assert queue.order == ["director", "second director", "waits", "form", "second form"]


@pytest.mark.parametrize("at_the_very_moment", [False, True])
async def test_who_stops_waiting_takes_no_connection_away(at_the_very_moment: bool) -> None:
    queue = Queue(1)
    holding = queue.inside(FIRST)
    await holding.__aenter__()
    leaving = asyncio.create_task(queue.visit(FIRST, "leaving"))
    await turns()
    if at_the_very_moment:
        await holding.__aexit__(None, None, None)
        leaving.cancel()
    else:
        leaving.cancel()
        await turns()
        await holding.__aexit__(None, None, None)
    with pytest.raises(asyncio.CancelledError):
        await leaving
    await asyncio.wait_for(queue.visit(USUAL, "next"), 60)
    assert queue.order == ["", "next"]


async def test_tasks_take_the_precedence_of_where_they_begin() -> None:
    queue = Queue(SIZE)
    async with AsyncExitStack() as stack:
        for _ in range(SIZE - 3):
            await stack.enter_async_context(queue.inside(LATER))
        with taking(LATER):
            waits = asyncio.create_task(queue.gate.enter(LONG, LONG))
        passes = asyncio.create_task(queue.gate.enter(LONG, LONG))
        await turns()
        assert (waits.done(), passes.done()) == (False, True)
    await waits


async def test_nobody_waits_long_for_a_database_that_is_silent_but_for_one_that_is_busy() -> None:
    now = [0.0]
    silent, busy = (Gate(1, lambda: now[0]) for _ in range(2))
    waiting = []
    for gate in (silent, busy):
        await gate.enter(LONG, LONG)
        waiting.append(asyncio.create_task(gate.enter(0.01, 0.04)))
    await turns()
    now[0] = 0.009
    busy.answered()
    now[0] = 0.015
    with pytest.raises(TimeoutError):
        await waiting[0]
    assert not waiting[1].done()
    now[0] = 0.05
    busy.answered()
    with pytest.raises(TimeoutError):
        await waiting[1]
    for gate in (silent, busy):
        gate.leave()
        await gate.enter(LONG, LONG)
