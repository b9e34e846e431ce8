"""The assistant's namespace: a second seat at a room, which never counts as the director's presence."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiencia.core.errors import Code, DomainError, Forbidden
from audiencia.core.ids import CommandId, DepartmentId, QueueId, RoomId
from audiencia.queue.joining import seat
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.unit.commands import RoomCommand
from audiencia.signaling import messages_in as said
from audiencia.signaling.messages_out import AssistedOut
from audiencia.signaling.namespaces.base import Result
from audiencia.signaling.namespaces.director_flows import carry_out
from audiencia.signaling.namespaces.socket import Socket
from audiencia.signaling.namespaces.staff import StaffNamespace, StaffWatcher
from audiencia.signaling.views import seat as views_seat
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class AssistantWatcher(StaffWatcher):
    """Looks at the room where the assistant sits, or else at the rooms to choose from. Which one it is, the database says anew each time:
    another window, or the director, may have changed it. `queue_id` is the own department's, where rooms are seen to open."""

    department: DepartmentId
    at: QueueId | None = None
    serves: tuple[QueueId, ...] = ()

    def looks_at(self, queue_id: QueueId) -> bool:
        """The own department's queue, and those of the room."""
        return queue_id in (self.queue_id, self.at) or queue_id in self.serves

    async def show(self, snapshot: Snapshot) -> None:
        """The assistant's whole view."""
        context, lang, words = self.live.context, self.lang, self.live.words
        desks = await seat.desks(context, self.department)
        held = await seat.seat_of(context, self.identity.id)
        self.at, self.serves = (None, ()) if held is None else (held.queue_id, held.serves)
        room = None if held is None else await self._room(snapshot, held)
        view = views_seat.seat(snapshot.version, snapshot.now, self.identity.name, desks, room, lang, words)
        self.last.changed("seat", "seat", view.model_dump(mode="json"), snapshot)

    async def _room(self, snapshot: Snapshot, held: seat.Seat) -> AssistedOut | None:
        snapshots = await self.served(snapshot, held.queue_id, held.serves)
        room = next((one for one in snapshots[0].rooms if one.room.id == held.room_id), None)
        if room is None:
            return None
        view = views_seat.assisted(snapshots, room, self.lang, self.live.words)
        await self.record_tickets(snapshots, views_seat.disclosed(view))
        return view


class AssistantNamespace(StaffNamespace):
    """`/assistant`. An assistant takes part in no call."""

    events = said.ASSISTANT_EVENTS

    async def watcher(self, socket: Socket, identity: StaffIdentity) -> AssistantWatcher:
        """Raises `Forbidden` without a department, `DomainError(session_closed)` without a jornada."""
        if identity.department_id is None:
            raise Forbidden(Code.FORBIDDEN)
        queue_id = await seat.queue_of(self.live.context, identity.department_id)
        if queue_id is None:
            raise DomainError(Code.SESSION_CLOSED)
        return AssistantWatcher(self.live, socket, identity, queue_id, identity.department_id)

    async def arrive(self, socket: Socket) -> None:
        """Nothing hangs on it but the own seat."""
        one = self._watcher(socket)
        await seat.come(self.live.context, self.live.node_id, socket.sid, one.identity.id, one.department)

    async def exit(self, socket: Socket) -> None:
        """The seat is kept."""
        await seat.go(self.live.context, socket.sid, self._watcher(socket).identity.id)

    async def no_longer_allowed(self, sockets: Sequence[Socket]) -> Sequence[Socket]:
        """Also who looks at the queue of an earlier jornada: connecting again, they see the rooms of today's open."""
        ended = await super().no_longer_allowed(sockets)
        watched = [(one, self._watcher(one)) for one in sockets]
        departments = {watcher.department for _, watcher in watched}
        now = {one: await seat.queue_of(self.live.context, one) for one in departments}
        return [
            one for one, watcher in watched if one in ended or now[watcher.department] not in (None, watcher.queue_id)
        ]

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow. What is about the room needs a seat there: raises `Forbidden(no_seat)`."""
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        context, me = self.live.context, self._watcher(socket).identity.id
        command_id = CommandId(message.command_id)
        if isinstance(message, said.TakeSeat):
            return await seat.take_seat(context, me, command_id, RoomId(message.room_id))
        held = await seat.seat_of(context, me)
        if held is None:
            return await seat.without_seat(context, me, command_id)
        command = RoomCommand(me, held.room_id, command_id, assists=True)
        if isinstance(message, said.LeaveSeat):
            return await seat.leave_seat(context, command)
        return await carry_out(context, command, message)

    @staticmethod
    def _watcher(socket: Socket) -> AssistantWatcher:
        assert isinstance(socket.watcher, AssistantWatcher)
        return socket.watcher
