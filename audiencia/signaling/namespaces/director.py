"""The director's namespace: the own room, who waits for it, and the attention that is going on."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiencia.core.errors import Code, DomainError, Forbidden
from audiencia.core.ids import CommandId, PartyId, QueueId, RoomId, TicketId, ids_of, party_of_room
from audiencia.db.commands import each
from audiencia.followup import called
from audiencia.queue.call import commitments, mayor, presence
from audiencia.queue.domain.room import CALL_STATES, LIVE_STATES
from audiencia.queue.joining import devices
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import caps, rooms
from audiencia.queue.snapshot import watched
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.watched import Shown
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.identity import STAFF_COOKIE, staff_of
from audiencia.signaling import messages_in as said
from audiencia.signaling.messages_out import OwnedCommitmentOut, WaitingPart
from audiencia.signaling.namespaces.base import Result
from audiencia.signaling.namespaces.director_flows import carry_out
from audiencia.signaling.namespaces.socket import Socket
from audiencia.signaling.namespaces.staff import StaffNamespace, StaffWatcher, identity_of
from audiencia.signaling.qr import device_code
from audiencia.signaling.views import director, waiting
from audiencia.signaling.views import mayor as views_mayor
from audiencia.staff.roles import Role
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class DirectorWatcher(StaffWatcher):
    """Looks at one room and the queues that it serves."""

    room_id: RoomId
    serves: tuple[QueueId, ...] = ()
    console: int = 0
    in_call: bool = False

    def looks_at(self, queue_id: QueueId) -> bool:
        """The room's present queue, and the others that it serves."""
        return queue_id == self.queue_id or queue_id in self.serves

    async def show(self, snapshot: Snapshot) -> None:
        """The director's whole view."""
        room = next((one for one in snapshot.rooms if one.room.id == self.room_id), None)
        if room is None:
            # The room serves this queue no more: where it is now, its row tells.
            self.queue_id = await watched.queue_of_room(self.live.context, self.room_id)
            self.live.fanout.greet(self)
            return
        if not await self._still_here(room.console):
            return
        self.queue_id, self.serves = room.room.queue_id, room.room.serves
        self.in_call = room.room.state in CALL_STATES | LIVE_STATES
        snapshots = await self.served(snapshot, room.room.queue_id, room.room.serves)
        home = snapshots[0]
        room = next((one for one in home.rooms if one.room.id == self.room_id), room)
        boot = self.live.fleet.boot(room.worker)
        view = director.director(snapshots, room, self.lang, self.live.words, boot)
        await self.record_tickets(snapshots, director.disclosed(view))
        await self.record(_promises(view.commitments))
        self.last.changed("view", "view", view.model_dump(mode="json"), home)
        await self._show_beyond(snapshots, room)

    async def read_waiting(self, after: int) -> WaitingPart:
        """Who waits behind the first `after`; that they were shown is on record."""
        assert self.queue_id is not None
        home = await self.live.fanout.snapshot(self.queue_id, anew=False)
        snapshots = await self.served(home, self.queue_id, self.serves)
        found = waiting.part(snapshots, after, self.lang, self.live.words)
        await self.record_tickets(snapshots, waiting.disclosed(found.waiting))
        return found

    async def _show_beyond(self, snapshots: Sequence[Snapshot], room: RoomFacts) -> None:
        """What this one sees besides the own room and its queues: a director nothing."""

    async def _still_here(self, console: int) -> bool:
        """Another device may have taken the room over: then this socket ends at once, and is shown nothing more."""
        if console == self.console:
            return True
        identity = await staff_of(self.live.context, self.cookies)
        if identity == self.identity:
            self.console = console
        elif self.end is not None:
            await self.end()
        return identity == self.identity


@dataclass(eq=False)
class MayorWatcher(DirectorWatcher):
    """Looks at the own room as a director does, at the calls that go on elsewhere, and at what was promised."""

    def looks_at(self, queue_id: QueueId) -> bool:
        """All of them: calls begin and end in every queue."""
        return True

    async def show(self, snapshot: Snapshot) -> None:
        """A change elsewhere leads to the own view too, made from the own queues."""
        assert self.queue_id is not None
        if any(one.room.id == self.room_id for one in snapshot.rooms):
            await super().show(snapshot)
        else:
            await super().show(await self.live.fanout.snapshot(self.queue_id, anew=False))

    async def _show_beyond(self, snapshots: Sequence[Snapshot], room: RoomFacts) -> None:
        context, home = self.live.context, snapshots[0]
        calls = await mayor.running_calls(context, home.session.id, self.room_id)
        promised = await commitments.all_open(context)
        view = views_mayor.mayor(home, room, calls, promised, self.lang, self.live.words)
        await self.record(_promises(view.commitments))
        self.last.changed("mayor", "mayor", view.model_dump(mode="json"), home)


