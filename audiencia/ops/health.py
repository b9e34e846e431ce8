"""Asks our own processes over HTTP whether they are up, with nothing but the standard library."""

import asyncio
import re
import ssl
from pathlib import Path

STATUS = re.compile(rb"HTTP/1\.[01] 200 ")


async def answers(host: str, port: int, path: str, *, tls: Path | None = None, timeout: float = 2.0) -> bool:
    """True when `GET path` is answered with 200; by HTTPS, with this certificate and no other, where one is given."""
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(host, port, ssl=_only(tls))
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                return STATUS.match(await reader.readline()) is not None
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


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
