"""A WebSocket by hand, as somebody opens it who keeps to no rules."""

import asyncio
import base64
import secrets
from collections.abc import Mapping
from types import TracebackType
from typing import Self

SECONDS = 60.0
TEXT, CLOSE = 0x1, 0x8


class RawSocket:
    """Offers compression, as browsers do. Every wait is bounded."""

    def __init__(self, port: int | None) -> None:
        self._port = port
        self.ended = False

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def open(self, headers: Mapping[str, str] | None = None) -> str:
        """Asks for the upgrade; gives the head of the answer."""
        lines = {
            "Host": f"127.0.0.1:{self._port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
            "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits", **(headers or {}),
        }  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.write(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{head}\r\n".encode())
        async with asyncio.timeout(SECONDS):
            return (await self._reader.readuntil(b"\r\n\r\n")).decode()

    async def body(self) -> str:
        """What follows the head of a refusal, whose connection is closed for it."""
        async with asyncio.timeout(SECONDS):
            return (await self._reader.read(65_536)).decode()

    def write(self, data: bytes) -> None:
        """Sends these very bytes."""
        self._writer.write(data)

    def say(self, text: str) -> None:
        """Sends a message of text."""
        self.send(text.encode())

    def send(self, payload: bytes, first: int = 0x80 | TEXT) -> None:
        """Sends a frame that begins with this byte."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
        self.write(bytes([first]) + length + b"\0\0\0\0" + payload)

    async def heard(self, beginning: str) -> str:
        """The next message that begins so."""
        while True:
            kind, payload = await self._frame()
            if kind == TEXT and payload.decode().startswith(beginning):
                return payload.decode()

    async def last(self) -> bytes:
        """Reads until the server ends the connection; gives the payload of its close frame, if there was one."""
        said = b""
        try:
            while True:
                kind, payload = await self._frame()
                said = payload if kind == CLOSE else said
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ended = True
            return said

    async def _frame(self) -> tuple[int, bytes]:
        async with asyncio.timeout(SECONDS):
            first, size = await self._reader.readexactly(2)
            more = {126: 2, 127: 8}.get(size, 0)
            size = int.from_bytes(await self._reader.readexactly(more), "big") if more else size
            return first & 0x0F, await self._reader.readexactly(size)
