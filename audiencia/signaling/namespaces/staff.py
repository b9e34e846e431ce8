"""What the namespaces of staff share: who may come in, and the record of what was disclosed to them."""

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from audiencia.core.errors import Forbidden
from audiencia.core.ids import QueueId, StaffId, TicketId
from audiencia.db.commands import each
from audiencia.queue.snapshot import watched
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.watched import Shown
from audiencia.runtime.identity import STAFF_COOKIE, note_use, staff_of, staff_refusal
from audiencia.signaling.messages_in import Command, TurnOff
from audiencia.signaling.namespaces.base import LiveNamespace, Result
from audiencia.signaling.namespaces.prompt import PromptWatcher
from audiencia.signaling.namespaces.socket import Socket
from audiencia.signaling.watcher import Watcher
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class StaffWatcher(PromptWatcher):
    """Looks at queues for one of the staff. What is disclosed to them is on record before it is sent."""

    identity: StaffIdentity
    queue_id: QueueId | None
    _: KW_ONLY
    ticket_id: TicketId | None = None
    recorded: set[Shown] = field(default_factory=set)
    seen: frozenset[QueueId] = frozenset()
    """The queues of the room in the last view: of these, this node knows what changed."""
    unnoted: bool = False  # The next use of the session is to be noted.

    async def greet(self) -> None:
        """The view as it is now."""
        self.seen = frozenset()
        await super().greet()

    def looks_at(self, queue_id: QueueId) -> bool:
        """All of them."""
        return True

    async def show(self, snapshot: Snapshot) -> None:
        """Sends the view of this moment, unless nothing in it is new."""
        raise NotImplementedError

    async def served(self, snapshot: Snapshot, home: QueueId, serves: Sequence[QueueId]) -> list[Snapshot]:
        """A room's present queue first, then the others that it serves; each is read once."""
        queues, seen = [home, *(one for one in serves if one != home)], self.seen
        found = [
            snapshot if one == snapshot.queue_id else await self.live.fanout.snapshot(one, anew=one not in seen)
            for one in queues
        ]
        self.seen = frozenset(queues)
        return found

    async def record_tickets(self, snapshots: Sequence[Snapshot], shown: Collection[tuple[TicketId, str]]) -> None:
        """As `record`, of tickets of these moments and why they were shown."""
        found = ((one.tickets[at], why) for at, why in shown for one in snapshots if at in one.tickets)
        await self.record({("attention", facts.ticket.attention_id, why) for facts, why in found})

    async def record(self, shown: set[Shown]) -> None:
        """What was not on record yet is, before it is sent."""
        new = shown - self.recorded
        if new:
            await watched.record_shown(self.live.context, self.identity.id, new)
            self.recorded |= new


class StaffNamespace(LiveNamespace):
    """Base of the namespaces of those who come in by the staff cookie."""

    cookie = STAFF_COOKIE

    async def watcher(self, socket: Socket, identity: StaffIdentity) -> Watcher:
        """What this member of staff looks at. Raises `DomainError` to refuse."""
        raise NotImplementedError

    async def enter(self, socket: Socket) -> None:
        """By the staff cookie, in a role that may be here."""
        identity = await staff_of(self.live.context, socket.cookies)
        if identity is None:
            raise Forbidden(await staff_refusal(self.live.context, socket.cookies))
        socket.role = identity.role
        self._authorise(socket, "connect")
        socket.watcher = await self.watcher(socket, identity)

    async def still_allowed(self, socket: Socket) -> None:
        """The session has not ended, and it is still the same person in the same role and department."""
        found = await staff_of(self.live.context, socket.cookies)
        if found is None or found != identity_of(socket):
            raise Forbidden(await staff_refusal(self.live.context, socket.cookies))
        assert isinstance(socket.watcher, StaffWatcher)
        socket.watcher.unnoted = found.unnoted

    async def look_at(self, staff_id: StaffId) -> None:
        """Closes those sockets of this member of staff whose session ended."""
        sockets = [one for one in self.sockets.values() if identity_of(one).id == staff_id]
        await each([one.sid for one in await self.no_longer_allowed(sockets)], self.disconnect)

    async def _handle(self, socket: Socket, event: str, args: tuple[Any, ...]) -> Result:
        """A command is a use of the session. What a page says by itself is none: views, media, keys, devices after a reconnection."""
        result = await super()._handle(socket, event, args)
        assert isinstance(socket.watcher, StaffWatcher)
        said = self.events[event]
        if socket.watcher.unnoted and issubclass(said, Command) and not issubclass(said, TurnOff):
            await self.use(socket)
        return result

    async def use(self, socket: Socket) -> None:
        """The session goes on."""
        await note_use(self.live.context, socket.cookies)

    def holder(self, socket: Socket) -> str:
        """The account."""
        return str(identity_of(socket).id)


def identity_of(socket: Socket) -> StaffIdentity:
    """Who is at this socket of staff."""
    assert isinstance(socket.watcher, StaffWatcher)
    return socket.watcher.identity
