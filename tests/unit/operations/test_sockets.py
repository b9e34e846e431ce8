"""Between two web processes the kernel holds the connections of those who come back; who listens at `::` listens at IPv4 too."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from audiencia.operations.free_ports import free_port
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


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6")
def test_everywhere_is_at_either_version_of_ip() -> None:
    port = free_port()
    with listening("::", port):
        for address in ("127.0.0.1", "::1"):
            socket.create_connection((address, port), timeout=60).close()
