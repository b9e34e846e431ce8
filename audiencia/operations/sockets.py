"""The sockets of the pages, opened once for all web processes: whichever is free takes the next connection.
They stay open while a process ends or is started again: whoever comes in the meantime waits for another one and is not refused."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from audiencia.core.cli_text import Stop, _
from audiencia.http.serving.backlog import BACKLOG
from audiencia.http.serving.hosts import meant_by


@contextmanager
def listening(host: str, port: int) -> Iterator[tuple[int, ...]]:
    """The file descriptors of one for each address of `host`. Raises `Stop`."""
    with ExitStack() as opened:
        try:
            found = [
                one for meant in meant_by(host) for one in socket.getaddrinfo(meant, port, type=socket.SOCK_STREAM)
            ]
            where = {(one[0], one[4]) for one in found}
            made = [opened.enter_context(_listen(family, address)) for family, address in sorted(where)]
        except OSError as error:
            raise Stop(_("«%(name)s» does not start: %(why)s.", name="web", why=error.strerror)) from error
        yield tuple(one.fileno() for one in made)


def _listen(family: socket.AddressFamily, address: tuple[object, ...]) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.setblocking(False)
        one.bind(address)
        one.listen(BACKLOG)
    except OSError:
        one.close()
        raise
    return one
