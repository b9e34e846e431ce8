"""Asks our own processes over HTTP whether they are up, with nothing but the standard library."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

GOOD, ANY = re.compile(rb"HTTP/1\.[01] 200 "), re.compile(rb"HTTP/1\.[01] \d{3} ")
ALIVE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask; by HTTPS, with the certificate `tls` and no other, where one is given."""

    host: str
    port: int
    path: str
    tls: Path | None = None
    unix: Path | None = None  # A Unix socket to ask at instead, without TLS.


async def answers(address: Address, *, timeout: float = 2.0) -> bool:
    """Whether the request is answered with 200."""
    return GOOD.match(await _first_line(address, timeout)) is not None


async def is_alive(address: Address) -> bool:
    """Whether it is answered at all, also that something else is away."""
    return ANY.match(await _first_line(address, ALIVE_SECONDS)) is not None


async def _first_line(address: Address, timeout: float) -> bytes:
    """Empty where nobody answers in time."""
    host, port = address.host, address.port
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await (
                asyncio.open_connection(host, port, ssl=_only(address.tls))
                if address.unix is None
                else asyncio.open_unix_connection(address.unix)
            )
            try:
                writer.write(
                    f"GET {address.path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
                )
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return b""


def _only(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.create_default_context(cafile=certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    # A name that a proxy or the municipality's DNS gives it is not the address that we ask at.
    context.check_hostname = False
    return context


def reachable(host: str) -> str:
    """The address to ask a server that listens on `host`: a wildcard cannot be asked."""
    wildcards = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 -- compared, never bound
    return wildcards.get(host, host)
