"""What every namespace does with an event: limit, authorise, parse, carry out in order, acknowledge.
An adapter and nothing else: decisions are in the flows. State of a socket lives in its `Socket`, never on the namespace,
because events of different people run at once."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import socketio
import structlog
from aiohttp import web
from pydantic import ValidationError
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
from audiencia.core.ids import PartyId, PeerId
from audiencia.core.logs import failure
from audiencia.db.precedence import taking
from audiencia.media.control.control import Layout
from audiencia.media.worker.admission import Urgency, Whence
from audiencia.media.worker.routing_table import Media
from audiencia.privacy.crypto import token_hash
from audiencia.queue.call import presence
from audiencia.queue.call.call_keys import check_on, note_encrypts
from audiencia.queue.call.quality import note_freezes
from audiencia.runtime.commands import each
from audiencia.signaling import qr
from audiencia.signaling.last_sent import LastSent
from audiencia.signaling.messages_in import CallKeys, Freezes, MediaOffer, MessageIn
from audiencia.signaling.messages_out import Ack, DeviceCodeOut, MediaAnswer, Problem
from audiencia.signaling.namespaces.bucket import BURST, Bucket
from audiencia.signaling.namespaces.socket import Live, Socket
from audiencia.signaling.transport import stay_of, wire_of
from audiencia.staff.matrix import EVENTS
from audiencia.staff.roles import Role

MAX_EVENT_BYTES = 64_000
MAX_PENDING = 20
MAX_SOCKETS = 20
"""How many sockets one person holds at a node: windows, devices, and those that broke off and are not yet missed."""
COMMAND_SECONDS = 15.0
log = structlog.get_logger()
Result = Mapping[str, Any]


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """Raises `Unavailable` after `COMMAND_SECONDS`: something that is needed does not answer."""
    limit = asyncio.timeout(COMMAND_SECONDS)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise Unavailable from error


class LiveNamespace(socketio.AsyncNamespace):  # type: ignore[misc]  # python-socketio has no types
    """Base of the namespaces. Subclasses say who may come in, what is shown, and which flow an event leads to."""

    events: Mapping[str, type[MessageIn]]
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

    async def carry_out(self, socket: Socket, event: str, message: MessageIn) -> Result:
        """Leads the event to its flow."""
        raise NotImplementedError

    def holder(self, socket: Socket) -> str:
        """Whose socket it is: all of one ticket, or of one account, share one limit."""
        raise NotImplementedError

    def party(self, socket: Socket) -> PartyId:
        """Under which name this person takes part in calls. Raises `Forbidden` where the namespace has none."""
        raise Forbidden(Code.FORBIDDEN)

    def of_party(self, party: PartyId) -> list[Socket]:
        """The open sockets of one who takes part in calls; none where the namespace has no such person."""
        return []

    async def media_worker(self, socket: Socket) -> str | None:
        """The name of the media worker to which this person connects now."""
        raise NotImplementedError

    async def urgency(self, socket: Socket) -> Urgency:
        """How soon this person needs a media connection: of staff there are few, and people come to them."""
        return Urgency.IN_CALL

    def camera_at_most(self, socket: Socket) -> int:
        """What this person's camera may ever send, in bit/s."""
        raise NotImplementedError

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Called by python-socketio for everything that happens in this namespace."""
        sid: str = args[0]
        if self._is_connecting(sid, event, args[1:]):
            return await self._connect(sid, args[1])
        if event == "disconnect" and not self.server.manager.is_connected(sid, self.namespace):
            return await self._disconnect(sid)
        return await self._counted(sid, event if isinstance(event, str) else "", args[1:])

    def _is_connecting(self, sid: str, event: str, args: tuple[Any, ...]) -> bool:
        """Clients may name their events as they like, "connect" too: only the library holds the request's own environ."""
        environ = self.server.get_environ(sid, self.namespace)
        return event == "connect" and environ is not None and bool(args) and args[0] is environ

    async def _counted(self, sid: str, event: str, args: tuple[Any, ...]) -> dict[str, Any]:
        with metrics.command_seconds.labels(self.namespace).time():
            answer = await self._event(sid, event, args)
        code = answer["problem"]["code"] if answer["problem"] else "ok"
        name = event if event in self.events else "unknown"
        metrics.commands.labels(self.namespace, name, code).inc()
        self._note_refusal(name, code)
        return answer

    def _note_refusal(self, event: str, code: str) -> None:
        if code in SOCKET_CONTROLS:
            log.warning("control_refused", code=code, operation=f"{self.namespace} {event}")

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
                async with self.turn(socket), _in_time():
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

    async def _event(self, sid: str, event: str, args: tuple[Any, ...]) -> dict[str, Any]:
        socket = self.sockets.get(sid)
        if socket is None:
            return Ack(ok=False, problem=Problem(code=Code.UNAVAILABLE, message="")).model_dump(mode="json")
        counts = (
            event != "call_keys"
        )  # said by pages by themselves, dozens at once: they have a limit, and an order, of their own
        if (counts and socket.pending >= MAX_PENDING) or not socket.limit_of(event).take(time.monotonic()):
            return self._refusal(socket, TooMany())
        socket.pending += counts
        try:
            async with socket.order_of(event), _in_time():
                with taking(socket.precedence):
                    result = await self._handle(socket, event, args)
            return Ack(ok=True, result=dict(result)).model_dump(mode="json")
        except DomainError as error:
            return self._refusal(socket, error)
        except Exception as error:  # noqa: BLE001 -- a boundary per connection
            failure(log, "socket_event_failed", error, namespace=self.namespace, socket_event=event)
            return self._refusal(socket, DomainError(Code.INTERNAL))
        finally:
            socket.pending -= counts

    async def _handle(self, socket: Socket, event: str, args: tuple[Any, ...]) -> Result:
        if event in self.events:
            self._authorise(socket, event)
        message = self._parse(event, args)
        await self.still_allowed(socket)
        if event == "refresh":
            if socket.watcher is not None:
                self.live.fanout.greet(socket.watcher)
            return {}
        if isinstance(message, MediaOffer):
            return await self._answer_media(socket, message)
        if isinstance(message, CallKeys):
            await self.live.keys.say(self.party(socket), message)
            return {}
        if isinstance(message, Freezes):
            believed = socket.freezes.take(message.count, message.milliseconds, time.monotonic())
            await note_freezes(self.live.context, self.party(socket), *believed)
            return {}
        return await self.carry_out(socket, event, message)

    def _parse(self, event: str, args: tuple[Any, ...]) -> MessageIn:
        model = self.events.get(event)
        if model is None:
            raise BadInput(Code.UNKNOWN_EVENT)
        try:
            text = json.dumps(args[0] if args else {}, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise BadInput() from None
        if len(text) > MAX_EVENT_BYTES:
            raise BadInput(Code.TOO_LARGE, limit=MAX_EVENT_BYTES)
        try:
            return model.model_validate_json(text, strict=True)
        except ValidationError as error:
            fields = {str(one["loc"][0]): one["type"] for one in error.errors() if one["loc"]}
            raise BadInput(fields=fields) from None

    def _authorise(self, socket: Socket, event: str) -> None:
        if not EVENTS.may(socket.role, f"{self.namespace} {event}"):
            log.warning("operation_forbidden", role=socket.role, operation=f"{self.namespace} {event}")
            raise Forbidden(Code.FORBIDDEN)

    async def _answer_media(self, socket: Socket, offer: MediaOffer) -> Result:
        if offer.encrypts:
            check_on(self.live.context)
        party = self.party(socket)
        most: dict[Media, int] = {
            "camera": self.camera_at_most(socket),
            "screen": self.live.context.municipality.video.screen(),
        }
        worker, urgency = await self.media_worker(socket), await self.urgency(socket)
        whence = Whence(token_hash(socket.cookies.get(self.cookie, "")).hex()[:16], offer.takes)
        peer_id = PeerId(str(offer.peer_id))
        layout = Layout(offer.slots, offer.boot)
        answer = await self.live.fleet.put_peer(worker, peer_id, party, offer.sdp, most, urgency, whence, layout)
        await note_encrypts(self.live.context, party, offer.encrypts)
        return MediaAnswer(sdp=answer.sdp, boot=answer.boot).model_dump(mode="json")

    @staticmethod
    def _device_code(socket: Socket, made: Result) -> Result:
        """A code for another device, with the link to the page that takes it. It stands in the fragment, which no server sees."""
        link = f"{socket.origin}{made['path']}"
        answer = DeviceCodeOut(code=made["code"], link=link, qr=qr.draw(link), expires_at=made["expires_at"])
        return answer.model_dump(mode="json")

    def _problem(self, socket: Socket, error: DomainError) -> dict[str, Any]:
        fields = dict(error.fields) if isinstance(error, BadInput) else {}
        return Problem(
            code=error.code,
            message=self.live.words.problem(error, socket.lang, socket.role),
            params=dict(error.params),
            fields=fields,
        ).model_dump(mode="json")

    def _refusal(self, socket: Socket, error: DomainError) -> dict[str, Any]:
        return Ack(ok=False, problem=Problem(**self._problem(socket, error))).model_dump(mode="json")
