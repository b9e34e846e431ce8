"""What is asked about media: the workers, whose they are, and whether the system takes datagrams for them."""

import socket
from collections.abc import Sequence

from audiencia.core.cli_text import Stop
from audiencia.core.errors import DomainError
from audiencia.db.database import Database
from audiencia.media.control import identity
from audiencia.operations import workers
from audiencia.operations.checks.health import reachable
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules import servers
from audiencia.privacy import keyfiles
from audiencia.queue.call import presence
from audiencia.settings.config import Settings

REFUSED_SECONDS = 0.3
"""A datagram to a port of this machine at which nobody listens comes back at once (ICMP, RFC 1122, 4.1.3.1)."""


async def reports(settings: Settings) -> Sequence[workers.Report]:
    """All workers; none without their secret."""
    try:
        return await workers.report(settings)
    except (Stop, keyfiles.KeyFileError, OSError):
        return ()


def capacity(settings: Settings, found: Sequence[workers.Report], directors: int) -> Check:
    """Whether there is room for all directors."""
    states = [one.state for one in found if one.state is not None]
    taking = [one for one in states if not one.draining]
    capacity = sum(one.capacity for one in taking)
    return servers.media(len(states), len(settings.workers), len(taking), capacity, directors)


async def installation(settings: Settings, name: str | None, found: Sequence[workers.Report]) -> Check:
    """Whether another installation uses our workers or our database."""
    foreign = [one.name for one in found if one.state is not None and one.state.installation not in (None, name)]
    return servers.installation(name, foreign, await _other_nodes(settings))


async def _other_nodes(settings: Settings) -> int:
    """Web nodes that live on this database and use other workers."""
    assert settings.database_url is not None
    try:
        fleet = identity.fleet(workers.secret(settings), settings.workers, socket.gethostname())
        async with Database.opened(settings.database_url) as database:
            return await presence.other_fleets(database, fleet)
    except (Stop, keyfiles.KeyFileError, DomainError, OSError):
        return 0


def udp(settings: Settings) -> Check:
    """Only workers of this machine can be tried: a port at which nobody listens refuses."""
    places = [(reachable(settings.media_host), port) for port, _ in settings.own_workers]
    return servers.udp(
        {f"{host}:{port}": takes_datagrams(host, port) for host, port in places}, settings.announced, settings.demo
    )


def takes_datagrams(host: str, port: int) -> bool:
    """Whether datagrams to the port are not refused within a moment."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(REFUSED_SECONDS)
        try:
            probe.connect((host, port))
            # No STUN message (RFC 7983: its first byte is below 4), so that the worker drops it.
            probe.send(b"\xff")
            probe.recv(16)
        except TimeoutError:
            return True
        except OSError:
            return False
        return True
