"""Tries a TURN server as a browser uses it: an allocation, a permission, and a datagram there and back to a socket of our own."""

import asyncio
import secrets
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress

from audiencia.core.relay_addresses import Credentials, Server
from audiencia.operations.checks.relay import messages
from audiencia.operations.checks.relay.messages import Address, Attribute, Kind, Message, Method
from audiencia.operations.checks.relay.outcome import Attempt, Problem
from audiencia.operations.checks.relay.wire import AGAIN_SECONDS, Listening, Wire, wire

SECONDS = 5.0
"""For all of it."""


_OF_CODE = {401: Problem.CREDENTIALS, 486: Problem.FULL, 508: Problem.FULL}
"""RFC 8489, section 14.8, and RFC 8656, section 19."""


class _Refusal(Exception):
    def __init__(self, problem: Problem, code: int | None) -> None:
        super().__init__(problem)
        self.problem, self.code = problem, code


def _refusal(answer: Message, otherwise: Problem) -> _Refusal:
    return _Refusal(_OF_CODE.get(answer.error or 0, otherwise), answer.error)


async def attempt(server: Server, credentials: Credentials, context: ssl.SSLContext | None = None) -> Attempt:
    """Never raises for what a server does. `context`: what its certificate is checked by, as browsers do when there is none."""
    if context is None and server.transport == "tls":
        context = ssl.create_default_context()
    began = time.monotonic()
    reached: list[Message] = []
    problem, code = None, None
    try:
        async with asyncio.timeout(SECONDS), wire(server, context) as way:
            await _through(_Talk(way, credentials), reached)
    except _Refusal as refusal:
        problem, code = refusal.problem, refusal.code
    except ssl.SSLCertVerificationError:
        problem = Problem.CERTIFICATE
    except (TimeoutError, OSError, UnicodeError, asyncio.IncompleteReadError):
        problem = Problem.SILENT if reached else Problem.UNREACHABLE
    relayed, own = (_host(reached, one) for one in (Attribute.XOR_RELAYED_ADDRESS, Attribute.XOR_MAPPED_ADDRESS))
    return Attempt(problem, time.monotonic() - began, relayed, own, code)


def _host(reached: list[Message], attribute: Attribute) -> str | None:
    address = reached[0].address(attribute) if reached else None
    return None if address is None else address[0]


async def _through(talk: "_Talk", reached: list[Message]) -> None:
    """`reached` gets what the server gave, as soon as it gave it."""
    given = await talk.allocate()
    relayed, own = given.address(Attribute.XOR_RELAYED_ADDRESS), given.address(Attribute.XOR_MAPPED_ADDRESS)
    if relayed is None or own is None:
        raise _Refusal(Problem.REFUSED, None)
    reached.append(given)
    try:
        await talk.permit(own)
        await _there_and_back(talk, relayed)
    finally:
        await talk.give_back()


async def _there_and_back(talk: "_Talk", relayed: Address) -> None:
    """Our socket writes first: whatever router is on the way lets the answer in then, and the server says where it comes from."""
    arrived: asyncio.Queue[bytes | Exception] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    anywhere = ("::" if ":" in relayed[0] else "0.0.0.0", 0)  # noqa: S104 -- a port of its own, for a moment
    socket, _ = await loop.create_datagram_endpoint(lambda: Listening(arrived), local_addr=anywhere)
    word, answer = secrets.token_bytes(16), secrets.token_bytes(16)
    try:
        peer: Address | None = None
        while peer is None:
            socket.sendto(word, relayed)
            peer = await talk.whence(word)
        while True:
            talk.pass_on(peer, answer)
            try:
                async with asyncio.timeout(AGAIN_SECONDS):
                    if await arrived.get() == answer:
                        return
            except TimeoutError:
                continue
    finally:
        socket.close()


class _Talk:
    """One client's exchange with one server: requests one after the other, with the credentials once they are asked for."""

    def __init__(self, wire: Wire, credentials: Credentials) -> None:
        self._wire, self._credentials = wire, credentials
        self._key: bytes | None = None
        self._proof: tuple[tuple[Attribute, bytes], ...] = ()

    async def allocate(self) -> Message:
        """Asks without credentials for the realm, then with them. Raises `_Refusal`."""
        wanted = ((Attribute.REQUESTED_TRANSPORT, messages.UDP),)
        first = await self._request(Method.ALLOCATE, wanted)
        if first.kind == Kind.SUCCESS:
            raise _Refusal(Problem.OPEN, None)
        realm, nonce = (first.attributes.get(one) for one in (Attribute.REALM, Attribute.NONCE))
        if first.error != 401 or realm is None or nonce is None:
            raise _refusal(first, Problem.REFUSED)
        own = self._credentials
        self._key = messages.key(own.username, realm.decode("utf-8", "replace"), own.password)
        self._proof = (
            (Attribute.USERNAME, own.username.encode()), (Attribute.REALM, realm), (Attribute.NONCE, nonce),
        )  # fmt: skip
        answer = await self._request(Method.ALLOCATE, wanted)
        if answer.kind != Kind.SUCCESS:
            raise _refusal(answer, Problem.REFUSED)
        return answer

    async def permit(self, peer: Address) -> None:
        """Lets this peer's host write to the relayed address. Raises `_Refusal`."""
        transaction = secrets.token_bytes(12)
        about = ((Attribute.XOR_PEER_ADDRESS, messages.xor_address(peer, transaction)),)
        answer = await self._request(Method.CREATE_PERMISSION, about, transaction)
        if answer.kind != Kind.SUCCESS:
            raise _refusal(answer, Problem.PEER)

    def pass_on(self, peer: Address, data: bytes) -> None:
        """A datagram to this peer, from the relayed address."""
        transaction = secrets.token_bytes(12)
        said = ((Attribute.XOR_PEER_ADDRESS, messages.xor_address(peer, transaction)), (Attribute.DATA, data))
        self._wire.send(messages.message(Method.SEND, Kind.INDICATION, transaction, said, None))

    async def whence(self, word: bytes) -> Address | None:
        """The address from which this came to the relayed one; `None`: not within a moment."""
        try:
            async with asyncio.timeout(AGAIN_SECONDS):
                while True:
                    came = messages.read(await self._wire.receive())
                    if came is not None and came.method == Method.DATA and came.attributes.get(Attribute.DATA) == word:
                        return came.address(Attribute.XOR_PEER_ADDRESS)
        except TimeoutError:
            return None

    async def give_back(self) -> None:
        """The allocation ends now (RFC 8656, section 7), not in ten minutes. A server that does not answer is not waited for."""
        with suppress(TimeoutError, OSError, asyncio.IncompleteReadError):
            async with asyncio.timeout(AGAIN_SECONDS):
                await self._request(Method.REFRESH, ((Attribute.LIFETIME, bytes(4)),))

    async def _request(
        self, method: Method, attributes: Sequence[tuple[Attribute, bytes]], transaction: bytes | None = None
    ) -> Message:
        transaction = transaction or secrets.token_bytes(12)
        request = messages.message(method, Kind.REQUEST, transaction, (*attributes, *self._proof), self._key)
        while True:
            self._wire.send(request)
            try:
                async with asyncio.timeout(self._wire.again_seconds):
                    return await self._answer(transaction)
            except TimeoutError:
                continue

    async def _answer(self, transaction: bytes) -> Message:
        """What was not made with our key counts as nothing, but for errors, which a server cannot always sign."""
        while True:
            data = await self._wire.receive()
            came = messages.read(data)
            if came is None or came.transaction != transaction:
                continue
            if came.kind == Kind.ERROR or self._key is None or messages.authentic(data, self._key):
                return came
