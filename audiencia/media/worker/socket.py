"""The worker's one UDP socket: drained in batches and sorted by the first byte (RFC 7983)."""

import asyncio
import contextlib
import socket
import sys
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from audiencia.core import logs
from audiencia.media.worker.address import Address
from audiencia.media.worker.batches import (
    BATCHED,
    BatchInlet,
    BatchOutlet,
    Inlet,
    Outlet,
    PlainInlet,
    PlainOutlet,
    TcpSink,
    no_tcp,
)
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.gathering import Gathering
from audiencia.media.worker.peer import HEADROOM, LARGEST, PacketBuffer

log = structlog.get_logger()
KERNEL_BUFFER = 4 << 20
"""Half a second of 100 calls. Without special rights the kernel gives what `net.core.rmem_max` allows, usually a
twentieth of it: 100 datagrams."""
_FORCED = ((33, socket.SO_RCVBUF), (32, socket.SO_SNDBUF)) if sys.platform == "linux" else ()
"""SO_RCVBUFFORCE and SO_SNDBUFFORCE (Linux, `asm-generic/socket.h`), for those who may, and what others use."""
_LASTING_SOURCE = (72, 2)
"""IPV6_ADDR_PREFERENCES, IPV6_PREFER_SRC_PUBLIC (RFC 5014; Linux, `linux/in6.h`): answers come from the address that is announced, not
from one that the system changes each day."""


class Receiver(Protocol):
    """Who gets what arrives: packets lie in `buffer[HEADROOM:end]`. `at` finds who has validated an address. `tick` comes after each
    batch, before what follows from it is sent."""

    def at(self, address: Address) -> Connection | None: ...
    def on_stun(self, datagram: bytes, address: Address, now: float) -> None: ...
    def on_dtls(self, connection: Connection, datagram: bytes) -> None: ...
    def on_rtp(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None: ...
    def on_rtcp(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None: ...
    def tick(self, now: float) -> None: ...


def _widen(taken: socket.socket) -> None:
    for forced, option in _FORCED or ((0, socket.SO_RCVBUF), (0, socket.SO_SNDBUF)):
        try:
            taken.setsockopt(socket.SOL_SOCKET, forced or option, KERNEL_BUFFER)
        except PermissionError:
            taken.setsockopt(socket.SOL_SOCKET, option, KERNEL_BUFFER)


class MediaSocket:
    """Bound on construction (raises `OSError` when the port is taken). `clock` is monotonic, in seconds. `tcp` sends what goes
    to addresses over TCP."""

    def __init__(self, host: str, port: int, clock: Callable[[], float], batched: bool = BATCHED,
                 tcp: TcpSink = no_tcp) -> None:  # fmt: skip
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            if family == socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                with contextlib.suppress(OSError):
                    self._socket.setsockopt(socket.IPPROTO_IPV6, *_LASTING_SOURCE)
            _widen(self._socket)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        self._clock = clock
        self._inlet: Inlet = BatchInlet(self._socket) if batched else PlainInlet(self._socket)
        self.outlet: Outlet = BatchOutlet(self._socket, tcp) if batched else PlainOutlet(self._socket, tcp)
        self.strangers = 0
        self.failures = 0
        """Datagrams over which something of ours broke; logged when their number doubles."""
        self._gathering = Gathering()

    @property
    def port(self) -> int:
        """The port it is bound to."""
        return int(self._socket.getsockname()[1])

    @property
    def unsent(self) -> int:
        """Datagrams that the kernel would not take."""
        return self.outlet.lost

    def attach(self, loop: asyncio.AbstractEventLoop, receiver: Receiver) -> None:
        """Begins to hand datagrams to `receiver`."""
        loop.add_reader(self._socket.fileno(), self._drain, receiver)

    def detach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hands over nothing more."""
        loop.remove_reader(self._socket.fileno())

    def close(self) -> None:
        """Frees the port."""
        self._socket.close()

    def send(self, data: bytes, address: Address) -> None:
        """Sends one datagram at once."""
        buffer = self.outlet.buffer()
        buffer.view[: len(data)] = data
        self.outlet.put(buffer, 0, len(data), address)
        self.outlet.flush()

    def deliver(self, receiver: Receiver, taken: list[tuple[PacketBuffer, int, Address]], now: float) -> None:
        """Hands over what has come, and sends what follows from it."""
        try:
            self._sort(receiver, taken, now)
            receiver.tick(now)
        finally:
            # What is passed on is sent from the memory it was received into: it must leave before that is used again.
            self.outlet.flush()

    def _drain(self, receiver: Receiver) -> None:
        now = self._clock()
        taken = self._inlet.receive()
        self.deliver(receiver, taken, now)
        if pause := self._gathering.pause(len(taken), self.outlet.given, now):
            time.sleep(pause)

    def _sort(self, receiver: Receiver, taken: list[tuple[PacketBuffer, int, Address]], now: float) -> None:
        at, on_rtp = receiver.at, receiver.on_rtp
        for buffer, length, address in taken:
            try:
                if not 12 <= length <= LARGEST:
                    continue
                first = buffer.raw[HEADROOM]
                if first < 4:
                    receiver.on_stun(bytes(buffer.view[HEADROOM : HEADROOM + length]), address, now)
                elif (connection := at(address)) is None:
                    self.strangers += 1
                elif 128 <= first <= 191:
                    if 192 <= buffer.raw[HEADROOM + 1] <= 223:
                        receiver.on_rtcp(connection, buffer, HEADROOM + length, now)
                    else:
                        on_rtp(connection, buffer, HEADROOM + length, now)
                elif 20 <= first <= 63:
                    receiver.on_dtls(connection, bytes(buffer.view[HEADROOM : HEADROOM + length]))
            except Exception as error:  # noqa: BLE001
                # Whatever one datagram breaks, the others of the batch belong to other calls.
                self.failures += 1
                if self.failures & (self.failures - 1) == 0:
                    logs.failure(log, "media_datagram_failed", error, failures=self.failures)
