"""The director's namespace: the own room, who waits for it, and the attention that is going on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from audiencia.core.errors import Code, DomainError, Forbidden
from audiencia.core.ids import CommandId, PartyId, QueueId, RoomId, TicketId, party_of_room
from audiencia.followup import called
from audiencia.privacy import audit
from audiencia.queue.call import commitments, mayor, presence
from audiencia.queue.joining import devices, seat
from audiencia.queue.media_routes import worker_assignment
from audiencia.queue.moderation import caps, rooms
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.identity import STAFF_COOKIE, staff_of, staff_refusal
from audiencia.signaling import messages_in as said
from audiencia.signaling.messages_out import DirectorView, OwnedCommitmentOut
from audiencia.signaling.namespaces import assistant
from audiencia.signaling.namespaces.assistant import AssistantWatcher
from audiencia.signaling.namespaces.base import Live, LiveNamespace, Result, Socket
from audiencia.signaling.namespaces.director_flows import carry_out
from audiencia.signaling.views import director
from audiencia.signaling.views import mayor as views_mayor
from audiencia.staff.roles import Role
from audiencia.staff.store import StaffIdentity

Shown = tuple[str, UUID, str]
"""Kind and id of what was shown, and why."""


@dataclass(eq=False)
class DirectorWatcher:
    """Looks at one room and the queues that it serves. What is disclosed to the director is on record before it is sent."""

    live: Live
    socket: Socket
    queue_id: QueueId | None
    room_id: RoomId
    identity: StaffIdentity
    ticket_id: None = None
    served: tuple[QueueId, ...] = ()
    recorded: set[Shown] = field(default_factory=set)
    console: int = 0

    def looks_at(self, queue_id: QueueId) -> bool:
        """The room's present queue, and the others that it serves."""
        return queue_id == self.queue_id or queue_id in self.served

    async def greet(self) -> None:
        """The view as it is now."""
        self.socket.last.forget()
        await self.live.fanout.show_now(self)

    async def show(self, snapshot: Snapshot) -> None:
        """The director's whole view."""
        room = next((one for one in snapshot.rooms if one.room.id == self.room_id), None)
        if room is None:
            # The room serves this queue no more: where it is now, its row tells.
            await self._follow()
            return
        if not await self._still_here(room.console):
            return
        self.queue_id, self.served = room.room.queue_id, room.room.serves
        snapshots = await self._served(snapshot)
        home = snapshots[0]
        room = next((one for one in home.rooms if one.room.id == self.room_id), room)
        boot = self.live.fleet.boot(room.worker)
        view = director.director(snapshots, room, self.socket.lang, self.live.words, boot)
        await self._record(snapshots, view)
        await self.socket.last.changed("view", "view", view.model_dump(mode="json"), home)
        await self._show_beyond(snapshots, room)

    async def _show_beyond(self, snapshots: Sequence[Snapshot], room: RoomFacts) -> None:
        """What this one sees besides the own room and its lines: a director nothing."""

    async def _still_here(self, console: int) -> bool:
        """Another device may have taken the room over: then this socket ends at once, and is shown nothing more."""
        if console == self.console:
            return True
        identity = await staff_of(self.live.context, self.socket.cookies)
        if identity == self.identity:
            self.console = console
        elif self.socket.end is not None:
            await self.socket.end()
        return identity == self.identity

    async def _served(self, snapshot: Snapshot) -> list[Snapshot]:
        """The room's present queue first, then the others that it serves; each is read once."""
        assert self.queue_id is not None
        queues = [self.queue_id, *(one for one in self.served if one != self.queue_id)]
        fanout = self.live.fanout
        return [snapshot if one == snapshot.queue_id else await fanout.snapshot(one) for one in queues]

    async def _follow(self) -> None:
        async with self.live.context.database.read() as conn:
            where = await store.SQL.room_where(conn, id=self.room_id)
        self.queue_id = where["queue_id"]
        self.live.fanout.greet(self)

    def patient(self, snapshot: Snapshot) -> bool:
        """Directors are always told at once."""
        return False

    async def _record(self, snapshots: Sequence[Snapshot], view: DirectorView) -> None:
        known = {ticket_id: facts for one in snapshots for ticket_id, facts in one.tickets.items()}
        shown = {(known[one].ticket.attention_id, why) for one, why in director.disclosed(view)}
        await self._note_shown({("attention", one, why) for one, why in shown} | _promises(view.commitments))

    async def _note_shown(self, shown: set[Shown]) -> None:
        """What was not on record yet is, before it is sent."""
        new = shown - self.recorded
        if not new:
            return
        async with self.live.context.database.begin() as tx:
            for why in sorted({why for _, _, why in new}):
                objects = [(kind, object_id) for kind, object_id, reason in new if reason == why]
                await audit.disclosed(tx.conn, self.identity.id, objects, why)
        self.recorded |= new


