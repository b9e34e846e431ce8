"""Waiting for views: the present one counts, several wait at once, and what did not come is named."""

import asyncio

import pytest

from audiencia.simulation.trouble import TookTooLong
from audiencia.simulation.waiting import Seen


async def test_the_present_one_counts() -> None:
    seen: Seen[int] = Seen("number")
    seen.put(3)
    assert await seen.wait_for(lambda number: number == 3, "three") == 3


async def test_several_wait_for_different_things() -> None:
    seen: Seen[int] = Seen("number")
    waits = [asyncio.create_task(seen.wait_for(lambda n, want=want: n >= want, str(want))) for want in (2, 1)]  # type: ignore[misc]
    await asyncio.sleep(0)
    seen.put(1)
    seen.put(2)
    assert await asyncio.gather(*waits) == [2, 1]


async def test_the_next_one_is_a_later_one() -> None:
    seen: Seen[str] = Seen("word")
    seen.put("old")
    wait = asyncio.create_task(seen.next())
    await asyncio.sleep(0)
    seen.put("old")
    assert await wait == "old"
    assert seen.count == 2


async def test_what_did_not_come_is_named_with_what_came_instead() -> None:
    seen: Seen[int] = Seen("number", describe=lambda number: f"number {number}")
    seen.put(1)
    with pytest.raises(TookTooLong, match=r"number: two: not within 0.01 s; last seen: number 1"):
        await seen.wait_for(lambda number: number == 2, "two", within=0.01)


async def test_a_predicate_that_fails_fails_its_own_waiter_only() -> None:
    seen: Seen[int] = Seen("number")
    bad = asyncio.create_task(seen.wait_for(lambda number: bool(1 / (number - 1)), "bad"))
    good = asyncio.create_task(seen.wait_for(lambda number: number == 1, "good"))
    await asyncio.sleep(0)
    seen.put(1)
    assert await good == 1
    with pytest.raises(ZeroDivisionError):
        await bad


async def test_there_is_nothing_before_the_first() -> None:
    with pytest.raises(LookupError):
        _ = Seen[int]("number").value
