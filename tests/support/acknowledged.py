"""What clients were told is done while a database is lost, and whether it is."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import aiohttp

from audiencia.signaling.messages_in import AddNextStep, RemoveNextStep
from audiencia.simulation.trouble import Refused
from tests.support.audience import People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient

PAUSE = 0.3
"""Seconds between two commands, so that they are not too many of one person, nor too many people for the queue."""
WRITTEN = "SELECT command_id FROM command_done WHERE command_id = ANY($1)"
Rows = Callable[..., Awaitable[list[dict[str, Any]]]]


@dataclass
class Acknowledged:
    """Commands by their ids, and who has a number."""

    commands: list[UUID] = field(default_factory=list)
    joined: list[CitizenClient] = field(default_factory=list)

    def more_than(self, commands: int, joins: int) -> bool:
        """Whether more of both came than so many."""
        return len(self.commands) > commands and len(self.joined) > joins

    async def say(self, director: DirectorClient) -> None:
        """One command after the other, each until it is acknowledged: a step, and taking it back, for a visit has few of them."""
        for number in count():
            step = AddNextStep(command_id=uuid4(), ticket_id=director.attended, step=f"Paso {number}")
            made = await director.line.command("add_next_step", step)
            self.commands.append(step.command_id)
            await asyncio.sleep(PAUSE)
            back = RemoveNextStep(command_id=uuid4(), ticket_id=director.attended, step_id=UUID(made["step_id"]))
            await director.line.command("remove_next_step", back)
            self.commands.append(back.command_id)
            await asyncio.sleep(PAUSE)

    async def join(self, crowd: People, department: str) -> None:
        """One person after the other takes a number by the form, and goes away when it cannot be had."""
        while True:
            with suppress(Refused, aiohttp.ClientError, TimeoutError):
                self.joined.append(await crowd.citizen(department, connect=False))
            await asyncio.sleep(PAUSE)

    async def is_kept(self, rows: Rows) -> None:
        """Each command is written, and everybody who has a number waits in the line."""
        assert {row["command_id"] for row in await rows(WRITTEN, self.commands)} == set(self.commands)
        for one in self.joined:
            await one.connect()
            await one.wait_in_line()
