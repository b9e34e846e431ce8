"""Where a datagram comes from or goes to, in the kernel's own form: it is compared and copied, and seldom read."""

import socket
import struct
import sys
from functools import lru_cache

Address = bytes
"""A `sockaddr_in` (16 bytes) or `sockaddr_in6` (28 bytes). Equal addresses are equal bytes: both have no other content.
A client's address over TCP has one octet more, which of our ports it came to: its length tells it apart."""
_SIZE, _SIZE6 = 16, 28
_FAMILY = struct.Struct("BB" if sys.platform == "darwin" else "=H")
_PORT = struct.Struct("!H")


def address_of(host: str, port: int, scope: int = 0) -> Address:
    """The kernel's form of a numeric address. Raises `OSError` for anything else."""
    if ":" in host:
        return _family(socket.AF_INET6, _SIZE6) + _PORT.pack(port) + bytes(4) + socket.inet_pton(
            socket.AF_INET6, host
        ) + scope.to_bytes(4, sys.byteorder)  # fmt: skip
    return _family(socket.AF_INET, _SIZE) + _PORT.pack(port) + socket.inet_aton(host) + bytes(8)


def stream_address(host: str, port: int, scope: int, place: int) -> Address:
    """The address of a client that has connected over TCP to our `place`-th port."""
    return address_of(host, port, scope) + bytes([place])


def is_stream(address: Address) -> bool:
    """Whether it is reached over TCP."""
    return len(address) not in (_SIZE, _SIZE6)


def _family(family: int, size: int) -> bytes:
    # BSD systems put the length of the structure before the family.
    return _FAMILY.pack(size, family) if _FAMILY.size == 2 and sys.platform == "darwin" else _FAMILY.pack(family)


@lru_cache(maxsize=4096)
def endpoint(address: Address) -> tuple[str, int]:
    """Host and port, as a client knows its own: an IPv4 address inside IPv6 is shown as IPv4."""
    port = _PORT.unpack_from(address, 2)[0]
    if len(address) < _SIZE6:
        return socket.inet_ntoa(address[4:8]), port
    return socket.inet_ntop(socket.AF_INET6, address[8:24]).removeprefix("::ffff:"), port


@lru_cache(maxsize=4096)
def target(address: Address) -> tuple[str, int] | tuple[str, int, int, int]:
    """What `socket.sendto` takes."""
    port = _PORT.unpack_from(address, 2)[0]
    if len(address) == _SIZE:
        return socket.inet_ntoa(address[4:8]), port
    scope = int.from_bytes(address[24:28], sys.byteorder)
    return socket.inet_ntop(socket.AF_INET6, address[8:24]), port, 0, scope
