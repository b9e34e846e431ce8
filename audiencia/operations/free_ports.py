"""Ports for servers of tests and simulations: free now, and of a range from which nobody is given one unasked."""

import os
import random
import socket
from collections import deque

FIRST, LAST = 20_000, 32_000
"""Below what Linux hands out to sockets that connect (from 32768 on): else a client of another test could be given the
port between the moment when it was found free and the moment when its server takes it."""
ATTEMPTS = 200
OF_THIS_PROCESS = "FREE_PORTS"
"""Variable with the range that this process and its children look in, such as `20000-23000`. Test processes side by side have one
each: a port that one of them found free, or whose server is being started again, is not given to another."""
_given: deque[int] = deque(maxlen=500)
"""The ports that this process gave last: their servers may not have taken them yet."""


def free_port(*kinds: socket.SocketKind) -> int:
    """A port of this machine that nobody uses now; at random, because several test runs may look at once."""
    return free_ports(1, *kinds)


def free_ports(count: int, *kinds: socket.SocketKind) -> int:
    """The first of so many ports in a row, each free for all `kinds` of sockets: for TCP, where none is named."""
    first, last = _range()
    ports = range(first, last - count + 1)
    for port in random.SystemRandom().sample(ports, min(ATTEMPTS, len(ports))):
        row = range(port, port + count)
        if any(one in _given for one in row):
            continue
        if all(_is_free(one, kind) for one in row for kind in kinds or (socket.SOCK_STREAM,)):
            _given.extend(row)
            return port
    raise RuntimeError(f"none of {ATTEMPTS} ports is free")


def _range() -> tuple[int, int]:
    first, _, last = os.environ.get(OF_THIS_PROCESS, "").partition("-")
    return (int(first), int(last)) if first and last else (FIRST, LAST)


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
