"""`kill -9` of PostgreSQL: sockets and media stay, commands wait for it or say so, nothing is lost."""

import asyncio
from functools import partial
from uuid import uuid4

import pytest

from audiencia.signaling.messages_in import AddNextStep
from audiencia.simulation.trouble import Refused
from tests.integration.kills.conftest import Served
from tests.integration.kills.scene import ROUNDS, Scene
from tests.support.audience import People


async def test_the_talk_goes_on_and_no_place_is_lost(served: Served, crowd: People) -> None:
    async with Scene(crowd, "tesoreria") as scene:
        before = scene.seen()
        died = served.kill("postgres")  # it may be back before anything could be tried: then again
        step = AddNextStep(command_id=uuid4(), ticket_id=scene.director.attended, step="Pague")
        said = asyncio.create_task(scene.director.line.command("add_next_step", step, within=120))
        for _ in range(ROUNDS):
            if await scene.media_go_on_until(partial(served.back, "postgres", died)):
                break
            died = served.kill("postgres")
        else:
            pytest.fail(f"in {ROUNDS} outages no sound and picture came on both sides: {scene.counts()}")
        await said
        await scene.talking.wait_for(lambda view: [one.step for one in view.next_steps] == ["Pague"], "one step")
        for one in scene.everybody():
            await one.line.up(30)
        await scene.everybody_looks()
        assert scene.seen() == before
        await scene.media_go_on()
        await scene.finish()


async def test_what_cannot_be_done_now_is_said(served: Served, crowd: People) -> None:
    citizen = await crowd.citizen("desarrollo-economico")
    died = served.kill("postgres")
    codes = set()
    while not await served.back("postgres", died):
        try:
            await citizen.line.say_raw("devices", {"command_id": str(uuid4()), "devices": "none"})
        except Refused as refused:
            codes.add(refused.code)
        await asyncio.sleep(0.2)
    assert codes <= {"unavailable"}, served.log("web")
    with pytest.raises(Refused, match="not_allowed_now"):
        await citizen.hang_up()
    await citizen.devices("microphone")
    assert citizen.line.connections == 1
    await citizen.leave()
