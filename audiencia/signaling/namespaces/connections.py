"""Who comes into a namespace and goes: each socket is let in, counted, noted as there, and noted as gone.
State of a socket lives in its `Socket`, never on the namespace, because events of different people run at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import socketio
import structlog
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError as Refuse

from audiencia.core import metrics
from audiencia.core.errors import (
    SOCKET_CONTROLS,
    BadInput,
    Code,
    DomainError,
    Forbidden,
    Refused,
    Stale,
    TooMany,
    Unavailable,
)
from audiencia.core.logs import failure
from audiencia.db.commands import each
from audiencia.db.precedence import taking
from audiencia.queue.call import presence
from audiencia.signaling.messages_out import Problem
from audiencia.signaling.namespaces.bucket import BURST, Bucket
from audiencia.signaling.namespaces.socket import LastSent, Live, Socket
from audiencia.signaling.transport import stay_of, wire_of
from audiencia.staff.matrix import EVENTS
from audiencia.staff.roles import Role

MAX_SOCKETS = 20
"""How many sockets one person holds at a node: windows, devices, and those that broke off and are not yet missed."""
COMMAND_SECONDS = 15.0
log = structlog.get_logger()


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Raises `Unavailable` after `COMMAND_SECONDS`: something that is needed does not answer."""
    limit = asyncio.timeout(COMMAND_SECONDS)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise Unavailable from error


