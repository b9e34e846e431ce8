"""Whose `X-Forwarded-For` counts, and so whom limits count. Pure."""

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
KEPT = 2000
"""Addresses: that of a proxy comes with each request, that of a person who takes a number with four or five."""
LONGEST = 64  # Characters of an address with its zone; anybody can write such a header.


class Proxies:
    """The addresses that are believed."""

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        self._networks = tuple(networks)

    def trusts(self, address: str) -> bool:
        """Whether a proxy of ours is there."""
        found = parsed(address)
        return found is not None and any(found in one for one in self._networks)

    def client(self, peer: str | None, forwarded_for: Sequence[str]) -> str:
        """Who really asks: from the peer back along the list, the first that is no proxy of ours.
        `forwarded_for`: all headers of that name, in order; each proxy adds whom it saw at the end. What stands before the
        first stranger was written by that stranger. A peer without address, on a Unix socket, is this machine."""
        found = (peer or "").partition("%")[0]
        if not self.trusts(found or "127.0.0.1"):
            return found
        for entry in reversed([one.strip() for header in forwarded_for for one in header.split(",")]):
            seen = parsed(entry)
            if seen is None:
                return found
            found = str(seen)
            if not self.trusts(found):
                return found
        return found


def parsed(text: str) -> Address | None:
    """IPv4 in the form of IPv6 is IPv4: a socket that takes both names it so. `None` for what is no address."""
    return _parsed(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=KEPT)
def _parsed(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
