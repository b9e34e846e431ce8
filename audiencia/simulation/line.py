"""One namespace's line to the server: says events, hears views, and comes back by itself when it was lost."""

import asyncio
import os
import random
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import ConnectionError as NotConnected
from socketio.exceptions import SocketIOError

from audiencia.core.errors import Code
from audiencia.signaling.messages_in import Command, MessageIn, Refresh
from audiencia.signaling.messages_out import Ack, Problem
from audiencia.simulation.browser import Browser
from audiencia.simulation.history import Follower
from audiencia.simulation.trouble import ClientError, Refused, TookTooLong

CONNECT_SECONDS = 60.0
ACK_SECONDS = 60.0  # Both are longer than the server's own timeout (15 s).
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 4.0
FINAL = frozenset(
    {
        Code.TICKET_NEEDED,
        Code.TICKET_ELSEWHERE,
        Code.SIGN_IN_NEEDED,
        Code.ROOM_ELSEWHERE,
        Code.FORBIDDEN,
        Code.FOREIGN_ORIGIN,
    }
)
"""No retry helps with these (docs/protocol.md, section 3)."""
Heard = Callable[[str, Mapping[str, Any]], None]


class Lost(ClientError):
    """The connection was lost before the acknowledgement came: the event may or may not have been carried out."""


