"""What systemd is told of this process where it started it (sd_notify(3)). Does nothing elsewhere."""

import os
import socket

VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
"""For the main process of a unit alone, not for those that it starts."""
SEND_SECONDS = 1.0


def ready() -> None:
    """The unit counts as started from here on."""
    _tell("READY=1")


def _tell(state: str) -> None:
    where = os.environ.get("NOTIFY_SOCKET")
    if where:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.settimeout(SEND_SECONDS)
            told.connect(where.replace("@", "\0", 1) if where.startswith("@") else where)
            told.send(state.encode("ascii"))
