"""The outgoing side of a socket: each message is written to its connection as a whole frame, at once and in order.
python-engineio keeps a queue and a writer's task for each socket, and for a slow reader all that was ever sent (docs/decisions/069)."""

import asyncio
import json
import struct
from collections.abc import Mapping
from typing import Any

import structlog
from engineio.async_socket import AsyncSocket
from engineio.exceptions import SocketIsClosedError
from engineio.packet import MESSAGE, PING, Packet
from socketio.packet import EVENT

BACKLOG_BYTES, MOST_BYTES = 64_000, 4_000_000
"""Of what the network has not taken of a connection yet: above the first one it has a backlog, above the second one it is aborted."""
TEXT, BINARY = 0x81, 0x82  # The first octet of a whole frame (RFC 6455, 5.2).
SMALL, MEDIUM = 126, 65_536  # Payloads below these have their length in one octet, and in two more.
NO_QUEUE: asyncio.Queue[Packet] = asyncio.Queue()
"""What all sockets have instead of their own, 3 kB each. Nothing is ever put into it; python-engineio waits for it to be empty
before it ends a socket."""

log = structlog.get_logger()


class Wire:
    """Takes the place of the socket's queue, with what waits there already."""

    __slots__ = ("_connection", "_engine")

    def __init__(self, connection: asyncio.Transport, engine: AsyncSocket) -> None:
        self._connection, self._engine = connection, engine
        while not engine.queue.empty():
            self._write(engine.queue.get_nowait().encode())
            engine.queue.task_done()
        engine.queue = NO_QUEUE
        engine.connected = engine.upgraded = True
        engine.send = self._send_packet

    def let_go(self) -> None:
        """The connection is over: no cycle of references is left for the garbage collector."""
        del self._engine.send

    async def _send_packet(self, packet: Packet) -> None:
        """For python-engineio. Raises `SocketIsClosedError`."""
        if self._engine.closed:
            raise SocketIsClosedError
        self._write(packet.encode())

    @property
    def backlogged(self) -> bool:
        """Whether the client is a slow reader, who is told how things are once it has read what it was sent."""
        return self._connection.get_write_buffer_size() > BACKLOG_BYTES

    @property
    def is_over(self) -> bool:
        """Whether the connection ended."""
        return self._connection.is_closing()

    def emit(self, namespace: str, event: str, payload: Mapping[str, Any]) -> None:
        """Sends an event of Socket.IO; after the connection is over, nothing."""
        self.emit_json(namespace, event, json.dumps(payload, separators=(",", ":")))

    def emit_json(self, namespace: str, event: str, payload: str) -> None:
        """As `emit`, with a payload that is JSON already."""
        if not self._engine.closed:
            self._write(f'{MESSAGE}{EVENT}{namespace},["{event}",{payload}]')

    def ping(self) -> None:
        """Sends a ping of Engine.IO; a connection that is over may have something to note still."""
        self._write(str(PING))

    def _write(self, message: str | bytes) -> None:
        if self._connection.is_closing():
            return
        first, payload = (BINARY, message) if isinstance(message, bytes) else (TEXT, message.encode())
        self._connection.write(frame(first, payload))
        if self._connection.get_write_buffer_size() > MOST_BYTES:
            log.info("socket_aborted_with_backlog")
            self._connection.abort()


def frame(first: int, payload: bytes) -> bytes:
    """A whole frame of a server: not masked (RFC 6455, 5.2)."""
    size = len(payload)
    if size < SMALL:
        return struct.pack("!BB", first, size) + payload
    if size < MEDIUM:
        return struct.pack("!BBH", first, 126, size) + payload
    return struct.pack("!BBQ", first, 127, size) + payload
