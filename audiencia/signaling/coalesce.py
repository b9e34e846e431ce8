"""Doing the same thing again for each key, one at a time of each, and once more for all that asked for it meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")


class Coalescer(Generic[Key]):
    """Runs `act(key)` in a task of its own for each key that was asked for: one that is slow keeps no other waiting.
    Bounded: of each key at most one runs, and one more is due."""

    def __init__(self, act: Callable[[Key], Awaitable[None]]) -> None:
        self._act = act
        self._due: dict[Key, None] = {}
        self._running: set[Key] = set()
        self._group: asyncio.TaskGroup | None = None

    def ask(self, key: Key) -> None:
        """Schedules the work for this key; what is already running for it is done once more. Before `start`, it waits for that."""
        self._due[key] = None
        if self._group is not None and key not in self._running:
            self._running.add(key)
            self._group.create_task(self._run(key))

    def forget(self, key: Key) -> None:
        """Cancels scheduled work for this key that has not begun."""
        self._due.pop(key, None)

    def start(self, group: asyncio.TaskGroup) -> None:
        """Runs scheduled work from now on, in tasks of this group: what `act` raises ends the group."""
        self._group = group
        for key in list(self._due):
            self.ask(key)

    async def _run(self, key: Key) -> None:
        try:
            while key in self._due:
                del self._due[key]
                await self._act(key)
        finally:
            self._running.discard(key)
