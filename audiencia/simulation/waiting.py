"""Waiting for what the server says: the newest view, and the moment when it is as one wishes."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from audiencia.simulation.trouble import TookTooLong

T = TypeVar("T")
WAIT_SECONDS = 90.0
"""Long enough for a machine that is busy with other things; what comes sooner is not waited for longer."""


class Seen(Generic[T]):
    """The newest of a kind of message. Several may wait for it at once, each for something else.
    `patience`: how many seconds a wait lasts that does not say it."""

    def __init__(self, name: str, describe: Callable[[T], object] = lambda value: value) -> None:
        self.name = name
        self.count = 0
        self.patience = WAIT_SECONDS
        self.told: Callable[[T], object] = lambda value: None
        """Called with each one that comes."""
        self._describe = describe
        self._value: T | None = None
        self._waiting: dict[asyncio.Future[T], Callable[[T], bool]] = {}

    @property
    def value(self) -> T:
        """The newest one. Raises `LookupError` before the first."""
        if self._value is None:
            raise LookupError(f"no {self.name} has come yet")
        return self._value

    def put(self, value: T) -> None:
        """A newer one came."""
        self._value = value
        self.count += 1
        self.told(value)
        for future, predicate in list(self._waiting.items()):
            if not future.done():
                _answer(future, predicate, value)

    async def wait_for(self, predicate: Callable[[T], bool], what: str, within: float | None = None) -> T:
        """The first that satisfies `predicate`, also the present one. Raises `TookTooLong` naming `what`."""
        within = self.patience if within is None else within
        if self._value is not None and predicate(self._value):
            return self._value
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting[future] = predicate
        try:
            async with asyncio.timeout(within):
                return await future
        except TimeoutError:
            last = None if self._value is None else self._describe(self._value)
            raise TookTooLong(f"{self.name}: {what}", within, last) from None
        finally:
            del self._waiting[future]

    async def next(self, what: str = "a newer one", within: float | None = None) -> T:
        """The next one that comes from now on."""
        before = self.count
        return await self.wait_for(lambda _: self.count > before, what, within)


def _answer(future: "asyncio.Future[T]", predicate: Callable[[T], bool], value: T) -> None:
    try:
        if predicate(value):
            future.set_result(value)
    except Exception as error:  # noqa: BLE001 -- whatever the waiter's own predicate failed with belongs to the waiter
        future.set_exception(error)
