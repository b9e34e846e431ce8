"""Datagrams over TCP: framed, each client's apart, and a slow reader loses pictures before sound and never grows a backlog."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

import pytest

from audiencia.media.worker import streams as module
from audiencia.media.worker.address import Address, endpoint, is_stream
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import HEADROOM, LARGEST, PacketBuffer
from audiencia.media.worker.stream import OTHER_WAITING, VIDEO_WAITING
from audiencia.media.worker.streams import MOST_UNKNOWN, UNKNOWN_SECONDS, Streams

VOICE, PICTURE = 7, 8
CHECK = b"\0\1".ljust(28, b".")


class _Slot:
    def __init__(self, is_video: bool) -> None:
        self.is_video = is_video


class _Viewer:
    def __init__(self) -> None:
        self.slot_of_ssrc = {VOICE: _Slot(False), PICTURE: _Slot(True)}


@dataclass
class House:
    """Streams on a port of this machine; who says `CHECK` first is somebody's."""

    streams: Streams
    time: float = 0.0
    owners: dict[Address, Connection] = field(default_factory=dict)
    came: list[bytes] = field(default_factory=list)
    gone: list[Address] = field(default_factory=list)

    def deliver(self, taken: module.Taken) -> None:
        for buffer, length, address in taken:
            datagram = bytes(buffer.view[HEADROOM : HEADROOM + length])
            self.came.append(datagram)
            if datagram == CHECK:
                self.owners[address] = cast(Connection, _Viewer())

    async def until_came(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.came) < count:
                await asyncio.sleep(0)

    async def until_ended(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.gone) < count:
                await asyncio.sleep(0)

    def put(self, datagram: bytes, to: Address) -> None:
        buffer = PacketBuffer()
        buffer.view[: len(datagram)] = datagram
        self.streams.put(buffer, 0, len(datagram), to)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    streams = Streams("127.0.0.1", (0, 0), lambda: made.time)
    made = House(streams)
    streams.at, streams.deliver, streams.left = made.owners.get, made.deliver, made.gone.append
    streams.attach(asyncio.get_running_loop())
    yield made
    streams.detach()
    streams.close()


def framed(*datagrams: bytes) -> bytes:
    return b"".join(len(one).to_bytes(2, "big") + one for one in datagrams)


def rtp(ssrc: int, length: int, mark: int = 0) -> bytes:
    return (b"\x80\x60" + bytes(6) + ssrc.to_bytes(4, "big") + bytes([mark])).ljust(length, b".")


async def connect(house: House, place: int = 0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", house.streams.ports[place])


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))


async def test_what_is_framed_arrives_however_it_is_cut(house: House) -> None:
    reader, writer = await connect(house)
    sent = [CHECK, *(bytes([n]) * (12 + n) for n in range(150)), bytes(LARGEST)]
    data = framed(*sent)
    for begin, end in ((0, 30), (30, 31), (31, 500), (500, 501), (501, len(data))):
        writer.write(data[begin:end])
        await writer.drain()
        await asyncio.sleep(0)
    await house.until_came(len(sent))
    assert house.came == sent
    (address,) = house.owners
    assert is_stream(address)
    assert endpoint(address) == writer.get_extra_info("sockname")
    for answer in (b"\1\1" + bytes(30), rtp(VOICE, 90), rtp(PICTURE, 1200)):
        house.put(answer, address)
    assert [await read_frame(reader) for _ in range(3)] == [b"\1\1" + bytes(30), rtp(VOICE, 90), rtp(PICTURE, 1200)]
    writer.close()
    await house.until_ended(1)
    assert house.gone == [address] and len(house.streams) == 0


async def test_two_clients_are_kept_apart_on_both_ports(house: House) -> None:
    ends = [await connect(house, place) for place in (0, 1, 1)]
    for _, writer in ends:
        writer.write(framed(CHECK))
    await house.until_came(3)
    names = {endpoint(address): address for address in house.owners}
    for number, (_, writer) in enumerate(ends):
        house.put(rtp(VOICE, 50, number), names[writer.get_extra_info("sockname")])
    assert [await read_frame(reader) for reader, _ in ends] == [rtp(VOICE, 50, number) for number in range(3)]
    for _, writer in ends:
        writer.close()
    await house.until_ended(3)


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\n\r\n", framed(rtp(VOICE, 40)), (LARGEST + 1).to_bytes(2, "big")])
async def test_who_says_something_else_first_is_put_out(house: House, said: bytes) -> None:
    reader, writer = await connect(house)
    writer.write(said)
    assert await reader.read() == b""
    writer.close()
    assert len(house.streams) == 0


