"""A loop whose work turns its cancellation into another error ends all the same."""

import asyncio

import pytest

from audiencia.signaling.server import every


async def test_a_loop_ends_where_cleaning_up_after_its_cancellation_fails() -> None:
    begun, times = asyncio.Event(), 0

    async def act() -> None:
        nonlocal times
        times += 1
        if times > 1:
            raise asyncio.CancelledError
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise ConnectionError("rolling back failed")

    loop = asyncio.create_task(every(0, act))
    await begun.wait()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert times == 1
