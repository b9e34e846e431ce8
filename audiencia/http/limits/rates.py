"""How often: per address and per browser.
A whole village may sit behind one address, so the limits per address leave room for 200 people who join in the same
quarter of an hour; those per browser are the narrow ones.
Floods (pages, sockets, what is asked while somebody types) are counted in the memory of each process, which they would keep from
answering. Forms, files, codes and sign-ins are counted there and by all web nodes together (`SharedCounts`); while Valkey is away
each node goes on with its own count. What must hold over restarts too (PINs, passwords) is counted in PostgreSQL
(`privacy.attempts`) as well."""

import ipaddress
import math
import time

from limits import RateLimitItem, parse
from limits.aio.strategies import FixedWindowRateLimiter

from audiencia.core.errors import TooMany
from audiencia.http.limits.memory_counts import MemoryCounts
from audiencia.http.limits.proxies import parsed
from audiencia.http.limits.shared_counts import Limit, SharedCounts

PAGES_PER_ADDRESS = parse("3000/minute")
PAGES_PER_VISIT = parse("150/minute")
SOCKETS_PER_ADDRESS = parse("3000/minute")
JOINS_PER_VISIT = parse("20/hour")
JOINS_PER_DEVICE = parse("20/hour")
JOINS_PER_CONTACT = parse("6/hour")
FOLLOWS_PER_ADDRESS = parse("200/15 minutes")
STATUSES_PER_ADDRESS = parse("200/15 minutes")
RENEWALS_PER_ADDRESS = parse("60/15 minutes")
TAKEOVERS_PER_ADDRESS = parse("60/15 minutes")
TAKEOVERS = parse("3000/15 minutes")
"""From all addresses together: guessing codes from many addresses is limited too (`queue.joining.devices`)."""
PETITIONS_PER_VISIT = parse("10/hour")
UPLOADS_PER_VISIT = parse("30/hour")
UPLOADS_PER_ADDRESS = parse("300/hour")
SIGN_INS_PER_ADDRESS = parse("60/15 minutes")
SEARCHES_PER_ADDRESS = parse("3000/minute")
SEARCHES_PER_VISIT = parse("120/minute")


class Rates:
    """Counts and refuses. What an address may do in an hour comes from the municipality's limits."""

    def __init__(
        self,
        joins_per_address_per_hour: int,
        petitions_per_address_per_hour: int = 30,
        shared: SharedCounts | None = None,
    ) -> None:
        self._joins_per_address = parse(f"{joins_per_address_per_hour}/hour")
        self._petitions_per_address = parse(f"{petitions_per_address_per_hour}/hour")
        self._limiter = FixedWindowRateLimiter(MemoryCounts())
        self._shared = shared

    async def page(self, address: str, visit: str | None) -> None:
        """Any request for a page. Raises `TooMany`, as all here."""
        await self._hit(PAGES_PER_ADDRESS, "page", network(address))
        if visit is not None:
            await self._hit(PAGES_PER_VISIT, "page-visit", visit)

    async def socket(self, address: str) -> None:
        """A live socket that is to be opened."""
        await self._hit(SOCKETS_PER_ADDRESS, "socket", network(address))

    async def join(self, address: str, visit: str, device: str, contact: bytes | None) -> None:
        """A complete form: one that is sent back with corrections does not count. `contact` is its keyed index."""
        counts = [(JOINS_PER_VISIT, "join-visit", visit), (JOINS_PER_DEVICE, "join-device", device)]
        if contact is not None:
            # With the address: whoever knows somebody's telephone must not be able to lock them out.
            counts.append((JOINS_PER_CONTACT, "join-contact", f"{contact.hex()} {network(address)}"))
        await self._hit_everywhere(*counts, (self._joins_per_address, "join", network(address)))

    async def petition(self, address: str, visit: str) -> None:
        """A complete petition: one that is sent back with corrections does not count."""
        await self._hit_everywhere(
            (PETITIONS_PER_VISIT, "petition-visit", visit), (self._petitions_per_address, "petition", network(address))
        )

    async def upload(self, address: str, visit: str) -> None:
        """A form with files, whether it is complete or not: each file is work."""
        await self._hit_everywhere(
            (UPLOADS_PER_VISIT, "upload-visit", visit), (UPLOADS_PER_ADDRESS, "upload", network(address))
        )

    async def search(self, address: str, visit: str | None) -> None:
        """A question to the directory: one for each pause in typing."""
        if visit is not None:
            await self._hit(SEARCHES_PER_VISIT, "search-visit", visit)
        await self._hit(SEARCHES_PER_ADDRESS, "search", network(address))

    async def follow(self, address: str) -> None:
        """A folio and a PIN."""
        await self._hit_everywhere((FOLLOWS_PER_ADDRESS, "follow", network(address)))

    async def status(self, address: str) -> None:
        """How far petitions are, which programs ask: apart, so that none of them keeps people behind its address from their folios."""
        await self._hit_everywhere((STATUSES_PER_ADDRESS, "status", network(address)))

    async def renewal(self, address: str) -> None:
        """Another subscription of a browser that is told by push."""
        await self._hit_everywhere((RENEWALS_PER_ADDRESS, "renewal", network(address)))

    async def take_over(self, address: str) -> None:
        """A one-time code for another device."""
        await self._hit_everywhere(
            (TAKEOVERS_PER_ADDRESS, "take-over", network(address)), (TAKEOVERS, "take-over-all", "")
        )

    async def sign_in(self, address: str) -> None:
        """A login and a password."""
        await self._hit_everywhere((SIGN_INS_PER_ADDRESS, "sign-in", network(address)))

    async def _hit_everywhere(self, *counts: tuple[RateLimitItem, str, str]) -> None:
        """At this node, which refuses what is too much for it alone without asking, and at all web nodes together."""
        for item, kind, who in counts:
            await self._hit(item, kind, who)
        if self._shared is not None:
            limits = [Limit(kind, who, item.get_expiry(), item.amount) for item, kind, who in counts]
            wait = await self._shared.count(limits)
            if wait is not None:
                raise TooMany(retry_after=wait)

    async def _hit(self, item: RateLimitItem, kind: str, who: str) -> None:
        if await self._limiter.hit(item, kind, who):
            return
        stats = await self._limiter.get_window_stats(item, kind, who)
        raise TooMany(retry_after=max(1, math.ceil(stats.reset_time - time.time())))


def network(address: str) -> str:
    """What counts as one sender: an IPv4 address, or a /64 of IPv6, which is what one subscriber gets."""
    found = parsed(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return "unknown" if found is None else str(found)


def is_loopback(address: str) -> bool:
    """Whether it is this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
