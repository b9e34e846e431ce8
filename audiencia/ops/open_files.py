"""How many files this process may have open: each connection is one, and so is everything that it needs to answer."""

import asyncio
import resource
from collections.abc import Callable
from pathlib import Path
from typing import cast

from aiohttp import web

from audiencia import metrics

ENOUGH = 4_096
"""For the people of a busy jornada, each with a socket and a page that loads."""
MOST = 1 << 20
KEPT_FREE = 256
"""For the database, Redis, media workers, children and files."""
REFUSAL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def raise_limit() -> int:
    """Raises the limit as far as the system lets us; gives it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if wanted > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(wanted, soft)


def limit_of(pid: int | None) -> int:
    """What another process may have open by now; without one, what one that we start could."""
    if pid is not None:
        for line in Path(f"/proc/{pid}/limits").read_text("ascii").splitlines():
            if line.startswith("Max open files"):
                soft = line.split()[3]
                return MOST if soft == "unlimited" else int(soft)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)


def for_connections(limit: int) -> int:
    """How many connections fit under a limit of open files."""
    return max(limit - KEPT_FREE, limit // 2)


class _Refusal(asyncio.Protocol):
    """Tells one connection too many to come again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        metrics.connections_refused.inc()
        writing = cast(asyncio.Transport, transport)
        writing.write(REFUSAL)
        writing.close()


def bounded(server: web.Server, most: int) -> Callable[[], asyncio.BaseProtocol]:
    """For `create_server`: as many connections as are given, and a refusal for each further one."""

    def accept() -> asyncio.BaseProtocol:
        return server() if len(server.connections) < most else _Refusal()

    return accept
