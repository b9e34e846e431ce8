"""The primary PostgreSQL dies for good, and the standby that followed it takes its place."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import aiohttp
import pytest

from audiencia.db.migrations import migrate
from audiencia.signaling.messages_in import AddNextStep, RemoveNextStep
from audiencia.simulation.trouble import Refused
from tests.integration.kills.scene import Scene
from tests.support import invariants
from tests.support.audience import (
    Audience,
    People,
    audience_settings,
    prepare_audience,
    until,
)
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.memory import in_memory
from tests.support.soaking import SOAK
from tests.support.standby import Couple, couple

DEPARTMENT = "tesoreria"
PAUSE = 0.3
"""Seconds between two commands, so that they are not too many of one person, nor too many people for the queue."""
WRITTEN = "SELECT command_id FROM command_done WHERE command_id = ANY($1)"


@dataclass
class Acknowledged:
    """What clients were told is done."""

    commands: list[UUID] = field(default_factory=list)
    joined: list[CitizenClient] = field(default_factory=list)

    def more_than(self, commands: int, joins: int) -> bool:
        """Whether more of both came than so many."""
        return len(self.commands) > commands and len(self.joined) > joins


@pytest.fixture
async def pair() -> AsyncIterator[Couple]:
    with TemporaryDirectory(prefix="audiencia-", dir=in_memory()) as name:
        Path(name).chmod(0o711)
        async with couple(Path(name)) as both:
            yield both


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(signal.SIGKILL, id="killed"),
        pytest.param(signal.SIGSTOP, id="silent", marks=pytest.mark.skipif(not SOAK, reason="make soak-failover")),
    ],
)
async def test_nothing_acknowledged_is_lost_with_the_primary(
    pair: Couple, valkey_url: str, tmp_path: Path, lost: signal.Signals
) -> None:
    """Commands and joins go on all the time; the talk goes on, and everybody's place is as it was."""
    await migrate(pair.url)
    settings = audience_settings(pair.url, valkey_url, tmp_path / "data")
    audience = Audience(settings, await asyncio.to_thread(prepare_audience, settings), tmp_path)
    try:
        await asyncio.to_thread(audience.start, "media", "web")
        async with AsyncExitStack() as stack:
            await _fail_over(pair, lost, audience, People(audience.url, audience.passwords, stack))
            await invariants.check(audience.rows)
    finally:
        await asyncio.to_thread(audience.stop)


async def _fail_over(pair: Couple, signal_: signal.Signals, audience: Audience, crowd: People) -> None:
    done = Acknowledged()
    async with Scene(crowd, DEPARTMENT) as scene:
        before = scene.seen()
        async with asyncio.TaskGroup() as group:
            working = [group.create_task(one) for one in (_say(scene.director, done), _join(crowd, done))]
            await until(lambda: done.more_than(5, 5), "commands before the loss")
            pair.lose_primary(signal_)
            lost, commands, joins = time.monotonic(), len(done.commands), len(done.joined)
            await scene.media_go_on()
            await pair.promote()
            await until(lambda: done.more_than(commands + 5, joins + 5), "commands after the loss")
            print(f"service back after {time.monotonic() - lost:.1f} s")
            pair.lose_primary(signal.SIGKILL)  # what was silent must not come back beside the new one
            for task in working:
                task.cancel()
        for one in scene.everybody():
            await one.line.up(30)
        await scene.everybody_looks()
        assert scene.seen() == before
        await scene.finish()
    assert {row["command_id"] for row in await audience.rows(WRITTEN, done.commands)} == set(done.commands)
    for one in done.joined:
        await one.connect()
        await one.wait_in_line()


async def _say(director: DirectorClient, done: Acknowledged) -> None:
    """One command after the other, each until it is acknowledged: a step, and taking it back, for a visit has few of them."""
    for number in count():
        step = AddNextStep(command_id=uuid4(), ticket_id=director.attended, step=f"Paso {number}")
        made = await director.line.command("add_next_step", step)
        done.commands.append(step.command_id)
        await asyncio.sleep(PAUSE)
        back = RemoveNextStep(command_id=uuid4(), ticket_id=director.attended, step_id=UUID(made["step_id"]))
        await director.line.command("remove_next_step", back)
        done.commands.append(back.command_id)
        await asyncio.sleep(PAUSE)


async def _join(crowd: People, done: Acknowledged) -> None:
    """One person after the other takes a number by the form, and goes away when it cannot be had."""
    while True:
        with suppress(Refused, aiohttp.ClientError, TimeoutError):
            done.joined.append(await crowd.citizen("agua", connect=False))
        await asyncio.sleep(PAUSE)
