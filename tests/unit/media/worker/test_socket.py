"""The socket sorts datagrams by their first byte (RFC 7983), and one that breaks something harms no other."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import pytest

from audiencia.media.worker.address import Address, address_of
from audiencia.media.worker.batches import BATCHED
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import HEADROOM, PacketBuffer
from audiencia.media.worker.socket import MediaSocket

KNOWN = cast(Connection, object())
BREAKING = b"\x80\x60" + b"breaks".ljust(20, b".")


@dataclass
class Sorted:
    """Notes what it is given, and breaks over some of it."""

    known: Address
    got: list[tuple[str, bytes]] = field(default_factory=list)
    ticks: list[int] = field(default_factory=list)
    """How many were there at each tick."""
    ticked: Callable[[], None] = lambda: None

    def at(self, address: Address) -> Connection | None:
        return KNOWN if address == self.known else None

    def on_stun(self, datagram: bytes, address: Address, now: float) -> None:
        self.got.append(("stun", datagram))

    def on_dtls(self, connection: Connection, datagram: bytes) -> None:
        self.got.append(("dtls", datagram))

    def on_rtp(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None:
        data = bytes(buffer.view[HEADROOM:end])
        if data == BREAKING:
            raise IndexError
        self.got.append(("rtp", data))

    def on_rtcp(self, connection: Connection, buffer: PacketBuffer, end: int, now: float) -> None:
        self.got.append(("rtcp", bytes(buffer.view[HEADROOM:end])))

    def tick(self, now: float) -> None:
        self.ticks.append(len(self.got))
        self.ticked()


FORMS = [pytest.param(True, marks=pytest.mark.skipif(not BATCHED, reason="not on this system")), False]


@pytest.mark.parametrize("batched", FORMS)
async def test_each_kind_reaches_the_part_that_is_there_for_it(batched: bool) -> None:
    media_socket = MediaSocket("127.0.0.1", 0, lambda: 0.0, batched)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client, socket.socket(
        socket.AF_INET, socket.SOCK_DGRAM
    ) as stranger:  # fmt: skip
        for one in (client, stranger):
            one.bind(("127.0.0.1", 0))
            one.connect(("127.0.0.1", media_socket.port))
        sorted_out = Sorted(address_of(*client.getsockname()))
        kinds = {"stun": b"\0\1", "dtls": b"\x16\xfe", "rtp": b"\x80\x60", "rtcp": b"\x80\xc8"}
        expected = [(kind, head.ljust(20, b".")) for kind, head in kinds.items()]
        for data in (b"\x80\x60", b"\xff".ljust(20), BREAKING, bytes(1601), *(data for _, data in expected), BREAKING):
            client.send(data)
        stranger.send(b"\x80\x60".ljust(20))
        client.send(b"\0\1".ljust(20, b"!"))
        loop = asyncio.get_running_loop()
        media_socket.attach(loop, sorted_out)
        async with asyncio.timeout(60):
            while len(sorted_out.got) < 5:
                await asyncio.sleep(0)
        media_socket.detach(loop)
        media_socket.close()
    assert sorted_out.got == [*expected, ("stun", b"\0\1".ljust(20, b"!"))]
    assert (media_socket.failures, media_socket.strangers) == (2, 1)


@pytest.mark.parametrize("batched", FORMS)
def test_a_tick_comes_after_each_batch_and_what_it_says_leaves_with_what_follows_from_it(batched: bool) -> None:
    media_socket = MediaSocket("127.0.0.1", 0, lambda: 0.0, batched)
    outlet = media_socket.outlet
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind(("127.0.0.1", 0))
        client.settimeout(60)
        there = address_of(*client.getsockname())
        batch = []
        for body in (b"one", b"two"):
            buffer, data = PacketBuffer(), b"\x80\x60" + body.ljust(20, b".")
            buffer.view[HEADROOM : HEADROOM + len(data)] = data
            batch.append((buffer, len(data), there))

        def say() -> None:
            out = outlet.buffer()
            out.view[:4] = b"said"
            outlet.put(out, 0, 4, there)

        sorted_out = Sorted(there, ticked=say)
        for _ in range(2):
            media_socket.deliver(sorted_out, batch, 0.0)
            assert client.recv(100) == b"said"
        media_socket.close()
    assert sorted_out.ticks == [2, 4]