class ConnectionNamespace(socketio.AsyncNamespace):  # type: ignore[misc]  # python-socketio has no types
    """Subclasses say who may come in, and whose socket it is."""

    cookie: str  # By which people come in: each browser has one of its own.

    def __init__(self, namespace: str, live: Live) -> None:
        super().__init__(namespace)
        self.live = live
        self.sockets: dict[str, Socket] = {}
        self._gone: dict[str, Socket] = {}
        self._leaving = False
        self._held: dict[str, dict[str, Bucket]] = {}
        """For each who holds sockets here, by `holder`: their socket ids, all with the same bucket."""

    @asynccontextmanager
    async def turn(self, socket: Socket) -> AsyncIterator[None]:
        """Begins when this socket may be let in: at once, where the namespace says no other order."""
        yield

    async def enter(self, socket: Socket) -> None:
        """Finds out who it is, sets role and watcher. Raises `DomainError` to refuse."""
        raise NotImplementedError

    async def arrive(self, socket: Socket) -> None:
        """Notes that the socket is there; may be noted again."""
        raise NotImplementedError

    async def exit(self, socket: Socket) -> None:
        """Notes that the socket is gone."""
        raise NotImplementedError

    async def still_allowed(self, socket: Socket) -> None:
        """Raises `DomainError` when who came in may be here no longer."""
        raise NotImplementedError

    async def no_longer_allowed(self, sockets: Sequence[Socket]) -> Sequence[Socket]:
        """Those of these sockets whose owners may be here no longer."""
        found: list[Socket] = []

        async def ask(socket: Socket) -> None:
            try:
                await self.still_allowed(socket)
            except Forbidden:
                found.append(socket)

        await each(sockets, ask)
        return found

    def holder(self, socket: Socket) -> str:
        """Whose socket it is: all of one ticket, or of one account, share one limit."""
        raise NotImplementedError

    async def _connect(self, sid: str, environ: Mapping[str, Any]) -> None:
        # The pages' own parser: what reads a cookie there must read it here.
        request: web.Request = environ["aiohttp.request"]
        cookies = request.cookies
        lang = self.live.language(cookies, request.headers.get("Accept-Language", ""))
        stay = stay_of(environ)
        wire = wire_of(environ)
        last = LastSent(partial(wire.emit, self.namespace))
        socket = Socket(sid, Role.PUBLIC, lang, cookies, Bucket(time.monotonic(), BURST), last, stay, wire)
        socket.origin = request.headers.get("Origin", "")
        socket.end = partial(self.disconnect, sid)
        try:
            stay.ask(time.monotonic())
            with stay.held():
                async with self.turn(socket), in_time():
                    await self._let_in(socket)
        except asyncio.CancelledError:
            self._let_go(socket)
            raise
        except Exception as error:  # noqa: BLE001 -- a boundary per connection
            raise self._refuse(socket, error) from None
        self.sockets[sid] = socket
        stay.came_in()
        metrics.sockets.labels(self.namespace).inc()
        if socket.watcher is not None:
            self.live.fanout.add(socket.watcher)

    async def _let_in(self, socket: Socket) -> None:
        if socket.wire.is_over:
            raise Unavailable  # it went while it waited for its turn
        await self.enter(socket)
        self._authorise(socket, "connect")
        self._hold(socket)
        if socket.watcher is not None:
            self.live.fanout.expect(socket.watcher)
        with taking(socket.precedence):
            await self.arrive(socket)

    def _hold(self, socket: Socket) -> None:
        """Counts the socket for its holder, and gives all of one holder the same bucket. Raises `TooMany`."""
        holder = self.holder(socket)
        held = self._held.setdefault(holder, {})
        if len(held) >= MAX_SOCKETS:
            raise TooMany()
        socket.bucket = next(iter(held.values()), socket.bucket)
        held[socket.sid] = socket.bucket
        socket.held_by = holder

    def _let_go(self, socket: Socket) -> None:
        """Stops showing and counting the socket. Idempotent."""
        if socket.watcher is not None:
            self.live.fanout.remove(socket.watcher)
        held = self._held.get(socket.held_by, {})
        held.pop(socket.sid, None)
        if not held:
            self._held.pop(socket.held_by, None)

    def _refuse(self, socket: Socket, error: Exception) -> Refuse:
        self._let_go(socket)
        if not isinstance(error, DomainError):
            failure(log, "socket_connect_failed", error, namespace=self.namespace)
            error = DomainError(Code.INTERNAL)
        self._note_refusal("connect", error.code.value)
        # The second argument becomes `data` of the refusal, as browsers find it in `error.data`.
        return Refuse(error.code.value, self._problem(socket, error))

    async def note_again(self) -> None:
        """Notes those open sockets anew that other nodes declared lost while this node's lease had lapsed."""
        missing = await presence.missing(self.live.context, list(self.sockets))
        lost = [socket for socket in list(self.sockets.values()) if socket.sid in missing]
        await self.arrive_again(lost)
        for socket in lost:
            if socket.sid not in self.sockets:
                self._gone[socket.sid] = socket  # it went while it was being noted

    async def arrive_again(self, sockets: Sequence[Socket]) -> None:
        """As `arrive`, of several at once."""
        await each(sockets, self.arrive)

    def _is_open(self, sid: str) -> bool:
        transport = self.server.manager.eio_sid_from_sid(sid, self.namespace)
        return transport is not None and transport in self.server.eio.sockets

    async def _disconnect(self, sid: str) -> None:
        socket = self.sockets.pop(sid, None)
        if socket is None:
            return
        socket.stay.went_out()
        self._let_go(socket)
        metrics.sockets.labels(self.namespace).dec()
        if self._leaving:
            return  # who is not at another node when this one's lease ends is noted as gone by that one
        self._gone[sid] = socket
        await self._note_gone(socket)

    async def send_away(self, sid: str) -> None:
        """Asks the browser of a socket to come back, at another node, once its commands so far are answered. From now on this
        node notes nobody as gone: nobody's place or call is to show that a node ended."""
        self._leaving = True
        socket = self.sockets.get(sid)
        if socket is not None:
            async with socket.order:
                await self.disconnect(sid)

    async def _note_gone(self, socket: Socket) -> None:
        try:
            await self.exit(socket)
        except DomainError as error:
            if isinstance(error, Unavailable | Stale | Refused):
                # Away, or moved at this very moment. The lease of this node goes on, so nobody else will note it:
                # `look_after` tries again.
                return
            log.warning("disconnect_record_failed", code=error.code)
        self._gone.pop(socket.sid, None)

    async def look_after(self) -> None:
        """Every few seconds: notes who went while the database was away, and ends sockets whose right to be here ended."""
        await each(list(self._gone.values()), self._note_gone)
        # Their transport ended while the connection was being accepted: nobody told us of it.
        await each([sid for sid in self.sockets if not self._is_open(sid)], self._disconnect)
        await each([one.sid for one in await self.no_longer_allowed(list(self.sockets.values()))], self.disconnect)

    def _authorise(self, socket: Socket, event: str) -> None:
        if not EVENTS.may(socket.role, f"{self.namespace} {event}"):
            log.warning("operation_forbidden", role=socket.role, operation=f"{self.namespace} {event}")
            raise Forbidden(Code.FORBIDDEN)

    def _note_refusal(self, event: str, code: str) -> None:
        if code in SOCKET_CONTROLS:
            log.warning("control_refused", code=code, operation=f"{self.namespace} {event}")

    def _problem(self, socket: Socket, error: DomainError) -> dict[str, Any]:
        fields = dict(error.fields) if isinstance(error, BadInput) else {}
        return Problem(
            code=error.code,
            message=self.live.words.problem(error, socket.lang, socket.role),
            params=dict(error.params),
            fields=fields,
        ).model_dump(mode="json")