@dataclass(eq=False)
class MayorWatcher(DirectorWatcher):
    """Looks at the own room as a director does, at the calls that go on elsewhere, and at what was promised."""

    def looks_at(self, queue_id: QueueId) -> bool:
        """All of them: calls begin and end in every line."""
        return True

    async def show(self, snapshot: Snapshot) -> None:
        """A change elsewhere leads to the own view too, made from the own lines."""
        assert self.queue_id is not None
        if any(one.room.id == self.room_id for one in snapshot.rooms):
            await super().show(snapshot)
        else:
            await super().show(await self.live.fanout.snapshot(self.queue_id))

    async def _show_beyond(self, snapshots: Sequence[Snapshot], room: RoomFacts) -> None:
        context, home = self.live.context, snapshots[0]
        calls = await mayor.running_calls(context, home.session.id, self.room_id)
        promised = await commitments.all_open(context)
        view = views_mayor.mayor(home, room, calls, promised, self.socket.lang, self.live.words)
        await self._note_shown(_promises(view.commitments))
        await self.socket.last.changed("mayor", "mayor", view.model_dump(mode="json"), home)


def _promises(found: Sequence[OwnedCommitmentOut]) -> set[Shown]:
    return {("commitment", one.commitment_id, "commitment") for one in found}


class DirectorNamespace(LiveNamespace):
    """`/director`."""

    events = said.DIRECTOR_EVENTS

    async def enter(self, socket: Socket) -> None:
        """By the staff cookie; the room of today's jornada is made when it is not there yet."""
        identity = await staff_of(self.live.context, socket.cookies)
        if identity is None:
            raise Forbidden(await staff_refusal(self.live.context, socket.cookies))
        socket.role = identity.role
        self._authorise(socket, "connect")
        if identity.role is Role.ASSISTANT:
            socket.watcher = await assistant.watcher(self.live, socket, identity)
            return
        if identity.department is None:
            raise Forbidden(Code.FORBIDDEN)
        room_id = await rooms.room_of(self.live.context, identity.id, identity.department)
        async with self.live.context.database.read() as conn:
            where = await store.SQL.room_where(conn, id=room_id)
        watcher = MayorWatcher if identity.role is Role.MAYOR else DirectorWatcher
        socket.watcher = watcher(self.live, socket, where["queue_id"], room_id, identity)

    async def arrive(self, socket: Socket) -> None:
        """The flag goes up; a room that was lost is there again. Of an assistant, nothing hangs on it but the own seat."""
        if isinstance(socket.watcher, AssistantWatcher):
            one = socket.watcher
            await seat.come(self.live.context, self.live.node_id, socket.sid, one.identity.id, one.department)
            return
        await presence.director_came(self.live.context, self.live.node_id, socket.sid, self._watcher(socket).room_id)

    async def exit(self, socket: Socket) -> None:
        """The room keeps its citizen for the grace time."""
        if isinstance(socket.watcher, AssistantWatcher):
            await seat.go(self.live.context, socket.sid, socket.watcher.identity.id)
            return
        await presence.director_went(self.live.context, socket.sid, self._watcher(socket).room_id)

    async def still_allowed(self, socket: Socket) -> None:
        """The session has not ended, and it is still the same person in the same role and department."""
        if await staff_of(self.live.context, socket.cookies) != _identity(socket):
            raise Forbidden(await staff_refusal(self.live.context, socket.cookies))

    def holder(self, socket: Socket) -> str:
        """The account."""
        return str(_identity(socket).id)

    def party(self, socket: Socket) -> PartyId:
        """The director of the room; an assistant takes part in no call."""
        if isinstance(socket.watcher, AssistantWatcher):
            raise Forbidden(Code.FORBIDDEN)
        return party_of_room(self._watcher(socket).room_id)

    async def media_worker(self, socket: Socket) -> str | None:
        """The room's, or that of a call which the room was asked into."""
        return await worker_assignment.of_room(self.live.context, self._watcher(socket).room_id)

    def camera_at_most(self, socket: Socket) -> int:
        """With an interpreter beside them, too."""
        return caps.director_at_most(self.live.context.municipality, _identity(socket).department or "")

    def consoles(self) -> list[tuple[RoomId, Socket]]:
        """The open ones of directors, with their rooms."""
        return [(one.watcher.room_id, one) for one in self.sockets.values() if isinstance(one.watcher, DirectorWatcher)]

    @staticmethod
    def _watcher(socket: Socket) -> DirectorWatcher:
        assert isinstance(socket.watcher, DirectorWatcher)
        return socket.watcher

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        if isinstance(message, said.ReadCase):
            return await self._read_case(socket, TicketId(message.ticket_id))
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        if isinstance(socket.watcher, AssistantWatcher):
            return await assistant.carry_out(socket.watcher, message)
        watcher = self._watcher(socket)
        version = message.version if isinstance(message, said.VersionedCommand) else None
        command = RoomCommand(watcher.identity.id, watcher.room_id, CommandId(message.command_id), version)
        if isinstance(message, said.ContinueElsewhere):
            token = socket.cookies.get(STAFF_COOKIE, "")
            return self._device_code(socket, await devices.code_for_room(self.live.context, command, token))
        return await carry_out(self.live.context, command, message)

    async def _read_case(self, socket: Socket, ticket_id: TicketId) -> Result:
        if isinstance(socket.watcher, AssistantWatcher):
            raise Forbidden(Code.FORBIDDEN)
        watcher = self._watcher(socket)
        found = await called.read(self.live.context, watcher.identity.id, watcher.room_id, ticket_id)
        return director.case(found, socket.lang, self.live.words).model_dump(mode="json")


def _identity(socket: Socket) -> StaffIdentity:
    assert isinstance(socket.watcher, DirectorWatcher | AssistantWatcher)
    return socket.watcher.identity
