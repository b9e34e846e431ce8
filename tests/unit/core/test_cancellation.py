"""A loop whose work puts something else in the place of its cancellation ends all the same."""

import asyncio

import pytest

from audiencia.signaling.server import every


@pytest.mark.parametrize("instead", [ConnectionError("rolling back failed"), None], ids=["an error", "a result"])
async def test_a_loop_ends_whatever_its_work_makes_of_a_cancellation(instead: Exception | None) -> None:
    begun, times = asyncio.Event(), 0

    async def act() -> None:
        nonlocal times
        times += 1
        if times > 1:
            raise asyncio.CancelledError
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if instead is not None:
                raise instead from None

    loop = asyncio.create_task(every(0, act))
    await begun.wait()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert times == 1
