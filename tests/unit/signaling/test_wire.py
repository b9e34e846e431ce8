"""What is sent is a whole frame, in the order in which it was said, and nothing after the end."""

import asyncio
import struct
from typing import cast

import pytest
from engineio.async_socket import AsyncSocket
from engineio.exceptions import SocketIsClosedError
from engineio.packet import MESSAGE, Packet

from audiencia.signaling.wire import BACKLOG_BYTES, MOST_BYTES, Wire, frame


class Connection:
    """What the network was given, and how much of it was not taken."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closing = False
        self.unsent = 0

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.closing

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def abort(self) -> None:
        self.closing = True


class Engine:
    """python-engineio's side of a socket."""

    def __init__(self, *waiting: str) -> None:
        self.queue: asyncio.Queue[Packet] = asyncio.Queue()
        for one in waiting:
            self.queue.put_nowait(Packet(MESSAGE, data=one))
        self.closed = False


def made(*waiting: str) -> tuple[Connection, AsyncSocket, Wire]:
    """A socket that is open, with what waits to be sent."""
    connection, engine = Connection(), cast(AsyncSocket, Engine(*waiting))
    return connection, engine, Wire(cast(asyncio.Transport, connection), engine)


def texts(*said: str) -> list[bytes]:
    """Their frames."""
    return [frame(0x81, one.encode()) for one in said]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_has_its_length_as_the_standard_writes_it(size: int) -> None:
    made = frame(0x81, b"x" * size)
    kind, first = struct.unpack("!BB", made[:2])
    wide = {126: ("!H", 2), 127: ("!Q", 8)}.get(first)
    length = first if wide is None else struct.unpack(wide[0], made[2 : 2 + wide[1]])[0]
    assert (kind, length, len(made)) == (0x81, size, size + 2 + (wide[1] if wide else 0))


async def test_all_goes_in_the_order_in_which_it_was_said() -> None:
    connection, engine, wire = made("first", "second")
    wire.emit("/citizen", "view", {"place": 3})
    await engine.send(Packet(MESSAGE, data="fourth"))
    await engine.send(Packet(MESSAGE, data=b"fifth"))
    assert connection.written == [
        *texts("4first", "4second", '42/citizen,["view",{"place":3}]', "4fourth"),
        frame(0x82, b"fifth"),
    ]
    await asyncio.wait_for(engine.queue.join(), 60)  # as the library does before it ends a socket


async def test_after_the_end_nothing_is_sent() -> None:
    connection, engine, wire = made()
    engine.closed = True
    wire.emit("/citizen", "view", {})
    with pytest.raises(SocketIsClosedError):
        await engine.send(Packet(MESSAGE, data="late"))
    connection, _, wire = made()
    connection.closing = True
    wire.emit("/citizen", "view", {})
    assert connection.written == []


async def test_a_slow_reader_has_a_backlog_and_one_that_reads_nothing_is_aborted() -> None:
    connection, _, wire = made()
    connection.unsent = BACKLOG_BYTES
    assert not wire.backlogged
    connection.unsent += 1
    assert wire.backlogged
    connection.unsent = MOST_BYTES
    wire.emit("/citizen", "view", {})
    assert not connection.closing
    connection.unsent += 1
    wire.emit("/citizen", "view", {})
    assert connection.closing
