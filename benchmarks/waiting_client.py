"""A person in the waiting room with as little of a client as can be, so that one process plays ten thousand of them.

Written from docs/protocol.md alone: form, submit, page, WebSocket, first view. Behaves as a browser does: a connection for the
pages and one for the socket, compression offered for both, cookies and `Origin` sent, pings answered. Each person has an
address of their own (`X-Forwarded-For`, which is believed from this machine).
"""

import asyncio
import base64
import gzip
import json
import os
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from yarl import URL

NAMESPACE = "/citizen"
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
BOXES = re.compile(r'name="(read_notice|consent_[a-z_]+)"')
OPEN_SECONDS = 60.0


class Refused(Exception):
    """The service said no: the status, or the code of a refused socket."""


@dataclass(slots=True)
class Seen:
    """What came over a socket: the newest view as text, how much came in all and in how many events, and when the first view
    came after it was asked for (`time.perf_counter`; 0: none has)."""

    view: str = ""
    next_at: float = 0.0
    octets: int = 0
    events: int = 0

    @property
    def place(self) -> int:
        """The own place in the newest view; 0 without one."""
        found = re.search(r'"place":(\d+)', self.view)
        return int(found[1]) if found else 0


class SocketProtocol(asyncio.Protocol):
    """A WebSocket (RFC 6455) with Engine.IO and Socket.IO on it, after the handshake of the upgrade."""

    def __init__(self, head: bytes, on_end: Callable[[], None]) -> None:
        self._head, self._on_end = head, on_end
        self._taken = bytearray()
        self._upgraded = False
        self._parts: list[bytes] = []
        self.seen = Seen()
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.answered = asyncio.Event()
        self.transport: asyncio.Transport | None = None
        self.called: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells whoever waits for a view, and the owner."""
        self._fail(str(exc or "ended"))
        self._on_end()

    def data_received(self, data: bytes) -> None:
        """The answer to the upgrade, then frames."""
        self._taken += data
        self.seen.octets += len(data)
        if not self._upgraded:
            end = self._taken.find(b"\r\n\r\n")
            if end < 0:
                return
            status = self._taken[:16].decode("ascii", "replace").split(" ")[1]
            if status != "101":
                self._fail(status)
                self.close()
                return
            self._upgraded = True
            del self._taken[: end + 4]
        while (frame := self._frame()) is not None:
            self._heard(*frame)

    def _frame(self) -> tuple[int, bytes] | None:
        taken = self._taken
        if len(taken) < 2:
            return None
        size, at = taken[1] & 0x7F, 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            if len(taken) < 2 + wide:
                return None
            size, at = int.from_bytes(taken[2 : 2 + wide], "big"), 2 + wide
        if len(taken) < at + size:
            return None
        kind, payload = taken[0], bytes(taken[at : at + size])
        del taken[: at + size]
        return kind, payload

    def _heard(self, kind: int, payload: bytes) -> None:
        code, final = kind & 0x0F, kind & 0x80
        if code == 9:
            self._send(payload, 0x8A)
        elif code == 8:
            self.close()
        elif code in (0, 1):
            self._parts.append(payload)
            if final:
                text = b"".join(self._parts).decode()
                self._parts.clear()
                self._said(text)

    def _said(self, text: str) -> None:
        self.answered.set()
        self.seen.events += text.startswith("42")
        if text.startswith("0"):
            self._send(f"40{NAMESPACE},".encode())
        elif text == "2":
            self._send(b"3")
        elif text.startswith(f'42{NAMESPACE},["line"'):
            self.seen.next_at = self.seen.next_at or time.perf_counter()
        elif text.startswith(f'42{NAMESPACE},["view"'):
            self.seen.view = text
            self.seen.next_at = self.seen.next_at or time.perf_counter()
            if not self.first.done():
                self.first.set_result(None)
            if self.called is not None and '"state":"called"' in text:
                self.called()
        elif text.startswith(f"44{NAMESPACE}"):
            self._fail(text)

    def say(self, event: str, message: dict[str, Any]) -> None:
        """Says an event; nobody waits for its acknowledgement."""
        self._send(f"42{NAMESPACE},1{json.dumps([event, message])}".encode())

    def _send(self, payload: bytes, kind: int = 0x81) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        size = (
            bytes([0x80 | len(payload)])
            if len(payload) < 126
            else bytes([0x80 | 126]) + struct.pack("!H", len(payload))
        )
        # Masked with zeros, which RFC 6455 allows and spares this process the work.
        self.transport.write(bytes([kind]) + size + b"\0\0\0\0" + payload)

    def _fail(self, why: str) -> None:
        self.answered.set()
        if not self.first.done():
            self.first.set_exception(Refused(why))
            self.first.exception()  # looked at, also when nobody waits any more

    def close(self) -> None:
        """Ends the connection without a word."""
        if self.transport is not None:
            self.transport.close()


@dataclass(slots=True)
class Person:
    """One who joins `department` under `topic` and waits. `number` tells them apart from the others."""

    url: URL
    number: int
    department: str
    topic: str
    cookies: dict[str, str] = field(default_factory=dict)
    socket: SocketProtocol | None = None
    lost: Callable[[], None] | None = None

    @property
    def address(self) -> str:
        """From where they come."""
        return f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"

    async def arrive(self) -> None:
        """From the form to the first view. Raises `Refused`."""
        await self.join()
        await self.connect()

    async def join(self) -> None:
        """Form, submit and page, over one connection. Raises `Refused`."""
        assert self.url.host is not None
        reader, writer = await asyncio.open_connection(self.url.host, self.url.port)
        try:
            path = f"/unirse/{self.department}/{self.topic}"
            form = await self._ask(reader, writer, "GET", path)
            fields = [*HIDDEN.findall(form), *((box, "yes") for box in dict.fromkeys(BOXES.findall(form)))]
            fields += [("name", f"Persona {self.number}"), ("matter", "Una fuga de agua en la esquina de mi calle")]
            await self._ask(reader, writer, "POST", path, urlencode(fields), wanted="303")
            await self._ask(reader, writer, "GET", "/turno")
        finally:
            writer.close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, method: str, path: str, body: str = "",
        wanted: str = "200",
    ) -> str:  # fmt: skip
        more = {"Accept": "text/html", "Accept-Encoding": "gzip"}
        if body:
            more |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        writer.write(self._head(method, path, more) + body.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers: dict[str, str] = {}
        for line in head.split("\r\n")[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            headers[name.lower()] = value
        text = await self._text(reader, headers)
        if (status := head.split(" ")[1]) != wanted:
            raise Refused(f"{method} {status}")
        return text

    @staticmethod
    async def _text(reader: asyncio.StreamReader, headers: dict[str, str]) -> str:
        if headers.get("transfer-encoding") == "chunked":
            content = b""
            while size := int(await reader.readline(), 16):
                content += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readexactly(2)
        else:
            content = await reader.readexactly(int(headers.get("content-length", "0")))
        return (gzip.decompress(content) if headers.get("content-encoding") == "gzip" else content).decode("utf-8")

    def _head(self, method: str, path: str, more: dict[str, str]) -> bytes:
        origin = f"{self.url.scheme}://{self.url.host}:{self.url.port}"
        headers = {
            "Host": f"{self.url.host}:{self.url.port}", "Origin": origin, "X-Forwarded-For": self.address,
            "Accept-Language": "es-MX", **more,
        }  # fmt: skip
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()

    async def connect(self) -> None:
        """Opens the socket, also again, and waits for the first view over it: once it is open, as long as that takes (docs/protocol.md,
        section 12). Raises `Refused`.
        """
        upgrade = {
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
        }  # fmt: skip
        assert self.url.host is not None
        assert self.url.port is not None
        head = self._head("GET", "/socket.io/?EIO=4&transport=websocket", upgrade)
        _, socket = await asyncio.get_running_loop().create_connection(
            lambda: SocketProtocol(head, self._ended), self.url.host, self.url.port
        )
        self.socket = socket
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await socket.answered.wait()
            await socket.first
        except (Refused, TimeoutError):
            socket.close()
            raise

    def _ended(self) -> None:
        if self.lost is not None:
            self.lost()

    @property
    def seen(self) -> Seen:
        """What came over the newest socket."""
        assert self.socket is not None
        return self.socket.seen

    def leave_when_called(self) -> None:
        """Gives the place up as soon as they are called, so that the room can call the next one."""
        assert self.socket is not None
        self.socket.called = self._leave

    def _leave(self) -> None:
        assert self.socket is not None
        found = re.search(r'"version":(\d+)', self.socket.seen.view[self.socket.seen.view.index('"ticket":') :])
        assert found is not None
        self.socket.called = None
        self.socket.say("leave", {"command_id": str(uuid4()), "version": int(found[1])})
