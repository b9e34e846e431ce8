"""What every namespace does with an event: limit, authorise, parse, carry out in order, acknowledge.
An adapter and nothing else: decisions are in the flows."""

import json
import time
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import ValidationError

from audiencia.core import metrics
from audiencia.core.errors import BadInput, Code, DomainError, Forbidden, TooMany
from audiencia.core.ids import PartyId, PeerId
from audiencia.core.logs import failure
from audiencia.db.precedence import taking
from audiencia.media.control.control import Layout
from audiencia.media.worker.admission import Urgency, Whence
from audiencia.media.worker.routing_table import Media
from audiencia.privacy.crypto import token_hash
from audiencia.queue.call.call_keys import check_on, note_encrypts
from audiencia.queue.call.quality import note_freezes
from audiencia.signaling.messages_in import CallKeys, Freezes, MediaOffer, MessageIn, Typing
from audiencia.signaling.messages_out import Ack, MediaAnswer, Problem
from audiencia.signaling.namespaces.connections import ConnectionNamespace, in_time
from audiencia.signaling.namespaces.socket import BY_ITSELF, Socket

MAX_EVENT_BYTES = 64_000
MAX_PENDING = 20
log = structlog.get_logger()
Result = Mapping[str, Any]


class LiveNamespace(ConnectionNamespace):
    """Base of the namespaces. Subclasses say who may come in, what is shown, and which flow an event leads to."""

    events: Mapping[str, type[MessageIn]]

    async def carry_out(self, socket: Socket, event: str, message: MessageIn) -> Result:
        """Leads the event to its flow."""
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

    async def _event(self, sid: str, event: str, args: tuple[Any, ...]) -> dict[str, Any]:
        socket = self.sockets.get(sid)
        if socket is None:
            return Ack(ok=False, problem=Problem(code=Code.UNAVAILABLE, message="")).model_dump(mode="json")
        # What pages say by themselves, dozens at once, has a limit, and an order, of its own.
        counts = event not in BY_ITSELF
        if (counts and socket.pending >= MAX_PENDING) or not socket.limit_of(event).take(time.monotonic()):
            return self._refusal(socket, TooMany())
        socket.pending += counts
        try:
            async with socket.order_of(event), in_time():
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
        if isinstance(message, Typing):
            await self.live.keys.show_typing(self.party(socket), message)
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

    def _refusal(self, socket: Socket, error: DomainError) -> dict[str, Any]:
        return Ack(ok=False, problem=Problem(**self._problem(socket, error))).model_dump(mode="json")
