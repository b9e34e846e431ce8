"""Tells packets that cannot be read from faults of ours: both reach python-engineio as exceptions, which it logs as errors alike."""

import traceback
from collections.abc import Awaitable, Callable

import structlog

from audiencia.core.logs import failure

READERS = frozenset({"socketio", "engineio", "json"})
"""Whose code reads packets. What went through no other failed over what the packet says."""
log = structlog.get_logger()
Hear = Callable[[str, str | bytes], Awaitable[None]]


def told_apart(hear: Hear) -> Hear:
    """Hears messages of Engine.IO as `hear` does, and logs what it raises."""

    async def heard(connection: str, said: str | bytes) -> None:
        try:
            await hear(connection, said)
        except Exception as error:  # noqa: BLE001 -- a boundary per message
            if is_unreadable(error):
                log.warning("socket_packet_unreadable", kind=type(error).__name__)
            else:
                failure(log, "socket_event_failed", error)

    return heard


def is_unreadable(error: BaseException) -> bool:
    """Whether it was raised while a packet was read, below the function that caught it."""
    _caught_in, *below = (frame for frame, _line in traceback.walk_tb(error.__traceback__))
    return all(str(frame.f_globals.get("__name__")).partition(".")[0] in READERS for frame in below)
