"""How a web node ends while others go on: nobody new comes in, and whoever is here is asked to come back, a few at a time.
Browsers come back by themselves, to a node that still takes connections. What they were shown and said is in PostgreSQL."""

import asyncio
import signal
from collections.abc import Iterable

import structlog

from audiencia.signaling.namespaces.base import LiveNamespace
from audiencia.signaling.server import Sockets

EACH_SECONDS, LONGEST_SECONDS = 0.01, 5.0
"""So long after one the next is asked; all of them within the longest: coming in costs the other nodes some 20 ms for each."""
COMMANDS_SECONDS = 5.0
"""For commands that are being carried out; whoever gets no answer says it again at the next node, and it happens once."""
GOODBYE_SECONDS = 2.0  # For browsers to close their connection themselves.
log = structlog.get_logger()


async def on_sigterm(doors: Iterable[asyncio.Server], sockets: Sockets) -> None:
    """Waits for SIGTERM, then leaves and cancels the caller. A second signal ends it at once."""
    loop, caller, asked = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()
    assert caller is not None
    loop.add_signal_handler(signal.SIGTERM, asked.set)
    await asked.wait()
    loop.add_signal_handler(signal.SIGTERM, caller.cancel)
    for door in doors:
        door.close()
    here = len(sockets.here())
    log.info("web_node_leaving", sockets=here)
    await send_away(sockets, min(LONGEST_SECONDS, here * EACH_SECONDS))
    caller.cancel()
    await asyncio.sleep(0)


async def send_away(sockets: Sockets, seconds: float) -> None:
    """Asks everybody to come back, spread over so long, and those who came in meanwhile. Returns when no connection is left."""
    for spread in (seconds, 0.0):
        async with asyncio.TaskGroup() as group:
            there = sockets.here()
            for namespace, sid in there:
                group.create_task(_send_away(namespace, sid))
                await asyncio.sleep(spread / len(there))
    await _until_closed(sockets)
    for connection in sockets.connections():
        connection.end()


async def _send_away(namespace: LiveNamespace, sid: str) -> None:
    try:
        async with asyncio.timeout(COMMANDS_SECONDS):
            await namespace.send_away(sid)
    except TimeoutError:
        await namespace.disconnect(sid)


async def _until_closed(sockets: Sockets) -> None:
    deadline = asyncio.get_running_loop().time() + GOODBYE_SECONDS
    while sockets.connections() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 -- the library tells nobody
        await asyncio.sleep(0.02)
