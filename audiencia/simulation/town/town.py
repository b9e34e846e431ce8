"""A town that goes on with its audience whatever fails: people join, wait, change their minds, are called, moved, passed on
and concluded, until they are told to rest."""

import asyncio
import math
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Self

from audiencia.simulation.client import Client
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.front_desk import FrontDesk
from audiencia.simulation.history import History
from audiencia.simulation.moderator import ModeratorClient
from audiencia.simulation.town import citizens, directors, moderators
from audiencia.simulation.town.acting import AGAIN_SECONDS, ALLOWED, stubborn
from audiencia.simulation.town.crowd import FRONT_DESK, LANGUAGE, MODERATOR, Crowd, Script, director_of
from audiencia.simulation.trouble import ClientError, Refused
from audiencia.simulation.waiting import Seen

JOINS_A_HAND = 2.0  # Numbers a second that one task takes.
PEOPLE_A_HAND = 8  # For so many people one task changes minds.
Act = partial[Coroutine[Any, Any, None]]


class Town:
    """Everybody. Use as an async context manager: they come, act while awake, and leave at the end."""

    def __init__(self, script: Script, history: History) -> None:
        self.crowd = Crowd(script, history, AsyncExitStack())
        self._history = history
        self._idle = asyncio.Condition()
        self._busy = 0

    async def __aenter__(self) -> Self:
        script, crowd = self.crowd.script, self.crowd
        for department in crowd.departments:
            login = director_of(department)
            desk = await crowd.enter(DirectorClient(script.address))
            await desk.sign_in(login, script.passwords[login])
            await desk.connect()
            crowd.follow(desk, login, desk.views, partial(_attended, desk))
            crowd.desks[department] = desk
        crowd.moderator = await crowd.enter(ModeratorClient(script.address))
        await crowd.moderator.sign_in(MODERATOR, script.passwords[MODERATOR])
        await crowd.moderator.connect()
        crowd.follow(crowd.moderator, MODERATOR, crowd.moderator.views, lambda: None)
        self._desk = await crowd.stack.enter_async_context(FrontDesk(script.address, LANGUAGE))
        await self._desk.sign_in(FRONT_DESK, script.passwords[FRONT_DESK])
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.crowd.all_go()

    async def act(self) -> None:
        """Everybody acts, one act after the other, until cancelled."""
        crowd, script = self.crowd, self.crowd.script
        comers = math.ceil(script.rate / JOINS_A_HAND)
        share = citizens.FRONT_DESK_SHARE
        acts: list[Act] = [partial(citizens.arrive, crowd, script.rate * (1 - share) / comers) for _ in range(comers)]
        acts += [partial(citizens.come_to_the_desk, crowd, self._desk, script.rate * share)]
        acts += [partial(citizens.change_mind, crowd) for _ in range(math.ceil(script.people / PEOPLE_A_HAND))]
        acts += [partial(moderators.moderate, crowd)]
        acts += [partial(directors.attend, crowd, department) for department in crowd.desks]
        crowd.awake.set()
        async with asyncio.TaskGroup() as group:
            for act in acts:
                group.create_task(self._go_on(act))

    async def cut(self) -> None:
        """All connections of clients are closed without goodbye."""
        staff = [*self.crowd.desks.values(), self.crowd.moderator]
        await asyncio.gather(*(one.line.break_off() for one in [*self.crowd.citizens.values(), *staff]))

    async def rest(self) -> None:
        """Everybody ends what was begun and begins nothing more; then everybody who is left looks at the page once more."""
        self.crowd.awake.clear()
        async with self._idle:
            await self._idle.wait_for(lambda: not self._busy)
        await self.crowd.part()
        await asyncio.gather(
            *(self._look(number, one, one.views) for number, one in self.crowd.citizens.items()),
            *(self._look(director_of(department), one, one.views) for department, one in self.crowd.desks.items()),
        )
        self._history.note("simulation", "rested")

    async def _look(self, who: str, client: Client, seen: Seen[Any]) -> None:
        before = seen.count
        try:
            await stubborn(client.refresh)
            await seen.wait_for(lambda _: seen.count > before, "the page once more")
        except ClientError as error:
            self._history.note(who, "trouble", error=str(error))

    async def _go_on(self, act: Act) -> None:
        """What is answered as the rules allow is no trouble; anything else is noted for the judge, and the others go on."""
        name = act.func.__name__
        while True:
            await self.crowd.awake.wait()
            self._busy += 1
            try:
                await act()
            except Refused as refused:
                if refused.code not in ALLOWED:
                    self._history.note(name, "trouble", error=str(refused))
                await asyncio.sleep(AGAIN_SECONDS)  # what is in the way is shown by a view that is on its way
            except (ClientError, OSError, LookupError) as error:
                self._history.note(name, "trouble", error=repr(error))
                await asyncio.sleep(AGAIN_SECONDS)
            finally:
                self._busy -= 1
                async with self._idle:
                    self._idle.notify_all()


def _attended(desk: DirectorClient) -> str | None:
    return None if desk.view.current is None else desk.view.current.number
