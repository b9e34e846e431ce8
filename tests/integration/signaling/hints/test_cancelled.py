"""Both loops end at whatever moment they are cancelled, also while a message goes out: the library can lose a cancellation then."""

import asyncio

from audiencia.core.ids import QueueId
from audiencia.signaling.hints.hints import Hints

TURNS = 40
"""Of the event loop, from the start: connecting, subscribing and the first messages."""


async def _ends(loop: "asyncio.Task[None]", turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)
    loop.cancel()
    async with asyncio.timeout(60):
        await asyncio.wait({loop})
    assert loop.cancelled()


async def test_loops_end_when_they_are_cancelled(valkey_url: str) -> None:
    for turns in range(TURNS):
        hints = Hints(valkey_url, "ours")
        hints.publish({QueueId(1): 1})
        await _ends(asyncio.create_task(hints.listen(lambda *_: None, lambda *_: None, lambda *_: None)), turns)
        await _ends(asyncio.create_task(hints.run()), turns)
        await hints.close()
