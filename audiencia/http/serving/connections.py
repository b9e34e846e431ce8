"""How many connections each sender holds at once. Pure.
Many people share the address of a mobile operator, and a proxy has one for everybody: whoever counts behind a proxy counts by
the address that the proxy names, and neither proxies of ours nor this machine are counted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from audiencia.core.errors import TooMany
from audiencia.http.limits.proxies import Proxies
from audiencia.http.limits.rates import is_loopback, network

RETRY_SECONDS = 10


class Connections:
    """At most `most` for each address (IPv6: each /64)."""

    def __init__(self, most: int, proxies: Proxies | None = None) -> None:
        self._most, self._proxies = most, proxies or Proxies()
        self._held: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """Whether there is room for one more of this sender, which is then counted until `give_back`."""
        if self._is_ours(address):
            return True
        sender = network(address)
        if self._held[sender] >= self._most:
            return False
        self._held[sender] += 1
        return True

    def give_back(self, address: str) -> None:
        """One that was taken is over."""
        if self._is_ours(address):
            return
        sender = network(address)
        self._held[sender] -= 1
        if self._held[sender] <= 0:
            del self._held[sender]

    def _is_ours(self, address: str) -> bool:
        return is_loopback(address) or self._proxies.trusts(address)

    @contextmanager
    def hold(self, address: str) -> Iterator[None]:
        """One connection. Raises `TooMany`."""
        if not self.take(address):
            raise TooMany(retry_after=RETRY_SECONDS)
        try:
            yield
        finally:
            self.give_back(address)
