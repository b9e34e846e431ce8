"""A coturn on this machine, as Debian packages it, with whatever a test wants to be wrong about it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from audiencia.operations.free_ports import free_port, free_ports

SECRET, REALM = "s3cret-of-the-tests", "audiencia.example.mx"
PROGRAM = shutil.which("turnserver")


@dataclass(frozen=True, slots=True)
class Coturn:
    """One that answers."""

    port: int
    tls_port: int
    host: str

    @property
    def udp(self) -> str:
        return f"turn:{self.host}:{self.port}"

    @property
    def tcp(self) -> str:
        return f"{self.udp}?transport=tcp"

    @property
    def tls(self) -> str:
        return f"turns:{self.host}:{self.tls_port}"


@asynccontextmanager
async def running(
    folder: Path, authority: trustme.CA, *options: str, credentials: bool = True, host: str = "127.0.0.1"
) -> AsyncIterator[Coturn]:
    """`options` come after those of the tests."""
    assert PROGRAM is not None
    port, tls_port, first = free_port(), free_port(), free_ports(20)
    own = authority.issue_cert(host)
    own.private_key_and_cert_chain_pem.write_to_path(folder / "turn.pem")
    how = ["--use-auth-secret", f"--static-auth-secret={SECRET}"] if credentials else ["--no-auth"]
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "-n", "--no-cli", "--no-dtls", "--no-software-attribute", *how, f"--realm={REALM}", f"--listening-ip={host}",
        f"--relay-ip={host}", f"--listening-port={port}", f"--tls-listening-port={tls_port}", f"--min-port={first}",
        f"--max-port={first + 19}", f"--cert={folder / 'turn.pem'}", f"--pkey={folder / 'turn.pem'}", "--relay-threads=1",
        f"--pidfile={folder / 'turn.pid'}", f"--userdb={folder / 'turn.db'}", f"--log-file={folder / 'turn.log'}", "--simple-log",
        "--allow-loopback-peers", *options, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(90):
            while not await _answers(host, port):
                assert process.returncode is None, (folder / "turn.log").read_text(errors="replace")
                await asyncio.sleep(0.05)
        yield Coturn(port, tls_port, host)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _answers(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
