"""Several servers of one database: one takes writing, the others follow it and may take its place."""

from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import asyncpg

HOST_SECONDS = 2.0  # How long one is waited for before the next: a machine without power refuses nothing.
NEXT = (OSError, asyncpg.CannotConnectNowError, asyncpg.TargetServerAttributeNotMatched)
"""What the next one is tried after. Other errors, such as a wrong password, are the address's."""


def one_each(url: str) -> list[str]:
    """The address with each of its hosts alone (libpq, "Specifying Multiple Hosts")."""
    parts = urlsplit(url)
    who, at, hosts = parts.netloc.rpartition("@")
    asked = dict(parse_qsl(parts.query))
    if "host" not in asked and "," not in hosts:
        return [url]
    if "host" not in asked:
        return [parts._replace(netloc=f"{who}{at}{host}").geturl() for host in hosts.split(",")]
    names, ports = asked["host"].split(","), asked.pop("port", "").split(",")
    if len(ports) == 1:
        ports *= len(names)
    if len(names) == 1 or len(ports) != len(names):
        return [url]  # of another number of ports the driver says what is wrong
    each = [asked | {"host": name} | ({"port": port} if port else {}) for name, port in zip(names, ports, strict=True)]
    return [parts._replace(query=urlencode(one, safe="/", quote_via=quote)).geturl() for one in each]


class Hosts:
    """Whoever connects begins with the server that took the last connection."""

    def __init__(self, url: str) -> None:
        self._urls = one_each(url)
        self.several = len(self._urls) > 1

    async def connect(self, dsn: str | None = None, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":
        """To the first server that is as the address asks (`target_session_attrs`). Raises what the last one
        failed with. `dsn`: the pool's own, of which nothing is read."""
        *others, last = self._urls
        for url in others:
            with suppress(*NEXT):
                return self._is_good(url, await asyncpg.connect(url, **options | {"timeout": HOST_SECONDS}))
        return self._is_good(last, await asyncpg.connect(last, **options))

    def _is_good(self, url: str, conn: "asyncpg.Connection[asyncpg.Record]") -> "asyncpg.Connection[asyncpg.Record]":
        """The next ones begin with it."""
        if url in self._urls[1:]:
            self._urls = [url, *(other for other in self._urls if other != url)]
        return conn
