"""Tries each TURN server that is configured, as browsers use it: an allocation, a permission, and a datagram there and back.
aioice is the client; this is the one place besides the media worker's that knows it (docs/decisions/054)."""

import asyncio
import secrets
import ssl
import time
from contextlib import suppress

from aioice import stun, turn

from audiencia.core import relay_addresses
from audiencia.core.relay_addresses import Credentials, Server
from audiencia.operations.checks.media import takes_datagrams
from audiencia.operations.checks.result import Check
from audiencia.operations.checks.rules import relay as rules
from audiencia.operations.checks.rules.relay import Attempt, Problem
from audiencia.settings.config import Settings

YEARS_SECONDS = 10 * 365 * 86_400
SECONDS = 5.0  # For all of one attempt.
AGAIN_SECONDS = 0.5  # Until a datagram that was not answered is sent again (RFC 8489, section 6.2.1).
_OF_CODE = {401: Problem.CREDENTIALS, 486: Problem.FULL, 508: Problem.FULL}
"""RFC 8489, section 14.8, and RFC 8656, section 19."""


async def found(settings: Settings, context: ssl.SSLContext | None = None) -> list[Check]:
    """One for each address; `context`: see `attempt`."""
    relay = settings.relay
    if relay is None:
        return [rules.none_configured()]
    servers = relay_addresses.servers(relay.urls)
    return list(await asyncio.gather(*(_found(settings, relay.secret, one, context) for one in servers)))


async def _found(settings: Settings, secret: str, server: Server, context: ssl.SSLContext | None) -> Check:
    """coturn says the same of a wrong secret and of a time that is over: what would hold for years tells them apart."""
    name = secrets.token_hex(4)
    now = int(time.time())
    tried = await attempt(
        server, relay_addresses.credentials(secret, now + relay_addresses.HOLDS_SECONDS, name), context
    )
    differs = False
    if tried.problem is Problem.CREDENTIALS:
        later = await attempt(server, relay_addresses.credentials(secret, now + YEARS_SECONDS, name), context)
        differs = later.problem is not Problem.CREDENTIALS
    return rules.relay(server, tried, settings.announced, clock_differs=differs)


async def attempt(server: Server, own: Credentials, context: ssl.SSLContext | None = None) -> Attempt:
    """Never raises for what a server does. `context`: what its certificate is checked by, as browsers do when there is none."""
    began, relay, problem, code = time.monotonic(), None, None, None
    try:
        async with asyncio.timeout(SECONDS):
            if server.transport == "udp" and not await asyncio.to_thread(takes_datagrams, server.host, server.port):
                raise ConnectionRefusedError
            if await _is_open(server, context):
                return Attempt(Problem.OPEN, time.monotonic() - began)
            began = time.monotonic()
            relay = await _allocate(server, own.username, own.password, context)
            await _there_and_back(relay)
    except stun.TransactionFailed as refusal:
        code = refusal.response.attributes.get("ERROR-CODE", (None,))[0]
        problem = _OF_CODE.get(code, Problem.REFUSED if relay is None else Problem.PEER)
    except KeyError:
        problem = Problem.REFUSED
    except ssl.SSLCertVerificationError:
        problem = Problem.CERTIFICATE
    except (stun.TransactionError, TimeoutError, OSError, UnicodeError):
        problem = Problem.UNREACHABLE if relay is None else Problem.SILENT
    seconds = time.monotonic() - began
    if relay is None:
        return Attempt(problem, seconds, code=code)
    await relay.give_back()
    return Attempt(problem, seconds, relay.relayed[0], relay.own[0], code)


async def _is_open(server: Server, context: ssl.SSLContext | None) -> bool:
    """Whether it lets anybody through, without credentials."""
    try:
        relay = await _allocate(server, None, None, context)
    except stun.TransactionFailed as refusal:
        if refusal.response.attributes.get("ERROR-CODE", (None,))[0] == 401:
            return False
        raise
    await relay.give_back()
    return True


class _Relay(asyncio.DatagramProtocol):
    """An allocation: what arrives at its address, and what the server refuses."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[tuple[bytes, tuple[str, int]] | Exception] = asyncio.Queue()
        self._over = asyncio.Event()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """`relayed`: the address of the allocation, `own`: from where the server sees us come."""
        self.transport = transport
        self.relayed: tuple[str, int] = transport.get_extra_info("sockname")
        self.own: tuple[str, int] = transport.get_extra_info("related_address")

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.arrived.put_nowait((data, addr))

    def error_received(self, exc: Exception) -> None:
        self.arrived.put_nowait(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self._over.set()

    async def whence(self, word: bytes) -> tuple[str, int]:
        """The address from which this came. Raises what the server refuses."""
        while True:
            came = await self.arrived.get()
            if isinstance(came, Exception):
                raise came
            if came[0] == word:
                return came[1]

    async def give_back(self) -> None:
        """The allocation ends now (RFC 8656, section 7), not in ten minutes. A server that does not answer is not waited for."""
        self.transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_SECONDS):
                await self._over.wait()


async def _allocate(
    server: Server, username: str | None, password: str | None, context: ssl.SSLContext | None
) -> _Relay:
    secure = (context or ssl.create_default_context()) if server.transport == "tls" else None
    transport = "udp" if server.transport == "udp" else "tcp"
    _, relay = await turn.create_turn_endpoint(
        _Relay, (server.host, server.port), username, password, ssl=secure, transport=transport
    )
    return relay


class _Outside(asyncio.DatagramProtocol):
    """A socket of our own, as somebody elsewhere has it."""

    def __init__(self, answer: bytes) -> None:
        self._answer, self.answered = answer, asyncio.Event()

    def datagram_received(self, data: bytes, addr: object) -> None:
        if data == self._answer:
            self.answered.set()


async def _there_and_back(relay: _Relay) -> None:
    """Our socket writes first: whatever router is on the way lets the answer in then, and the server says where it comes from."""
    word, answer = secrets.token_bytes(16), secrets.token_bytes(16)
    anywhere = ("::" if ":" in relay.relayed[0] else "0.0.0.0", 0)  # noqa: S104 -- a port of its own, for a moment
    socket, outside = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Outside(answer), local_addr=anywhere
    )
    # What is sent to a host from the allocation lets that host in.
    relay.transport.sendto(b"", relay.own)
    try:
        while not outside.answered.is_set():
            socket.sendto(word, relay.relayed)
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_SECONDS):
                    relay.transport.sendto(answer, await relay.whence(word))
                    await outside.answered.wait()
    finally:
        socket.close()
