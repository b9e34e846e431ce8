"""The worker's one UDP socket: drained in batches and sorted by the first byte (RFC 7983)."""

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

from audiencia.media.connection import Address, Connection
from audiencia.media.peer import DATAGRAM, LARGEST, PacketBuffer

BATCH = 64
"""Datagrams taken at a time; then other work of the loop has its turn."""
KERNEL_BUFFER = 4 << 20


class Receiver(Protocol):
    """Who gets what arrives. `at` finds the connection that has validated an address."""

    def at(self, address: Address) -> Connection | None: ...
    def on_stun(self, datagram: bytes, address: Address, now: float) -> None: ...
    def on_dtls(self, connection: Connection, datagram: bytes) -> None: ...
    def on_rtp(self, connection: Connection, buffer: PacketBuffer, length: int, now: float) -> None: ...
    def on_rtcp(self, connection: Connection, buffer: PacketBuffer, length: int, now: float) -> None: ...


class MediaSocket:
    """Bound on construction (raises `OSError` when the port is taken). `clock` is monotonic, in seconds."""

    def __init__(self, host: str, port: int, clock: Callable[[], float]) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            if family == socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
                self._socket.setsockopt(socket.SOL_SOCKET, option, KERNEL_BUFFER)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        self._clock = clock
        self._buffer = PacketBuffer()
        self.unsent = 0
        self.strangers = 0

    @property
    def port(self) -> int:
        """The port it is bound to."""
        return int(self._socket.getsockname()[1])

    def attach(self, loop: asyncio.AbstractEventLoop, receiver: Receiver) -> None:
        """Begins to hand datagrams to `receiver`."""
        loop.add_reader(self._socket.fileno(), self._drain, receiver)

    def detach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hands over nothing more."""
        loop.remove_reader(self._socket.fileno())

    def close(self) -> None:
        """Frees the port."""
        self._socket.close()

    def send(self, data: bytes | memoryview, address: Address) -> None:
        """Sends at once; what the kernel will not take now is dropped, as any router on the way might."""
        try:
            self._socket.sendto(data, address)
        except OSError:
            self.unsent += 1

    def _drain(self, receiver: Receiver) -> None:
        receive, buffer, now = self._socket.recvfrom_into, self._buffer, self._clock()
        view, raw = buffer.view[:DATAGRAM], buffer.raw
        for _ in range(BATCH):
            try:
                length, address = receive(view)
            except BlockingIOError:
                return
            except OSError:
                # An ICMP error about something sent earlier; the next call gives the next datagram.
                continue
            if 12 <= length <= LARGEST:
                self._sort(receiver, raw[0], raw[1], length, address, now)

    def _sort(self, receiver: Receiver, first: int, second: int, length: int, address: Address, now: float) -> None:
        if first < 4:
            receiver.on_stun(bytes(self._buffer.view[:length]), address, now)
            return
        connection = receiver.at(address)
        if connection is None:
            self.strangers += 1
        elif 128 <= first <= 191:
            if 192 <= second <= 223:
                receiver.on_rtcp(connection, self._buffer, length, now)
            else:
                receiver.on_rtp(connection, self._buffer, length, now)
        elif 20 <= first <= 63:
            receiver.on_dtls(connection, bytes(self._buffer.view[:length]))
