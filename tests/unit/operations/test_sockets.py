"""Between two web processes the kernel holds the connections of those who come back."""

import socket
from contextlib import ExitStack
from pathlib import Path

from audiencia.operations.sockets import listening

COMING = 400
GRANTED = int(Path("/proc/sys/net/core/somaxconn").read_text("ascii"))
"""What this machine's kernel holds at most."""


def test_hundreds_who_come_while_no_process_takes_connections_are_held() -> None:
    with listening("127.0.0.1", 0) as [descriptor], ExitStack() as there:
        where = socket.socket(fileno=descriptor)
        try:
            for _ in range(min(COMING, GRANTED)):
                there.enter_context(socket.create_connection(where.getsockname(), timeout=60))
        finally:
            where.detach()
