"""Guesses are counted in the database: over nodes, restarts and many at once."""

import asyncio
from datetime import timedelta

import pytest

from audiencia.core.errors import TooMany
from audiencia.privacy import attempts
from audiencia.privacy.attempts import FREE, FREE_IN_ALL, LONGEST_PAUSE, Attempt, Budgets, Guesser
from audiencia.runtime.context import AppContext
from tests.support.scenery import SLOWED

HOME, CAFE = Guesser("203.0.113.7"), Guesser("198.51.100.1")
PHONE = Guesser("203.0.113.7", "a phone that was right")
PAUSES = [15, 30, 60, 120, 240, 480, 900, 900]


def budgets(context: AppContext, guesser: Guesser, secret: str = "one") -> Budgets:
    """What a guess at this folio counts for."""
    return attempts.budgets(context.keyring, "pin", secret, guesser)


async def guess(context: AppContext, guesser: Guesser = HOME, secret: str = "one") -> int | None:
    """One wrong guess, committed as callers do: `None` when it was checked, or the seconds to wait."""
    async with context.database.begin() as tx:
        return (await attempts.count(tx.conn, budgets(context, guesser, secret))).wait


async def right(context: AppContext, guesser: Guesser) -> None:
    """A guess that was right."""
    async with context.database.begin() as tx:
        who = budgets(context, guesser)
        attempt = await attempts.count(tx.conn, who)
        attempts.refuse(attempt)
        await attempts.right(tx.conn, who, attempt)


async def slowed(context: AppContext) -> None:
    """A pause of the machine is none of the guesser."""
    async with context.database.begin() as tx:
        await tx.conn.execute(SLOWED)


async def later(context: AppContext, **much: int) -> None:
    """The clock of the database goes forward."""
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + $1", timedelta(**much))


async def test_pauses_grow_before_they_are_long(context: AppContext) -> None:
    await slowed(context)
    assert [await guess(context) for _ in range(FREE)] == [None] * FREE
    for pause in PAUSES:
        wait = await guess(context)
        assert wait is not None and pause - 5 < wait <= pause
        await later(context, seconds=pause)
        assert await guess(context) is None
    assert await guess(context, secret="another") is None


async def test_waiting_is_not_made_longer_by_trying(context: AppContext) -> None:
    await slowed(context)
    for _ in range(FREE):
        await guess(context)
    assert all([await guess(context) for _ in range(50)])
    await later(context, seconds=PAUSES[0])
    assert await guess(context) is None


async def test_a_quiet_day_forgets(context: AppContext) -> None:
    for _ in range(FREE):
        await guess(context)
    await later(context, hours=25)
    assert [await guess(context) for _ in range(FREE)] == [None] * FREE


async def test_many_at_once_are_all_counted(context: AppContext) -> None:
    waits = await asyncio.gather(*(guess(context) for _ in range(20)))
    assert sum(wait is None for wait in waits) == FREE


async def test_one_network_alone_keeps_nobody_else_waiting(context: AppContext) -> None:
    for _ in range(3):
        while await guess(context) is None:
            pass
        await later(context, seconds=LONGEST_PAUSE.seconds)
    async with context.database.read() as conn:
        everywhere = budgets(context, HOME).everywhere
        assert await conn.fetchval("SELECT failures FROM attempt WHERE subject_hash = $1", everywhere) == FREE
    assert await guess(context, CAFE) is None


async def test_many_networks_together_keep_strangers_waiting_and_no_known_browser(context: AppContext) -> None:
    await right(context, PHONE)
    for number in range(FREE_IN_ALL // FREE):
        for _ in range(FREE):
            assert await guess(context, Guesser(f"192.0.2.{number}")) is None
    assert await guess(context, CAFE) is not None
    assert await guess(context, PHONE) is None
    # What had to wait counted for nobody's network.
    async with context.database.read() as conn:
        own = budgets(context, CAFE).network
        assert await conn.fetchval("SELECT count(*) FROM attempt WHERE subject_hash = $1", own) == 0


async def test_a_browser_that_was_right_has_a_budget_of_its_own(context: AppContext) -> None:
    await right(context, PHONE)
    while await guess(context, HOME) is None:
        pass
    assert [await guess(context, PHONE) for _ in range(FREE)] == [None] * FREE
    assert await guess(context, PHONE) is not None
    assert await guess(context, Guesser(HOME.network, "another phone")) is not None
    await later(context, seconds=PAUSES[0])
    await right(context, PHONE)
    assert [await guess(context, PHONE) for _ in range(FREE)] == [None] * FREE


async def test_whoever_knew_it_starts_afresh(context: AppContext) -> None:
    for _ in range(FREE - 1):
        await guess(context)
    await right(context, HOME)
    assert [await guess(context) for _ in range(FREE)] == [None] * FREE


async def test_nothing_is_kept_longer_than_it_serves(context: AppContext) -> None:
    async def kept() -> int:
        async with context.database.begin() as tx:
            await attempts.sweep(tx.conn)
            return int(await tx.conn.fetchval("SELECT count(*) FROM attempt"))

    await guess(context)
    await right(context, PHONE)
    await later(context, hours=25)
    assert await kept() == 1
    await later(context, days=90)
    assert await kept() == 0


def test_who_has_to_wait_is_told_how_long() -> None:
    attempts.refuse(Attempt((b"one",)))
    with pytest.raises(TooMany) as caught:
        attempts.refuse(Attempt(wait=7))
    assert caught.value.retry_after == 7
