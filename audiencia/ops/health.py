"""Asks our own processes over HTTP whether they are up, with nothing but the standard library."""

import asyncio
import re

STATUS = re.compile(rb"HTTP/1\.[01] 200 ")


async def answers(host: str, port: int, path: str, *, timeout: float = 2.0) -> bool:
    """True when `GET path` is answered with 200."""
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                return STATUS.match(await reader.readline()) is not None
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


def reachable(host: str) -> str:
    """The address to ask a server that listens on `host`: a wildcard cannot be asked."""
    wildcards = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 -- compared, never bound
    return wildcards.get(host, host)
