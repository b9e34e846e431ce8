"""Where a push message may be sent: a browser names the address, so it must lead out of the municipality's own network."""

import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from yarl import URL

from audiencia.notifications.rules import Failure, NotTaken

HTTPS_PORT = 443
GLOBAL_UNICAST = ip_network("2000::/3")
"""All IPv6 addresses that the public internet has (RFC 4291, IANA). Outside of it lie site-local addresses (`fec0::/10`) and
those that stand for an IPv4 address: `::/96`, `::ffff:0:0/96`, `64:ff9b::/96`, `64:ff9b:1::/48`."""
NOT_PUBLIC = tuple(ip_network(one) for one in ("2001::/32", "2002::/16", "3fff::/20"))
"""Within it: Teredo and 6to4, which stand for an IPv4 address that may be anything (RFC 4380, 3056), and documentation (RFC 9637)."""


def is_outside(address: str) -> bool:
    """Whether this IP address belongs to the public internet."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_outside(str(ip.ipv4_mapped))
        if ip not in GLOBAL_UNICAST or any(ip in network for network in NOT_PUBLIC):
            return False
    return ip.is_global and not ip.is_multicast


@dataclass(frozen=True, slots=True)
class Guard:
    """`loopback` also lets messages go to this machine, without TLS: for tests alone."""

    loopback: bool = False

    def check(self, endpoint: str) -> URL:
        """The endpoint as it is connected to. Raises `NotTaken` (forbidden_address) when it may lead inside, as far as the text
        tells; names are resolved by `Outside`."""
        try:
            url = URL(endpoint)
            host, port = url.host or "", url.port
        except ValueError:
            raise _forbidden() from None
        if self.loopback and is_loopback(host) and url.scheme in ("http", "https"):
            return url
        # Dots: a bare name would be looked for in the municipality's own domain.
        if url.scheme != "https" or url.user is not None or port != HTTPS_PORT or "." not in host or _is_address(host):
            raise _forbidden()
        return url


def _forbidden() -> NotTaken:
    return NotTaken(Failure.FORBIDDEN_ADDRESS, final=True)


def _is_address(host: str) -> bool:
    """Also in the forms that resolvers take for one: `127.1`, `0x7f000001`, `017700000001`. No push service has a number."""
    try:
        socket.inet_aton(host)
    except OSError:
        return ":" in host
    return True


def is_loopback(host: str) -> bool:
    """Whether this name or address is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