async def test_who_says_nothing_is_put_out_in_time(house: House) -> None:
    reader, writer = await connect(house)
    known, other = await connect(house)
    other.write(framed(CHECK))
    await house.until_came(1)
    house.streams.sweep(UNKNOWN_SECONDS)
    assert len(house.streams) == 2
    house.streams.sweep(UNKNOWN_SECONDS + 1)
    assert await reader.read() == b""
    assert len(house.streams) == 1
    house.owners.clear()
    house.streams.sweep(UNKNOWN_SECONDS + 1)
    assert await known.read() == b""
    for one in (writer, other):
        one.close()


async def test_of_too_many_strangers_the_first_goes(house: House) -> None:
    ends = [await connect(house) for _ in range(MOST_UNKNOWN + 1)]
    assert await ends[0][0].read() == b""
    assert len(house.streams) == MOST_UNKNOWN
    for _, writer in ends:
        writer.close()


async def test_a_slow_reader_loses_the_newest_pictures_and_then_gets_sound_first(house: House) -> None:
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", house.streams.ports[0]))
    slow.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=slow, limit=1024)
    writer.write(framed(CHECK))
    await house.until_came(1)
    (address,) = house.owners
    streams = house.streams
    for mark in range(200):
        # So many that the kernel takes no more either.
        for _ in range(20):
            house.put(rtp(PICTURE, 1200, mark), address)
        await asyncio.sleep(0)
    assert streams.lost > 0
    (stream,) = streams._streams.values()
    assert stream._video_size <= VIDEO_WAITING
    lost = streams.lost
    house.put(rtp(VOICE, 100, 1), address)
    assert streams.lost == lost, "there is room for sound"
    for _ in range(OTHER_WAITING // 100):
        house.put(rtp(VOICE, 100), address)
    assert stream._others_size <= OTHER_WAITING
    assert streams.lost > lost
    behind = 0
    while (frame := await read_frame(reader)) != rtp(VOICE, 100, 1):
        assert frame[8:12] == PICTURE.to_bytes(4, "big")
        behind += 1
    waiting = VIDEO_WAITING // 1202
    after = 0
    while after < waiting - 10:
        after += (await read_frame(reader))[8:12] == PICTURE.to_bytes(4, "big")
    assert behind > 0, "what was on its way already"
    writer.close()
    await house.until_ended(1)


async def test_a_client_that_is_back_under_the_same_address_is_kept_and_others_are_sent_on(house: House) -> None:
    reader, writer = await connect(house)
    writer.write(framed(CHECK))
    await house.until_came(1)
    (other,) = house.owners
    # A port that is chosen on connecting may be another connection's, too, and could not be bound again.
    gone = socket.create_connection(("127.0.0.1", house.streams.ports[0]), source_address=("127.0.0.1", 0))
    gone.sendall(framed(CHECK))
    await house.until_came(2)
    address, port = next(one for one in house.owners if one != other), gone.getsockname()[1]
    # Reset, and again there before anybody has looked.
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.close()
    back = socket.create_connection(("127.0.0.1", house.streams.ports[0]), source_address=("127.0.0.1", port))
    for to in (address, other):
        house.put(rtp(VOICE, 90), to)
    house.streams._accept(0)
    async with asyncio.timeout(60):
        assert await read_frame(reader) == rtp(VOICE, 90)
    back.sendall(framed(CHECK))
    await house.until_came(3)
    assert len(house.streams) == 2
    house.put(rtp(VOICE, 90, 1), address)
    back.setblocking(False)
    returned, ended = await asyncio.open_connection(sock=back)
    async with asyncio.timeout(60):
        assert await read_frame(returned) == rtp(VOICE, 90, 1)
    for one in (writer, ended):
        one.close()
