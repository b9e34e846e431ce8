"""Each key in a task of its own, one at a time, and once more for all that asked meanwhile."""

import asyncio
from collections import Counter

from audiencia.signaling.coalesce import Coalescer


class Work:
    """Goes on until it may end."""

    def __init__(self) -> None:
        self.begun: Counter[str] = Counter()
        self.going: Counter[str] = Counter()
        self.most = 0
        self.may_end: dict[str, asyncio.Event] = {"a": asyncio.Event(), "b": asyncio.Event()}

    async def act(self, key: str) -> None:
        self.begun[key] += 1
        self.going[key] += 1
        self.most = max(self.most, self.going[key])
        await self.may_end[key].wait()
        self.going[key] -= 1


async def test_what_is_asked_for_meanwhile_is_done_once_more() -> None:
    work = Work()
    coalescer = Coalescer(work.act)
    async with asyncio.TaskGroup() as group:
        coalescer.start(group)
        coalescer.ask("a")
        await asyncio.sleep(0)
        for _ in range(5):
            coalescer.ask("a")
        work.may_end["a"].set()
    assert (work.begun["a"], work.most) == (2, 1)


async def test_one_keeps_no_other_waiting_and_one_forgotten_is_not_done() -> None:
    work = Work()
    work.may_end["b"].set()
    coalescer = Coalescer(work.act)
    coalescer.ask("a")
    async with asyncio.TaskGroup() as group:
        coalescer.start(group)
        for asked in range(1, 4):
            coalescer.ask("b")
            while work.begun["b"] < asked or work.going["b"]:
                await asyncio.sleep(0)
        coalescer.ask("a")
        coalescer.forget("a")
        work.may_end["a"].set()
    assert work.begun == {"a": 1, "b": 3}
