"""`kill -9` of the media worker: sockets stay, the views name the new run, and the call goes on over new connections."""

import asyncio

import pytest

from tests.integration.kills.conftest import Served
from tests.integration.kills.scene import Scene
from tests.support.audience import People, until


@pytest.mark.long
async def test_the_call_goes_on_over_a_new_connection(served: Served, crowd: People) -> None:
    async with Scene(crowd, "seguridad") as scene:
        before, connections = scene.seen(), scene.connections()
        epoch = scene.director.view.room.epoch
        old = scene.stages[0].boot
        died = served.kill("media")
        for one in scene.everybody():
            await one.wait_for(lambda view: view.media.boot not in (None, old), "the new run")
        await asyncio.gather(*(stage.connect() for stage in scene.stages))
        await scene.send()
        await scene.everybody_looks()
        assert scene.seen() == before
        assert scene.connections() == connections, "a socket was lost"
        assert scene.director.view.room.epoch == epoch
        await until(lambda: served.back("media", died), "the media worker")
        await scene.finish()
