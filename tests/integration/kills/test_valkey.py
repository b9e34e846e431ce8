"""Without Valkey the audience goes on: killed under the supervisor, and absent for good between two web nodes."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.audience import Audience, People, audience_settings, free_port, prepare_audience, until
from tests.integration.kills.conftest import Served
from tests.integration.kills.scene import Scene

LATEST = 3.0
"""Found by looking each second, told at once: 2 s by design, and one more for a slow machine."""


async def test_nobody_notices_that_valkey_died(served: Served, crowd: People) -> None:
    async with Scene(crowd, "desarrollo-urbano") as scene:
        before, connections = scene.seen(), scene.connections()
        died = served.kill("valkey")
        await scene.step_within(LATEST)
        await scene.media_go_on()
        await scene.everybody_looks()
        assert scene.seen() == before
        assert scene.connections() == connections, "a socket was lost"
        await until(lambda: served.back("valkey", died), "Valkey", 20)
        await scene.step_within(LATEST)
        await scene.finish()


@pytest.fixture(scope="module")
def nodes(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Audience]]:
    """Two web nodes and one media worker that look for Valkey where there is none."""
    folder: Path = tmp_path_factory.mktemp("nodes")
    settings = audience_settings(postgres_url, f"unix://{folder}/nothing.sock", folder / "data")
    first = Audience(settings, prepare_audience(settings), folder)
    (folder / "second").mkdir()
    second = Audience(settings.model_copy(update={"port": free_port()}), first.passwords, folder / "second")
    try:
        first.start("media", "web")
        second.start("web")
        yield [first, second]
    finally:
        second.stop()
        first.stop()


@pytest.fixture
async def apart(nodes: list[Audience]) -> AsyncIterator[list[People]]:
    """People of the first node and people of the second."""
    async with AsyncExitStack() as stack:
        yield [People(node.url, node.passwords, stack) for node in nodes]


async def test_changes_of_one_node_reach_the_other_in_time(apart: list[People]) -> None:
    citizen = await apart[0].citizen("agua")
    director, moderator = await apart[1].director("agua"), await apart[1].moderator()
    await director.open_room()
    await late(citizen.wait_for(lambda view: view.line is not None and view.line.rooms_open == 1, "an open room"))
    await director.wait_for(lambda view: len(view.waiting) == 1, "somebody")
    await director.call_next()
    await late(citizen.wait_state("called"))
    await citizen.accept()
    await late(director.wait_room("in_call"))
    await director.add_next_step("Pague en caja")
    await late(citizen.wait_for(lambda view: bool(view.next_steps), "the step"))
    other = await apart[0].citizen("agua")
    await late(moderator.wait_ticket(other.view.ticket.number, "agua"))


async def late(coming: "asyncio.Future[object] | object") -> None:
    """Awaits it, and holds that it came in time."""
    began = time.monotonic()
    await coming  # type: ignore[misc]
    assert time.monotonic() - began < LATEST
