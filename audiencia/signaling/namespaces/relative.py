"""The namespace of those whom citizens ask into their calls: one call, from the link to its end."""

from dataclasses import dataclass

from audiencia.core.errors import Code, DomainError, Forbidden, Refused
from audiencia.core.ids import CommandId, PartyId, QueueId, RelativeId, TicketId, ids_of, party_of_relative
from audiencia.queue.call import relative, relative_links
from audiencia.queue.call.relative_links import Standing
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import caps
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.runtime.identity import RELATIVE_COOKIE, is_relative
from audiencia.signaling import messages_in as said
from audiencia.signaling.messages_out import RelativeView
from audiencia.signaling.namespaces.base import LiveNamespace, Result
from audiencia.signaling.namespaces.prompt import PromptWatcher
from audiencia.signaling.namespaces.socket import Socket
from audiencia.signaling.views import relative as views
from audiencia.staff.roles import Role


@dataclass(eq=False)
class RelativeWatcher(PromptWatcher):
    """Looks at one call, wherever its ticket is: the database says anew each time how the relative stands."""

    relative_id: RelativeId
    queue_id: QueueId | None
    over: bool = False  # The page was told that the call is over: nothing further is sent.
    ticket_id: TicketId | None = None  # Of no citizen.

    def looks_at(self, queue_id: QueueId) -> bool:
        """The queue that the ticket was last seen in, until it is over."""
        return queue_id == self.queue_id and not self.over

    async def show(self, snapshot: Snapshot) -> None:
        """Sends the whole view, unless nothing in it is new."""
        found = await relative_links.of_token(self.live.context, self.cookies.get(RELATIVE_COOKIE, ""))
        if found is None:
            return
        if found.queue_id != snapshot.queue_id and found.ending is None:
            self.queue_id = found.queue_id
            snapshot = await self.live.fanout.snapshot(found.queue_id, anew=True)
        view = self._view(snapshot, found)
        if view is not None:
            self.last.changed("view", "view", view.model_dump(mode="json"), snapshot)
            self.over = found.ending is not None and not self.last.is_past("view", snapshot)

    def _view(self, snapshot: Snapshot, found: Standing) -> RelativeView | None:
        """Nothing while what was read of the queue is older than how the relative stands: then the next moment comes."""
        lang, words = self.lang, self.live.words
        if found.ending is not None:
            return views.over(snapshot, found.name, found.ending, words)
        room, facts = snapshot.room_of(found.ticket_id), snapshot.tickets.get(found.ticket_id)
        if room is None or facts is None:
            return None
        if not found.joined or all(one.id != found.id for one in room.present):
            return views.waits(snapshot, room, found.name, lang, words)
        boot = self.live.fleet.boot(room.worker)
        return views.in_call(snapshot, room, facts, found.id, lang, words, boot)


class RelativeNamespace(LiveNamespace):
    """`/relative`. Media, keys and the count of freezes are for whom the director has let in."""

    events = said.RELATIVE_EVENTS
    cookie = RELATIVE_COOKIE

    async def enter(self, socket: Socket) -> None:
        """By the cookie of who took up a link. Raises `Forbidden(relative_link_unknown)`."""
        found = await relative_links.of_token(self.live.context, socket.cookies.get(RELATIVE_COOKIE, ""))
        if found is None:
            raise Forbidden(Code.RELATIVE_LINK_UNKNOWN)
        socket.role = Role.RELATIVE
        socket.watcher = RelativeWatcher(self.live, socket, found.id, found.queue_id)

    async def arrive(self, socket: Socket) -> None:
        """Nothing hangs on it: whoever was let in is named until they leave, are sent away, or the call ends."""

    async def exit(self, socket: Socket) -> None:
        """Nothing to note (see `arrive`)."""

    async def note_again(self) -> None:
        """Their sockets are noted nowhere."""

    async def still_allowed(self, socket: Socket) -> None:
        """The cookie is known; that the stay is over, the view says."""
        if not await is_relative(self.live.context, socket.cookies):
            raise Forbidden(Code.RELATIVE_LINK_UNKNOWN)

    def holder(self, socket: Socket) -> str:
        """Who took up the link."""
        return str(self._id(socket))

    def party(self, socket: Socket) -> PartyId:
        """The guest of the call."""
        return party_of_relative(self._id(socket))

    def of_party(self, party: PartyId) -> list[Socket]:
        """Those of this relative."""
        held = self._held.get(str(ids_of(party).relative), {})
        return [self.sockets[sid] for sid in held if sid in self.sockets]

    async def media_worker(self, socket: Socket) -> str | None:
        """That of the call. Raises `Refused(call_over)` for who is not in it: before, nothing is sent or received."""
        found = await relative_links.of_token(self.live.context, socket.cookies.get(RELATIVE_COOKIE, ""))
        if found is None or not found.joined:
            raise Refused(Code.CALL_OVER)
        return await worker_assignment.of_ticket(self.live.context, found.ticket_id)

    def camera_at_most(self, socket: Socket) -> int:
        """As of a citizen."""
        return caps.relative_at_most(self.live.context.municipality)

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        context, me = self.live.context, self._id(socket)
        match message:
            case said.TurnOff():
                return await relative.turn_off(context, me, CommandId(message.command_id), message.devices)
            case said.LeaveCall():
                return await relative.leave(context, me, CommandId(message.command_id))
        raise DomainError(Code.UNKNOWN_EVENT)

    @staticmethod
    def _id(socket: Socket) -> RelativeId:
        assert isinstance(socket.watcher, RelativeWatcher)
        return socket.watcher.relative_id
