"""Without Valkey the audience goes on: killed under the supervisor, and absent for good between two web nodes."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from audiencia.operations.free_ports import free_port
from tests.integration.kills.conftest import Served
from tests.integration.kills.scene import Scene
from tests.support.audience import Audience, People, Prepared, until


async def test_nobody_notices_that_valkey_died(served: Served, crowd: People) -> None:
    async with Scene(crowd, "desarrollo-urbano") as scene:
        before, connections = scene.seen(), scene.connections()
        died = served.kill("valkey")
        await scene.a_step_arrives()
        await scene.media_go_on()
        await scene.everybody_looks()
        assert scene.seen() == before
        assert scene.connections() == connections, "a socket was lost"
        await until(lambda: served.back("valkey", died), "Valkey")
        await scene.a_step_arrives()
        await scene.finish()


@pytest.fixture(scope="module")
def nodes(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Audience]]:
    """Two web nodes and one media worker that look for Valkey where there is none."""
    folder: Path = tmp_path_factory.mktemp("nodes")
    settings = prepared.settings(f"unix://{folder}/nothing.sock", folder)
    first = Audience(settings, prepared.passwords, folder)
    (folder / "second").mkdir()
    second = Audience(settings.model_copy(update={"port": free_port()}), first.passwords, folder / "second")
    try:
        first.start("media", "web")
        second.start("web")
        yield [first, second]
    finally:
        second.stop()
        first.stop()
        prepared.remove(settings)


@pytest.fixture
async def apart(nodes: list[Audience]) -> AsyncIterator[list[People]]:
    """People of the first node and people of the second."""
    async with AsyncExitStack() as stack:
        yield [People(node.url, node.passwords, stack) for node in nodes]


@pytest.mark.long
async def test_changes_of_one_node_reach_the_other(apart: list[People]) -> None:
    """Nobody tells of them, so that they are found by looking, which each node does every second."""
    citizen = await apart[0].citizen("agua")
    director, moderator = await apart[1].director("agua"), await apart[1].moderator()
    await director.open_room()
    await citizen.wait_for(lambda view: view.line is not None and view.line.rooms_open == 1, "an open room")
    await director.wait_for(lambda view: len(view.waiting) == 1, "somebody")
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    await director.add_next_step("Pague en caja")
    await citizen.wait_for(lambda view: bool(view.next_steps), "the step")
    other = await apart[0].citizen("agua")
    await moderator.wait_ticket(other.view.ticket.number, "agua")
