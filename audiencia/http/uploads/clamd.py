"""Asks a ClamAV daemon about a file, where there is one (clamd(8), INSTREAM)."""

import asyncio
from contextlib import suppress

from audiencia.core.errors import Unavailable
from audiencia.http.uploads.kinds import BadFile, Reason

SECONDS = 20.0
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 1024


async def check(address: str, content: bytes) -> None:
    """`address`: the path of a socket, or `host:port`. Raises `BadFile(file_infected)`, and `Unavailable` when it does not
    answer as it should: then nothing is taken unchecked."""
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _ask(address, content)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
        raise Unavailable from error
    if answer.endswith(b"FOUND"):
        raise BadFile(Reason.INFECTED)
    if not answer.endswith(b"OK"):
        raise Unavailable


async def _ask(address: str, content: bytes) -> bytes:
    if address.startswith("/"):
        reader, writer = await asyncio.open_unix_connection(address)
    else:
        host, _, port = address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"zINSTREAM\0")
        for at in range(0, len(content), _CHUNK):
            chunk = content[at : at + _CHUNK]
            writer.write(len(chunk).to_bytes(4, "big") + chunk)
            await writer.drain()
        writer.write(bytes(4))
        await writer.drain()
        return (await reader.readuntil(b"\0"))[:_LONGEST_ANSWER].rstrip(b"\0").strip()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