class Line:
    """A socket to `namespace`. `heard` is called with each event of the server, in order."""

    def __init__(self, browser: Browser, namespace: str, heard: Heard) -> None:
        self._browser, self._namespace, self._heard = browser, namespace, heard
        self._socket: socketio.AsyncClient | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._down = asyncio.Event()
        self._stopped = asyncio.Event()
        self.refusal: Refused | None = None
        """The last refusal of a connection; it is final when the line has given up."""
        self.connections = 0
        """How often the line came up."""
        self.watch: Follower | None = None

    @property
    def connected(self) -> bool:
        """Whether the socket is up."""
        return self._up.is_set()

    async def open(self, within: float = CONNECT_SECONDS) -> None:
        """Connects, and stays connected until `close`. As browsers do, it asks again while the server says that a part is away.
        Raises the `Refused` of the last attempt."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            left = deadline - asyncio.get_running_loop().time()
            try:
                await self._attempt(left)
                break
            except Refused as refused:
                if refused.code != Code.UNAVAILABLE or left <= FIRST_PAUSE:
                    raise
            await asyncio.sleep(FIRST_PAUSE)
        self._keeper = asyncio.create_task(self._keep(), name=f"line {self._namespace}")

    async def close(self) -> None:
        """Says goodbye."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        await self._drop()

    async def break_off(self) -> None:
        """Loses the connection as a tunnel does: without goodbye, and the keeper brings it back."""
        transport = None if self._socket is None else self._socket.eio.ws
        held = None if transport is None else transport.get_extra_info("socket")
        if held is not None and held.fileno() >= 0:
            # uvloop gives no socket that can be shut down; the other end may have been quicker.
            with suppress(OSError), socket.socket(fileno=os.dup(held.fileno())) as same:
                same.shutdown(socket.SHUT_RDWR)

    async def up(self, within: float) -> None:
        """Waits for the connection. Raises `Refused` when the line has given up, else `TookTooLong`."""
        if self._stopped.is_set() and self.refusal is not None:
            raise self.refusal
        try:
            async with asyncio.timeout(within):
                await self._up.wait()
        except TimeoutError:
            raise TookTooLong(f"connection to {self._namespace}", within, self.refusal) from None

    async def say(self, event: str, message: MessageIn, within: float = ACK_SECONDS) -> dict[str, Any]:
        """Says it once and gives the result. Raises `Refused`, `Lost` or `TookTooLong`."""
        return await self.say_raw(event, message.model_dump(mode="json"), within)

    async def say_raw(self, event: str, payload: Any, within: float = ACK_SECONDS) -> dict[str, Any]:
        """As `say`, with any payload: what a broken or malicious client sends."""
        ack = Ack.model_validate(await self._call(event, payload, within))
        if ack.ok:
            return ack.result
        raise Refused.by(event, ack.problem or Problem(code=Code.INTERNAL, message="refused without a problem"))

    async def command(self, event: str, message: Command | Refresh, within: float = 90.0) -> dict[str, Any]:
        """Says it until it is acknowledged, through lost connections and parts that are away, as one act.
        Raises `Refused` for a definite no, and `TookTooLong`."""
        if self.watch is None:
            return await self._insist(event, message, within)
        self.watch.sent(event, message)
        try:
            result = await self._insist(event, message, within)
        except Refused as refused:
            self.watch.refused(event, message, refused.code)
            raise
        self.watch.acknowledged(event, message, result)
        return result

    async def _insist(self, event: str, message: Command | Refresh, within: float) -> dict[str, Any]:
        deadline = asyncio.get_running_loop().time() + within
        last: ClientError | None = None
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            try:
                await self.up(left)
                return await self.say(event, message, min(left, ACK_SECONDS))
            except Lost as trouble:
                last = trouble
            except Refused as refused:
                if refused.code != Code.UNAVAILABLE:
                    raise
                last = refused
                await asyncio.sleep(FIRST_PAUSE)
        raise TookTooLong(event, within, last)

    async def _call(self, event: str, payload: Any, within: float) -> Any:
        socket = self._socket
        if socket is None or not self.connected:
            raise Lost(f"{event}: not connected")
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def acknowledged(ack: Any = None) -> None:
            if not answer.done():
                answer.set_result(ack)

        lost = asyncio.create_task(self._down.wait())
        try:
            await socket.emit(event, payload, namespace=self._namespace, callback=acknowledged)
            await asyncio.wait({answer, lost}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        except SocketIOError as error:
            raise Lost(f"{event}: {error}") from None
        finally:
            lost.cancel()
        if answer.done():
            return answer.result()
        if lost.done():  # the line may be up again by now
            raise Lost(f"{event}: the connection was lost")
        raise TookTooLong(f"acknowledgement of {event}", within)

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            await self._down.wait()
            await self._drop()
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311 -- spreads clients, guards nothing
            try:
                await self._attempt(CONNECT_SECONDS)
                pause = FIRST_PAUSE
            except Refused as refused:
                if refused.code in FINAL:
                    self._stopped.set()
                    return
            except ClientError:
                pass
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _attempt(self, within: float) -> None:
        """One try. A new client object each time: nothing of an earlier connection is left in it."""
        self._down.clear()
        client = socketio.AsyncClient(
            reconnection=False,
            http_session=self._browser.session,
            handle_sigint=False,
            request_timeout=5,
            websocket_extra_options={"compress": 15},  # browsers always offer it
        )
        self._socket = client
        refused: list[Any] = []
        answered = asyncio.Event()

        def refuse(*data: Any) -> None:
            refused.extend(data)
            answered.set()

        client.on("connect_error", refuse, namespace=self._namespace)
        client.on("connect", answered.set, namespace=self._namespace)
        client.on("disconnect", lambda *_: self._lost(client), namespace=self._namespace)
        client.on("*", lambda event, payload: self._hear(client, event, payload), namespace=self._namespace)
        try:
            async with asyncio.timeout(within):
                await client.connect(
                    str(self._browser.base), headers=dict(self._browser.headers), transports=["websocket"],
                    namespaces=[self._namespace], wait=False,
                )  # fmt: skip
                await _either(answered, client.eio.read_loop_task)
            if self._namespace not in client.namespaces:
                raise NotConnected("refused, or the transport ended before an answer came")
        except (SocketIOError, TimeoutError, aiohttp.ClientError, OSError) as error:
            self._down.set()
            await self._drop()
            raise await self._why(refused, error) from None
        self.connections += 1
        self._up.set()
        self._tell(True)

    def _hear(self, socket: socketio.AsyncClient, event: str, payload: Mapping[str, Any]) -> None:
        """What still comes over a connection that was given up is older than what the next one begins with."""
        if socket is self._socket:
            self._heard(event, payload)

    async def _why(self, refused: list[Any], error: Exception) -> ClientError:
        """A namespace says why; of a refused handshake the service is asked."""
        problem: Problem | None
        if refused and isinstance(refused[0], dict) and "data" in refused[0]:
            problem = Problem.model_validate(refused[0]["data"])
        else:
            problem = await self._ask_why()
        if problem is None:
            return Lost(f"connect {self._namespace}: {error!r}")
        self.refusal = Refused.by(f"connect {self._namespace}", problem)
        return self.refusal

    async def _ask_why(self) -> Problem | None:
        with suppress(aiohttp.ClientError, TimeoutError, OSError, ValueError):
            said = await self._browser.why_refused(self._namespace)
            if said is not None:
                message = f"{said['message']} {said['what_to_do']}"
                return Problem(code=said["code"], message=message, params=said["params"], fields=said["fields"])
        return None

    def _lost(self, socket: socketio.AsyncClient) -> None:
        if socket is self._socket:
            self._tell(False)
            self._up.clear()
            self._down.set()

    def _tell(self, up: bool) -> None:
        if self.watch is not None:
            self.watch.connected(up)

    async def _drop(self) -> None:
        socket, self._socket = self._socket, None
        self._up.clear()
        if socket is not None:
            with suppress(Exception):
                async with asyncio.timeout(2):
                    await socket.disconnect()


async def _either(answered: asyncio.Event, transport: "asyncio.Task[Any]") -> None:
    """Until an answer came, or the transport ended, in which case none will come."""
    answer = asyncio.create_task(answered.wait())
    try:
        await asyncio.wait({answer, transport}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        answer.cancel()
