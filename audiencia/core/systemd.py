"""What systemd is told of this process where it started it (sd_notify(3)). Does nothing elsewhere."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger()
VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
"""For the main process of a unit alone, not for those that it starts."""
TIMES = 3  # So often within the unit's `WatchdogSec` it hears that the process goes on.
READY_SECONDS, AGAIN_SECONDS = 1.0, 0.0
"""How long the loop may stand for a word while systemd has not read the ones before: one of many may get lost."""


@asynccontextmanager
async def notified() -> AsyncIterator[Callable[[], None]]:
    """Gives what is called once the process serves: the unit counts as started then. From there on to the end systemd hears from this
    loop that it goes on; when it hears nothing, whatever the reason, it ends the process and starts another."""
    serves = asyncio.Event()

    def ready() -> None:
        # A socket that is gone, as one that a terminal inherited, is worth no outage; a unit that waits in vain is started again.
        try:
            _tell("READY=1", READY_SECONDS)
        except OSError as error:
            log.warning("systemd_not_told", kind=type(error).__name__)
        serves.set()

    watched = asyncio.create_task(_go_on(serves), name="systemd_watchdog")
    try:
        yield ready
    finally:
        watched.cancel()


async def _go_on(serves: asyncio.Event) -> None:
    """Nothing before it serves: a start takes as long as it does, and the first word begins the time."""
    await serves.wait()
    within = int(os.environ.get("WATCHDOG_USEC", 0)) / 1_000_000
    while within:
        with suppress(OSError):
            _tell("WATCHDOG=1", AGAIN_SECONDS)
        await asyncio.sleep(within / TIMES)


def _tell(state: str, patience: float) -> None:
    where = os.environ.get("NOTIFY_SOCKET")
    if where:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.settimeout(patience)
            told.connect(where.replace("@", "\0", 1) if where.startswith("@") else where)
            told.send(state.encode("ascii"))
