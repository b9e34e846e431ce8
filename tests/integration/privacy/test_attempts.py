"""Guesses are counted in the database: over nodes, restarts and many at once."""

import asyncio

import pytest

from audiencia.errors import TooMany
from audiencia.flows.house import House
from audiencia.privacy import attempts


async def attempt(house: House, subject: bytes = b"one", allowed: int = 3) -> int | None:
    """One attempt, committed as callers do."""
    async with house.database.begin() as tx:
        return await attempts.count(tx.conn, "pin", subject, allowed)


async def later(house: House, minutes: int) -> None:
    """The clock of the database goes forward."""
    async with house.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + make_interval(mins => $1)", minutes)


async def test_so_many_and_no_more(house: House) -> None:
    assert [await attempt(house) for _ in range(3)] == [None] * 3
    wait = await attempt(house)
    assert wait is not None and 890 < wait <= 900
    assert await attempt(house, b"another") is None


async def test_waiting_is_not_made_longer_by_trying(house: House) -> None:
    for _ in range(4):
        await attempt(house)
    await later(house, 10)
    wait = await attempt(house)
    assert wait is not None and wait <= 300
    await later(house, 6)
    assert await attempt(house) is None


async def test_a_quiet_quarter_of_an_hour_forgets(house: House) -> None:
    for _ in range(3):
        await attempt(house)
    await later(house, 16)
    assert [await attempt(house) for _ in range(3)] == [None] * 3


async def test_many_at_once_are_all_counted(house: House) -> None:
    waits = await asyncio.gather(*(attempt(house) for _ in range(20)))
    assert sum(wait is None for wait in waits) == 3


async def test_whoever_knew_it_starts_afresh(house: House) -> None:
    for _ in range(3):
        await attempt(house)
    async with house.database.begin() as tx:
        await attempts.forget(tx.conn, "pin", [b"one"])
    assert await attempt(house) is None


async def test_nothing_is_kept_longer_than_it_serves(house: House) -> None:
    await attempt(house)
    await later(house, 60 * 25)
    await attempt(house, b"fresh")
    async with house.database.begin() as tx:
        await attempts.sweep(tx.conn)
        assert await tx.conn.fetchval("SELECT array_agg(subject_hash) FROM attempt") == [b"fresh"]


def test_the_longest_wait_counts() -> None:
    attempts.refuse([None, None])
    with pytest.raises(TooMany) as caught:
        attempts.refuse([None, 7, 3])
    assert caught.value.retry_after == 7
