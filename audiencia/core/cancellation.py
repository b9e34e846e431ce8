"""Loops that go on whatever comes of their work, and still end when they are cancelled."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from types import TracebackType
from typing import Any, TypeVar

import structlog

Result = TypeVar("Result")
AGAIN_SECONDS = 3.0  # Cleaning up after a cancellation, such as giving a connection back, takes less.
log = structlog.get_logger()


def raise_if_cancelled() -> None:
    """Raises the cancellation of this task where another error, or a result, took its place.
    So it is where cleaning up after it failed, and where an answer came or a limit of time ran out at the same moment: `asyncio.wait_for`
    of Python 3.11 gives the answer then, and redis-py sends by it. A loop that goes on would never end, nor would whoever waits for it."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


class Loops(asyncio.TaskGroup):
    """A task group for loops. One that goes on although it was cancelled is named in the log and cancelled again, until it ends."""

    def __init__(self) -> None:
        super().__init__()
        self._here: set[asyncio.Task[Any]] = set()

    def create_task(
        self,
        coro: Generator[Any, None, Result] | Coroutine[Any, Any, Result],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[Result]:
        """As in any task group."""
        task = super().create_task(coro, name=name, context=context)
        self._here.add(task)
        task.add_done_callback(self._here.discard)
        return task

    async def __aexit__(
        self, et: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Waits for all of them."""
        own = asyncio.current_task()
        assert own is not None
        insisting = asyncio.create_task(self._insist(lambda: et is not None or own.cancelling() > 0))
        try:
            await super().__aexit__(et, exc, tb)
        finally:
            insisting.cancel()

    async def _insist(self, is_ending: Callable[[], bool]) -> None:
        """While the group goes on, a task that is cancelling only cleans up after a limit of time of its own."""
        asked: set[asyncio.Task[Any]] = set()
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            ending = {task for task in self._here if is_ending() and task.cancelling()}
            for task in ending & asked:
                log.warning("task_ignored_cancellation", task=task.get_name(), waits_in=_where(task))
                task.cancel()
            asked = ending


def _where(task: asyncio.Task[Any]) -> str:
    """The innermost coroutine that it waits in, and the line; no values."""
    coroutine: Any = task.get_coro()
    while getattr(getattr(coroutine, "cr_await", None), "cr_frame", None) is not None:
        coroutine = coroutine.cr_await
    frame = getattr(coroutine, "cr_frame", None)
    return "" if frame is None else f"{coroutine.__qualname__}:{frame.f_lineno}"
