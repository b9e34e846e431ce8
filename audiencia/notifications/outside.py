"""Connects push messages to the public internet alone, whatever a name resolves to."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from audiencia.notifications.guard import Guard, is_loopback, is_outside


class Outside(AbstractResolver):
    """Resolves names to public addresses alone, in a thread; asked for each connection, so that a name cannot change between."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """As aiohttp asks. Raises `OSError` when nothing is left."""
        found = await self._resolver.resolve(host, port, family)
        if self._guard.loopback and is_loopback(host):
            return found
        outside = [one for one in found if is_outside(one["host"])]
        if not outside:
            raise OSError("no public address")
        return outside

    async def close(self) -> None:
        """Nothing is kept."""
        await self._resolver.close()