def _promises(found: Sequence[OwnedCommitmentOut]) -> set[Shown]:
    return {("commitment", one.commitment_id, "commitment") for one in found}


class DirectorNamespace(StaffNamespace):
    """`/director`: directors and the mayor."""

    events = said.DIRECTOR_EVENTS

    async def watcher(self, socket: Socket, identity: StaffIdentity) -> DirectorWatcher:
        """The room of today's jornada is made when it is not there yet. Raises `Forbidden` without a department."""
        if identity.department is None:
            raise Forbidden(Code.FORBIDDEN)
        room_id = await rooms.room_of(self.live.context, identity.id, identity.department)
        queue_id = await watched.queue_of_room(self.live.context, room_id)
        watcher = MayorWatcher if identity.role is Role.MAYOR else DirectorWatcher
        return watcher(self.live, socket, identity, queue_id, room_id)

    async def arrive(self, socket: Socket) -> None:
        """The flag goes up; a room that was lost is there again."""
        await presence.director_came(self.live.context, self.live.node_id, socket.sid, self._watcher(socket).room_id)

    async def exit(self, socket: Socket) -> None:
        """The room keeps its citizen for the grace time."""
        await presence.director_went(self.live.context, socket.sid, self._watcher(socket).room_id)

    async def no_longer_allowed(self, sockets: Sequence[Socket]) -> Sequence[Socket]:
        """Also who is at a free room of an earlier jornada: connecting again, they get their room of today's."""
        ended = await super().no_longer_allowed(sockets)
        left = await rooms.left_behind(self.live.context, {self._watcher(one).room_id for one in sockets})
        return [one for one in sockets if one in ended or self._watcher(one).room_id in left]

    async def look_after(self) -> None:
        """Whoever is in a call uses the session, though they touch nothing."""
        watched = [(one, self._watcher(one)) for one in self.sockets.values()]
        await each([one for one, watcher in watched if watcher.in_call and watcher.unnoted], self.use)
        await super().look_after()

    def party(self, socket: Socket) -> PartyId:
        """The director of the room."""
        return party_of_room(self._watcher(socket).room_id)

    def of_party(self, party: PartyId) -> list[Socket]:
        """Those of the room."""
        return [one for room_id, one in self.consoles() if room_id == ids_of(party)[1]]

    async def media_worker(self, socket: Socket) -> str | None:
        """The room's, or that of a call which the room was asked into."""
        return await worker_assignment.of_room(self.live.context, self._watcher(socket).room_id)

    def camera_at_most(self, socket: Socket) -> int:
        """With an interpreter beside them, too."""
        return caps.director_at_most(self.live.context.municipality, identity_of(socket).department or "")

    def consoles(self) -> list[tuple[RoomId, Socket]]:
        """The open ones, with their rooms."""
        return [(self._watcher(one).room_id, one) for one in self.sockets.values()]

    @staticmethod
    def _watcher(socket: Socket) -> DirectorWatcher:
        assert isinstance(socket.watcher, DirectorWatcher)
        return socket.watcher

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        if isinstance(message, said.ReadCase):
            return await self._read_case(socket, TicketId(message.ticket_id))
        if isinstance(message, said.ReadWaiting):
            return (await self._watcher(socket).read_waiting(message.after)).model_dump(mode="json")
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        watcher = self._watcher(socket)
        version = message.version if isinstance(message, said.VersionedCommand) else None
        command = RoomCommand(watcher.identity.id, watcher.room_id, CommandId(message.command_id), version)
        if isinstance(message, said.ContinueElsewhere):
            token = socket.cookies.get(STAFF_COOKIE, "")
            return device_code(socket.origin, await devices.code_for_room(self.live.context, command, token))
        return await carry_out(self.live.context, command, message)

    async def _read_case(self, socket: Socket, ticket_id: TicketId) -> Result:
        watcher = self._watcher(socket)
        found = await called.read(self.live.context, watcher.identity.id, watcher.room_id, ticket_id)
        return director.case(found, socket.lang, self.live.words).model_dump(mode="json")
