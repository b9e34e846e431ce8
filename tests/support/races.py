"""Commands at the very same moment: all of them stand before one locked row, and it is let go."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from prometheus_client import REGISTRY

from audiencia.core.errors import DomainError
from tests.support.scenery import Scenery

BLOCKED = """SELECT count(*) AS n FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"""


def at_once(scene: Scenery, lock: str, *flows: Coroutine[Any, Any, object]) -> list[object]:
    """What each flow gives, or the code that it is refused with. `lock`: a query that locks the row they all want first.

    Any other error is raised: a race must never surface as an internal one. Nor may two of them wait for each other: that one
    of them would give way and begin afresh is no excuse.
    """
    before = collisions()
    done = scene.run(_at_once(scene, lock, flows))
    assert collisions() == before, "two flows take locks in another order"
    return done


def collisions() -> float:
    """How many transactions gave way so far."""
    return REGISTRY.get_sample_value("audiencia_deadlock_retries_total") or 0.0


async def _at_once(scene: Scenery, lock: str, flows: tuple[Coroutine[Any, Any, object], ...]) -> list[object]:
    async with scene.context.database.begin() as tx:
        await tx.conn.fetch(lock)
        running = [asyncio.create_task(flow) for flow in flows]
        await all_blocked(scene, *running)
    found = await asyncio.gather(*running, return_exceptions=True)
    for error in found:
        if isinstance(error, BaseException) and not isinstance(error, DomainError):
            raise error
    return [one.code.value if isinstance(one, DomainError) else one for one in found]


async def all_blocked(scene: Scenery, *running: asyncio.Task[object]) -> None:
    """Returns once each of them waits for a lock."""
    while (await scene.ask(BLOCKED))[0]["n"] < len(running):
        assert not any(task.done() for task in running), "a flow did not want this lock"
        await asyncio.sleep(0.01)
