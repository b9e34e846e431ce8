"""Two who talk and two who wait, before something is killed; and what must be the same afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from audiencia.signaling.messages_in import AddNextStep
from tests.support.audience import People, until
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.stage import Stage

SLOTS = ("audio0", "video0")
ROUNDS = 3
"""A process may be back before anything could come; a talk that stops without it stops each time."""


@dataclass(frozen=True)
class Flow:
    """Sound and picture from one to the other: how many packets of the source have come."""

    source: Stage
    viewer: Stage
    mark: bytes

    def start(self) -> None:
        """The source sends."""
        self.source.media.send("microphone", self.mark)
        self.source.media.send("camera", self.mark)

    def count(self) -> tuple[int, ...]:
        """Packets so far, per slot."""
        return tuple(self.viewer.media.slots[slot].by_mark.get(self.mark, 0) for slot in SLOTS)

    async def goes_on(self) -> None:
        """More comes in each slot."""
        before = self.count()
        await until(
            lambda: all(now > then + 2 for now, then in zip(self.count(), before, strict=True)),
            f"media of {self.mark!r}",
        )


class Scene:
    """A call under way in `department`, and two who wait behind it, all with open sockets."""

    def __init__(self, people: People, department: str) -> None:
        self._people, self._department = people, department
        self._stack = AsyncExitStack()
        self.talking: CitizenClient
        self.director: DirectorClient
        self.waiting: list[CitizenClient] = []
        self.flows: list[Flow] = []
        self.stages: list[Stage] = []

    async def __aenter__(self) -> Self:
        self.talking = await self._people.citizen(self._department)
        self.director = await self._people.director(self._department)
        self.waiting = [await self._people.citizen(self._department) for _ in range(2)]
        await self.director.open_room()
        await self.director.call_next()
        await self.talking.wait_state("called")
        self.stages = [await self._stack.enter_async_context(Stage(one)) for one in (self.talking, self.director)]
        await asyncio.gather(*(stage.connect() for stage in self.stages))
        await self.talking.accept()
        await self.director.wait_room("in_call")
        for place, one in enumerate(self.waiting, start=1):
            await one.wait_for(lambda view, place=place: bool(view.line and view.line.place == place), "the place")  # type: ignore[misc]
        await self.send()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def send(self) -> None:
        """Both send, and both receive."""
        citizen, director = self.stages
        self.flows = [Flow(citizen, director, b"citizen"), Flow(director, citizen, b"director")]
        for flow in self.flows:
            flow.start()
        await self.media_go_on()

    async def media_go_on(self) -> None:
        """Sound and picture come on both sides."""
        await asyncio.gather(*(flow.goes_on() for flow in self.flows))

    async def media_go_on_until(self, back: Callable[[], Awaitable[bool]]) -> bool:
        """Sound and picture come on both sides while a part is away; gives whether more came before it was `back`."""
        # Beside: who asks a web process that is being started waits for its answer.
        asking = asyncio.create_task(until(back, "the part that was away", 120))
        came = False
        while not asking.done():
            await self.media_go_on()
            came = came or not asking.done()
        await asking
        return came

    def counts(self) -> dict[bytes, tuple[int, ...]]:
        """Packets so far by what they were marked with, per slot."""
        return {flow.mark: flow.count() for flow in self.flows}

    def everybody(self) -> list[CitizenClient | DirectorClient]:
        """All sockets."""
        return [self.talking, self.director, *self.waiting]

    def seen(self) -> list[Any]:
        """What everybody sees of the own place, in short; whether they are ready is asked at any moment."""
        return [
            (
                one.view.ticket.number,
                "waiting" if one.view.ticket.state == "ready_check" else one.view.ticket.state,
                one.view.ticket.joined_at,
                one.view.line and one.view.line.place,
            )
            for one in (self.talking, *self.waiting)
        ] + [(self.director.view.room.state, self.director.view.current and self.director.view.current.number)]

    async def everybody_is_back(self, connections: list[int]) -> None:
        """All sockets have come back by themselves, and have been sent a view since."""
        for one, before in zip(self.everybody(), connections, strict=True):
            await until(partial(_came_again, one, before), "a reconnection", 60)
        await self.everybody_looks()

    async def everybody_looks(self) -> None:
        """Everybody is sent the view of this moment."""
        await asyncio.gather(
            *(one.views.next() for one in self.everybody()), *(one.refresh() for one in self.everybody())
        )

    def connections(self) -> list[int]:
        """How often each socket came up so far."""
        return [one.line.connections for one in self.everybody()]

    async def a_step_arrives(self) -> None:
        """A next step is handed over and is on the citizen's screen."""
        words = f"Paso {uuid4()}"
        step = AddNextStep(command_id=uuid4(), ticket_id=self.director.attended, step=words)
        await self.director.line.command("add_next_step", step)
        await self.talking.wait_for(lambda view: any(one.step == words for one in view.next_steps), "the step")

    async def finish(self) -> None:
        """The call ends with an outcome, and the next in line is called."""
        await self.director.wait_room("in_call")
        await self.director.end_call()
        await self.director.wait_room("wrap_up")
        await self.director.record_outcome()
        await self.talking.wait_state("served")
        await self.director.wait_room("available")
        assert await self.director.call_next() == self.waiting[0].view.ticket.number
        await self.waiting[0].wait_state("called")
        await self.waiting[1].wait_for(lambda view: view.line is not None and view.line.place == 1, "place 1")


def _came_again(one: CitizenClient | DirectorClient, before: int) -> bool:
    return one.line.connections > before and one.line.connected
