"""Commands at the very same moment: all of them stand before one locked row, and it is let go."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from audiencia.errors import DomainError
from tests.integration.flows.scenery import Scenery

BLOCKED = """SELECT count(*) AS n FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"""


def at_once(scene: Scenery, lock: str, *flows: Coroutine[Any, Any, object]) -> list[object]:
    """What each flow gives, or the code that it is refused with. `lock`: a query that locks the row they all want first.

    Any other error is raised: a race must never surface as an internal one.
    """
    return scene.run(_at_once(scene, lock, flows))


async def _at_once(scene: Scenery, lock: str, flows: tuple[Coroutine[Any, Any, object], ...]) -> list[object]:
    async with scene.house.database.begin() as tx:
        await tx.conn.fetch(lock)
        running = [asyncio.create_task(flow) for flow in flows]
        while (await scene.ask(BLOCKED))[0]["n"] < len(flows):
            assert not any(task.done() for task in running), "a flow did not want this lock"
            await asyncio.sleep(0.01)
    found = await asyncio.gather(*running, return_exceptions=True)
    for error in found:
        if isinstance(error, BaseException) and not isinstance(error, DomainError):
            raise error
    return [one.code.value if isinstance(one, DomainError) else one for one in found]
