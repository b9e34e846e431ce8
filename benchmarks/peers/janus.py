"""Janus as a process, to be measured beside the product: its program, a configuration of its own, its WebSocket protocol.

Nothing of Janus is in this repository: `docs/benchmarks.md` says how to build it.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import uuid
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from aiohttp.client_exceptions import ClientConnectionError

from audiencia.operations.free_ports import free_port

SUBPROTOCOL = "janus-protocol"
ROOM = 1
STARTS_WITHIN = 30.0
# Sessions without an end: clients are silent while the other side is measured. The cap of the room's cameras is that of our calls.
CONFIGURATION = {
    "janus.jcfg": """
general: {{ debug_level = 2, session_timeout = 0, {more} }}
nat: {{ ignore_mdns = true, {nat} }}
transports: {{ disable = "libjanus_http.so" }}
""",
    "janus.transport.websockets.jcfg": """
general: {{ json = "compact", ws = true, ws_ip = "127.0.0.1", ws_port = {port} }}
""",
    "janus.plugin.videoroom.jcfg": """
room-1: {{ publishers = 6, bitrate = 300000, fir_freq = 0, audiocodec = "opus", videocodec = "vp8" }}
""",
}


@dataclass(frozen=True)
class Program:
    """Where Janus is installed."""

    path: Path

    @property
    def script(self) -> Path:
        """Its client for browsers, as `make install` puts it."""
        return self.path.parent.parent / "share" / "janus" / "html" / "demos" / "janus.js"


def find(named: Path | None) -> Program | None:
    """The program that was named, that of the variable `JANUS`, or one on the PATH; None when there is none."""
    found = named or os.environ.get("JANUS") or shutil.which("janus")
    return Program(Path(found).resolve()) if found and shutil.which(found) else None


def janus_or_say(named: Path | None) -> Program | None:
    """As `find`; says so when there is none."""
    found = find(named)
    if found is None:
        print(
            "Janus was not found (--janus PATH, JANUS, PATH): only ours is measured. docs/benchmarks.md says how to build it."
        )
    return found


@dataclass(frozen=True)
class Janus:
    """A running Janus."""

    pid: int
    address: str
    """Of its WebSocket protocol."""


@contextlib.asynccontextmanager
async def running_janus(program: Program, *before: str, more: str = "", nat: str = "") -> AsyncIterator[Janus]:
    """Janus with its own configuration, `before` it the words of a program that starts it; it is ended at the end.

    `more` and `nat`: settings beside the usual ones, of its general part and of the one about ICE.
    """
    port = free_port(socket.SOCK_STREAM)
    with TemporaryDirectory(prefix="audiencia-janus-") as folder:
        for name, text in CONFIGURATION.items():
            (Path(folder) / name).write_text(text.format(port=port, more=more, nat=nat), "utf-8")
        command = [*before, str(program.path), f"--configs-folder={folder}", "--disable-colors"]
        # A session of its own: Linux divides a session's weight among the cores by its threads there, of which Janus has many.
        process = await asyncio.create_subprocess_exec(
            *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            await _until_it_listens(process, port)
            yield Janus(process.pid, f"ws://127.0.0.1:{port}")
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _until_it_listens(process: Process, port: int) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while process.returncode is None:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)
    raise RuntimeError(f"Janus ended with {process.returncode}")


class Session:
    """One session of Janus' protocol. Requests are made one after the other."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._path: dict[str, Any] = {}

    async def begin(self) -> None:
        self._path = {"session_id": (await self.ask(janus="create"))["data"]["id"]}

    async def attach(self, plugin: str) -> int:
        """A new handle."""
        return int((await self.ask(janus="attach", plugin=plugin))["data"]["id"])

    async def ask(self, **request: Any) -> dict[str, Any]:
        """The answer, which for messages to plugins is their event."""
        transaction = uuid.uuid4().hex
        await self._socket.send_json({"transaction": transaction, **self._path, **request})
        async for message in self._socket:
            if message.type != WSMsgType.TEXT:
                break
            said: dict[str, Any] = message.json()
            if said.get("transaction") == transaction and said["janus"] != "ack":
                if said["janus"] == "error":
                    raise RuntimeError(f"Janus: {said['error']}")
                return said
        raise ClientConnectionError("Janus closed the connection")


@contextlib.asynccontextmanager
async def session(janus: Janus) -> AsyncIterator[Session]:
    """A session that has begun."""
    async with ClientSession() as client, client.ws_connect(janus.address, protocols=[SUBPROTOCOL]) as connected:
        begun = Session(connected)
        await begun.begin()
        yield begun


def on_core(core: int) -> Sequence[str]:
    """What starts a program on one core, and before others where that is allowed."""
    return [*(["nice", "-n", "-15"] if os.geteuid() == 0 else []), "taskset", "-c", str(core)]
