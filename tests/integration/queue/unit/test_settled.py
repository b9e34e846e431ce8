"""What others do at the same moment is no reason to refuse what somebody asked for: it is begun afresh and carried out."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
import pytest

from audiencia.queue.call import presence
from audiencia.queue.calling import call, wait
from tests.support.races import BLOCKED, collisions
from tests.support.scenery import NODE, Scenery

Act = Callable[[Scenery], Coroutine[Any, Any, object]]


def say_ready(scene: Scenery) -> Coroutine[Any, Any, object]:
    return wait.say_ready(scene.context, scene.ticket_command(scene.join("agua")))


def come(scene: Scenery) -> Coroutine[Any, Any, object]:
    ticket_id = scene.join("agua")
    return presence.citizen_came(scene.context, NODE, str(ticket_id), ticket_id)


def call_next(scene: Scenery) -> Coroutine[Any, Any, object]:
    room_id = next(iter(scene.rooms))
    if scene.room(room_id)["state"] == "closed":
        scene.open(room_id)
    else:
        scene.run(call.withdraw_call(scene.context, scene.room_command(room_id)))
    scene.join("agua")
    return call.call_next(scene.context, scene.room_command(room_id))


@pytest.mark.parametrize("act", [lambda scene: scene.joining("agua"), say_ready, come, call_next])
def test_who_gives_way_to_another_one_is_served_all_the_same(scene: Scenery, act: Act) -> None:
    # Of two who wait for each other PostgreSQL ends the one that finds out first: hardly ever it is not ours.
    while not scene.run(_gives_way(scene, act(scene))):
        pass


async def _gives_way(scene: Scenery, flow: Coroutine[Any, Any, object]) -> bool:
    """Somebody else holds the queues, and wants the jornada that the flow holds. Whether it was the flow that gave way."""
    before = collisions()
    async with scene.context.database.read() as other:
        crossing = other.transaction()
        await crossing.start()
        await other.execute("SELECT FROM queue ORDER BY id FOR UPDATE")
        running = asyncio.create_task(flow)
        while not (await scene.ask(BLOCKED))[0]["n"]:
            assert not running.done(), "the flow did not want the queues"
            await asyncio.sleep(0.01)
        try:
            await other.execute("SELECT FROM session FOR UPDATE")
        except asyncpg.DeadlockDetectedError:
            return False
        finally:
            await crossing.rollback()
            await running
    return collisions() > before
