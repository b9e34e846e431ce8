"""How somebody acts who is answered late, not at all, or with a no."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import aiohttp

from audiencia.core.errors import Code
from audiencia.simulation.line import Lost
from audiencia.simulation.trouble import Refused, TookTooLong
from audiencia.simulation.waiting import Seen

PATIENCE = 120.0  # Seconds: longer than anything takes to come back on a machine that is busy with other things.
AGAIN_SECONDS, POLL_SECONDS = 0.1, 0.05
ALLOWED = frozenset({
    Code.STALE_VERSION, Code.TICKET_MOVED, Code.NOT_ALLOWED_NOW, Code.NOBODY_WAITING, Code.NOBODY_FOR_THIS_ROOM, Code.ROOM_BUSY,
    Code.OUTCOME_NEEDED, Code.SAME_DEPARTMENT, Code.NO_ROOM_FREE, Code.INVITATION_OVER, Code.MATTERS_LEFT, Code.TOO_MANY_MATTERS,
    Code.MINUTE_TAKEN, Code.TOO_MANY_STEPS, Code.TOO_MANY_REQUESTS, Code.ANSWER_TOO_LATE, Code.ROOM_CLOSED,
    Code.POSTPONED_TOO_OFTEN, Code.WAITS_THERE, Code.QUEUE_FULL, Code.TOO_LATE_TODAY,
})  # fmt: skip
"""What may be answered to people who all act at once: each of these says that nothing was done."""
T = TypeVar("T")


async def news(all_seen: Iterable[Seen[Any]]) -> None:
    """Until something new is seen, or for a second: somebody else may have to act first."""
    tasks = [asyncio.create_task(seen.next(within=1)) for seen in all_seen]
    if not tasks:
        await asyncio.sleep(AGAIN_SECONDS)
        return
    done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    for task in done:
        with suppress(TookTooLong):
            task.result()


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Asks again and again."""
    while True:
        found = condition()
        if found if isinstance(found, bool) else await found:
            return
        await asyncio.sleep(POLL_SECONDS)


async def stubborn(act: Callable[[], Awaitable[T]]) -> T:
    """Does it again, as a person would, while nothing answers. Raises `TookTooLong`."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await act()
        except (aiohttp.ClientError, OSError, Lost, TookTooLong):
            pass
        except Refused as refused:
            if refused.code not in {Code.UNAVAILABLE, Code.TOO_MANY_REQUESTS}:
                raise
        if asyncio.get_running_loop().time() > deadline:
            raise TookTooLong("an answer", PATIENCE)
        await asyncio.sleep(AGAIN_SECONDS)
