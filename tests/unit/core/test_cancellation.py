"""A loop whose work puts something else in the place of its cancellation ends all the same."""

import asyncio
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from audiencia.core import cancellation
from audiencia.core.cancellation import Loops
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


async def test_a_loop_that_goes_on_although_it_was_cancelled_is_named_and_cancelled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cancellation, "AGAIN_SECONDS", 0.01)
    taken = 0

    async def deaf() -> None:
        nonlocal taken
        while taken < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                taken += 1

    async def loops() -> None:
        async with Loops() as group:
            group.create_task(deaf(), name="deaf")

    running = asyncio.create_task(loops())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    with capture_logs() as logged:
        await asyncio.wait({running})
    assert running.cancelled() and taken == 2
    (entry,) = logged
    assert entry["event"] == "task_ignored_cancellation" and entry["task"] == "deaf"
    assert entry["waits_in"].startswith("Event.wait:")


async def test_a_loop_that_cleans_up_slowly_after_a_limit_of_time_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cancellation, "AGAIN_SECONDS", 0.01)
    cleaned = asyncio.Event()

    async def slow() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                try:
                    await asyncio.Event().wait()
                finally:
                    await asyncio.sleep(0.1)
        cleaned.set()
        await asyncio.Event().wait()

    async def loops() -> None:
        async with Loops() as group:
            group.create_task(slow())

    running = asyncio.create_task(loops())
    cleaning = asyncio.create_task(cleaned.wait())
    await asyncio.wait({running, cleaning}, return_when=asyncio.FIRST_COMPLETED)
    assert cleaned.is_set() and not running.done()
    running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()
