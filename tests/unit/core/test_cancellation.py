"""A loop whose work puts something else in the place of its cancellation ends all the same."""

import asyncio
from contextlib import suppress

import pytest

from audiencia.core.ids import QueueId
from audiencia.signaling.hints.hints import Hints
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


async def test_telling_other_nodes_ends_where_redis_gives_the_cancellation_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, hints = asyncio.Event(), Hints("redis://127.0.0.1:1", "nobody")

    async def publish(_messages: object) -> bool:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return True

    monkeypatch.setattr(hints, "_publish", publish)
    hints.publish({QueueId(7): 1})
    telling = asyncio.create_task(hints.run())
    await begun.wait()
    telling.cancel()
    await asyncio.wait({telling}, timeout=30)
    assert telling.cancelled()
