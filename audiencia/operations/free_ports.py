"""Ports for servers of tests and simulations: free now, and of a range from which nobody is given one unasked."""

import random
import socket

FIRST, LAST = 20_000, 32_000
"""Below what Linux hands out to sockets that connect (from 32768 on): else a client of another test could be given the
port between the moment when it was found free and the moment when its server takes it."""
ATTEMPTS = 200


def free_port(*kinds: socket.SocketKind) -> int:
    """A port of this machine that nobody uses now; at random, because several test runs may look at once."""
    return free_ports(1, *kinds)


def free_ports(count: int, *kinds: socket.SocketKind) -> int:
    """The first of so many ports in a row, each free for all `kinds` of sockets: for TCP, where none is named."""
    for port in random.SystemRandom().sample(range(FIRST, LAST), ATTEMPTS):
        if all(_is_free(port + place, kind) for place in range(count) for kind in kinds or (socket.SOCK_STREAM,)):
            return port
    raise RuntimeError(f"none of {ATTEMPTS} ports is free")


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
