"""Uses Redis or Valkey as a web node does, and says what keeps it from that."""

import asyncio
import ssl
from contextlib import suppress
from urllib.parse import urlsplit

from audiencia.core.redis_trouble import FAILURES, Trouble, trouble
from audiencia.http.limits.shared_counts import SharedCounts
from audiencia.operations.checks import reaching
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules import servers
from audiencia.signaling.hints.hints import Hints

NOBODY = "check"  # The installation that this is done for: no node listens to it.
USUAL_PORT = 6379


async def look(url: str | None) -> Check:
    """How it stands; `url`: `None` where nobody named one."""
    return servers.valkey(Trouble.AWAY if url is None else await found(url))


async def found(url: str) -> Trouble | None:
    """`None`: all that web nodes do can be done."""
    hints, counts = Hints(url, NOBODY), SharedCounts(url, NOBODY, lambda _kind, _text: b"")
    try:
        await hints.try_out()
        await counts.try_out()
    except FAILURES as error:
        why = trouble(error, tls=url.startswith("rediss:"))
        return await _by_speech(url) if why is Trouble.AWAY else why
    finally:
        await hints.close()
        await counts.close()
    return None


async def _by_speech(url: str) -> Trouble:
    """Whether it speaks TLS where the address says otherwise: one that waits for another speech answers nothing at all."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return Trouble.AWAY
    address = parts.hostname or "localhost", parts.port or USUAL_PORT
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(reaching.ANSWER_SECONDS):
            if parts.scheme == "rediss":
                return Trouble.NO_TLS if await _answers_plainly(*address) else Trouble.AWAY
            await _shake_hands(*address)
            return Trouble.TLS_ALONE
    return Trouble.AWAY


async def _answers_plainly(host: str, port: int) -> bool:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"PING\r\n")
        return (await reader.read(1)) in (b"+", b"-")
    finally:
        writer.close()


async def _shake_hands(host: str, port: int) -> None:
    """Nothing is said to it, whoever it is. Raises `OSError`."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    _reader, writer = await asyncio.open_connection(host, port, ssl=anybody)
    writer.close()
