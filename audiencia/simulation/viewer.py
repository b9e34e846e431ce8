"""A client that is shown one whole view, and says commands that carry the version which the view shows."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Generic, TypeVar
from uuid import uuid4

from audiencia.core.errors import Code
from audiencia.signaling.messages_in import VersionedCommand
from audiencia.simulation.client import EVENT_OF, Client
from audiencia.simulation.trouble import Refused
from audiencia.simulation.waiting import Seen

LOOK_SECONDS = 3.0
"""How long the view that made a command stale is waited for: changes are told at once, to those further back within 2 s."""
TRIES = 5
View = TypeVar("View")


class Viewer(Client, Generic[View]):
    """`view` is the newest view. A command that carries its version returns when the view shows what it led to, so that the
    version that the next one carries still holds."""

    views: Seen[View]

    @property
    def view(self) -> View:
        """The newest view."""
        return self.views.value

    def version_in(self, view: View) -> int:
        """The version that commands carry: of the ticket, or of the room."""
        raise NotImplementedError

    async def connect(self) -> View:
        """Opens the line, for the first time or again, and gives the first view that comes over it."""
        before = self.views.count
        await self.line.open()
        return await self.wait_for(lambda _: self.views.count > before, "the first one")

    async def wait_for(self, predicate: Callable[[View], bool], what: str, within: float | None = None) -> View:
        """The first view that satisfies `predicate`. Raises `TookTooLong`."""
        return await self.views.wait_for(predicate, what, within)

    async def _versioned(self, kind: type[VersionedCommand], **fields: Any) -> dict[str, Any]:
        seen, result = await self._said(kind, **fields)
        await self._newer(seen, f"what {EVENT_OF[kind]} led to")
        return result

    async def _said(
        self, kind: type[VersionedCommand], *, done: Callable[[], bool] = lambda: False, **fields: Any
    ) -> tuple[int, dict[str, Any]]:
        """Says a command for the version that the newest view shows; gives the one that it held for, and its result.
        Where more has happened than that view showed, a newer one is awaited and the command is said for it, unless it is
        `done` by then, as a person does who sees the screen change under the finger. Where nothing newer comes, two commands
        had met, and the same is said again. Raises `Refused` for any other no, and when nothing newer comes again and again."""
        event = EVENT_OF[kind]
        for tries_left in reversed(range(TRIES)):
            seen = self.version_in(self.view)
            try:
                return seen, await self.line.command(event, kind(command_id=uuid4(), version=seen, **fields))
            except Refused as refused:
                if refused.code != Code.STALE_VERSION or not tries_left:
                    raise
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._newer(seen, f"why {event} came too late")
            if done():
                return seen, {}
        raise AssertionError("the last try returns or raises")

    async def _newer(self, seen: int, what: str) -> View:
        """A view after the command that saw `seen`; more may have happened since, so the state is not looked at."""
        return await self.wait_for(lambda view: self.version_in(view) > seen, what)


def versioned(kind: type[VersionedCommand]) -> Callable[[Viewer[Any]], Coroutine[Any, Any, None]]:
    """A method that says a command which carries nothing but the version."""

    async def said(self: Viewer[Any]) -> None:
        await self._versioned(kind)

    return said
