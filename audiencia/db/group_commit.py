"""Carrying out together what would wait for the same lock: whoever comes while others are at work goes with the next.
Under a lock one works after the other anyway. Carried out in one transaction, they wait for one commit instead of one each,
and ask the database as often as a single one does. Alone, nobody waits for anybody."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from audiencia.core.errors import DomainError, Unavailable

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")
AT_ONCE = 16  # How many go together at most where nothing else is said, so that nobody holds a lock for long.
Run = Callable[[Sequence[Item]], Awaitable[Sequence[Result | DomainError]]]


@dataclass
class _Group(Generic[Item, Result]):
    """Those who want the same: who waits, and whether some are at work."""

    waiting: dict[Item, "asyncio.Future[Result]"]
    task: "asyncio.Task[None] | None" = None


class Combiner(Generic[Item, Result]):
    """Brings together, in one process, those who come with the same key, `at_once` at most."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._groups: dict[Hashable, _Group[Item, Result]] = {}

    async def do(self, key: Hashable, item: Item, run: Run[Item, Result]) -> Result:
        """What `run` gives for `item`, alone or among others; raises its error. The same item twice is carried out once.
        Whoever is cancelled while waiting may have been carried out: as when an answer is lost."""
        group = self._groups.setdefault(key, _Group({}))
        future = group.waiting.get(item)
        if future is None:
            future = group.waiting[item] = asyncio.get_running_loop().create_future()
            # Whoever asked may be gone by the time that it fails.
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
        if group.task is None:
            group.task = asyncio.create_task(self._work(key, group, run))
        return await asyncio.shield(future)

    async def _work(self, key: Hashable, group: _Group[Item, Result], run: Run[Item, Result]) -> None:
        try:
            while group.waiting:
                items = list(group.waiting)[: self._at_once]
                futures = [group.waiting.pop(item) for item in items]
                try:
                    await _run_together(items, futures, run)
                finally:
                    for future in futures:
                        future.cancel()
        finally:
            del self._groups[key]
            for future in group.waiting.values():
                future.cancel()


async def _run_together(
    items: Sequence[Item], futures: Sequence["asyncio.Future[Result]"], run: Run[Item, Result]
) -> None:
    try:
        outcomes: Sequence[Result | Exception] = await run(items)
    except Unavailable as error:
        outcomes = [error] * len(items)
    except Exception as error:  # noqa: BLE001 -- told to whoever asked; what fails together is tried one by one
        if len(items) > 1:
            for item, future in zip(items, futures, strict=True):
                await _run_together([item], [future], run)
            return
        outcomes = [error]
    for future, outcome in zip(futures, outcomes, strict=True):
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
