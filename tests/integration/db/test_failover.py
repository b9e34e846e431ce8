"""The primary PostgreSQL dies for good, and the standby that followed it takes its place."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audiencia.db.migrations import migrate
from tests.integration.kills.scene import Scene
from tests.support import invariants
from tests.support.acknowledged import Acknowledged
from tests.support.audience import Audience, People, audience_settings, prepare_audience, until
from tests.support.configuration import days_away
from tests.support.memory import in_memory
from tests.support.soaking import SOAK
from tests.support.standby import Couple, couple

DEPARTMENT = "tesoreria"


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
    settings = audience_settings(pair.url, valkey_url, tmp_path / "data", config=days_away(tmp_path / "config"))
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
            working = [group.create_task(one) for one in (done.say(scene.director), done.join(crowd, "agua"))]
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
    await done.is_kept(audience.rows)
