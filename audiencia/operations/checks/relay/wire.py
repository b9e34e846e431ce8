"""The ways to a TURN server: datagrams, a stream, and a stream with TLS (RFC 8489, section 6.2)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from audiencia.core.relay_addresses import Server
from audiencia.operations.checks.relay import messages

AGAIN_SECONDS = 0.5
"""A datagram that was not answered is sent again (RFC 8489, section 6.2.1)."""


class Wire(Protocol):
    """Carries messages both ways, none of them in parts."""

    again_seconds: float | None
    """When a request is sent again; `None`: the way loses nothing."""

    def send(self, data: bytes) -> None:
        """One message."""

    async def receive(self) -> bytes:
        """The next one. Raises `OSError` or `IncompleteReadError` when there will be none."""


class Listening(asyncio.DatagramProtocol):
    """Puts what arrives, and what went wrong on the way, into a queue."""

    def __init__(self, arrived: asyncio.Queue[bytes | Exception]) -> None:
        self._arrived = arrived

    def datagram_received(self, data: bytes, addr: object) -> None:
        """From anybody."""
        self._arrived.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        """Such as that nobody listens at the port (ICMP)."""
        self._arrived.put_nowait(exc)


class _Datagrams:
    again_seconds: float | None = AGAIN_SECONDS

    def __init__(self, transport: asyncio.DatagramTransport, arrived: asyncio.Queue[bytes | Exception]) -> None:
        self._transport, self._arrived = transport, arrived

    def send(self, data: bytes) -> None:
        self._transport.sendto(data)

    async def receive(self) -> bytes:
        came = await self._arrived.get()
        if isinstance(came, Exception):
            raise came
        return came


class _Stream:
    again_seconds: float | None = None

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._header = b""

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def receive(self) -> bytes:
        """Whoever stops waiting in the middle of a message takes nothing of it away."""
        self._header = self._header or await self._reader.readexactly(4)
        whole = self._header + await self._reader.readexactly(messages.size_of(self._header) - 4)
        self._header = b""
        return whole


@asynccontextmanager
async def wire(server: Server, context: ssl.SSLContext | None) -> AsyncIterator[Wire]:
    """By which this server is reached; `context`: for TLS. Raises `OSError`, such as `SSLCertVerificationError`."""
    if server.transport == "udp":
        arrived: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: Listening(arrived), remote_addr=(server.host, server.port)
        )
        try:
            yield _Datagrams(transport, arrived)
        finally:
            transport.close()
        return
    secure = context if server.transport == "tls" else None
    reader, writer = await asyncio.open_connection(server.host, server.port, ssl=secure)
    try:
        yield _Stream(reader, writer)
    finally:
        writer.close()
