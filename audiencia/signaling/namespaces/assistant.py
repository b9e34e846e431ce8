"""The assistant's side of the director's namespace: a second seat at a room, which never counts as the director's presence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from audiencia.core.errors import Code, DomainError, Forbidden
from audiencia.core.ids import AttentionId, CommandId, DepartmentId, QueueId, RoomId
from audiencia.privacy import audit
from audiencia.queue.joining import seat
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.commands import Result
from audiencia.signaling import messages_in as said
from audiencia.signaling.messages_out import AssistedOut
from audiencia.signaling.namespaces.base import Live, Socket
from audiencia.signaling.namespaces.director_flows import carry_out as carry_out_in_room
from audiencia.signaling.views import seat as views_seat
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class AssistantWatcher:
    """Looks at the room where the assistant sits, or else at the rooms to choose from. Which one it is, the database says anew
    each time: another window, or the director, may have changed it.
    """

    live: Live
    socket: Socket
    queue_id: QueueId | None
    """The line of the own department, where rooms are seen to open."""
    identity: StaffIdentity
    department: DepartmentId
    ticket_id: None = None
    at: QueueId | None = None
    served: tuple[QueueId, ...] = ()
    recorded: set[tuple[AttentionId, str]] = field(default_factory=set)

    def looks_at(self, queue_id: QueueId) -> bool:
        """The own department's line, and those of the room."""
        return queue_id in (self.queue_id, self.at) or queue_id in self.served

    async def greet(self) -> None:
        """The view as it is now."""
        self.socket.last.forget()
        await self.live.fanout.show_now(self)

    async def show(self, snapshot: Snapshot) -> None:
        """The assistant's whole view."""
        context, lang, words = self.live.context, self.socket.lang, self.live.words
        desks = await seat.desks(context, self.department)
        held = await seat.seat_of(context, self.identity.id)
        room = None
        if held is None:
            self.at, self.served = None, ()
        else:
            self.at, self.served = held.queue_id, held.serves
            room = await self._room(snapshot, held)
        view = views_seat.seat(snapshot.version, snapshot.now, self.identity.name, desks, room, lang, words)
        await self.socket.last.changed("seat", "seat", view.model_dump(mode="json"), snapshot)

    async def _room(self, snapshot: Snapshot, held: seat.Seat) -> AssistedOut | None:
        queues = [held.queue_id, *(one for one in held.serves if one != held.queue_id)]
        fanout = self.live.fanout
        snapshots = [snapshot if one == snapshot.queue_id else await fanout.snapshot(one) for one in queues]
        room = next((one for one in snapshots[0].rooms if one.room.id == held.room_id), None)
        if room is None:
            return None
        view = views_seat.assisted(snapshots, room, self.socket.lang, self.live.words)
        await self._record(snapshots, view)
        return view

    def patient(self, snapshot: Snapshot) -> bool:
        """Assistants are always told at once."""
        return False

    async def _record(self, snapshots: Sequence[Snapshot], view: AssistedOut) -> None:
        known = {ticket_id: facts for one in snapshots for ticket_id, facts in one.tickets.items()}
        new = {(known[one].ticket.attention_id, why) for one, why in views_seat.disclosed(view)} - self.recorded
        if not new:
            return
        async with self.live.context.database.begin() as tx:
            for attention_id, why in sorted(new, key=str):
                await audit.disclosed(tx.conn, self.identity.id, [("attention", attention_id)], why)
        self.recorded |= new


async def watcher(live: Live, socket: Socket, identity: StaffIdentity) -> AssistantWatcher:
    """Who comes in as an assistant. Raises `Forbidden` without a department, `DomainError(session_closed)` without a jornada."""
    if identity.department_id is None:
        raise Forbidden(Code.FORBIDDEN)
    line = await seat.queue_of(live.context, identity.department_id)
    if line is None:
        raise DomainError(Code.SESSION_CLOSED)
    return AssistantWatcher(live, socket, line, identity, identity.department_id)


async def carry_out(watcher: AssistantWatcher, message: said.Command) -> Result:
    """One event, one flow. What is about the room needs a seat there: raises `Forbidden(no_seat)`."""
    context, me, command_id = watcher.live.context, watcher.identity.id, CommandId(message.command_id)
    if isinstance(message, said.TakeSeat):
        return await seat.take_seat(context, me, command_id, RoomId(message.room_id))
    held = await seat.seat_of(context, me)
    if held is None:
        raise Forbidden(Code.NO_SEAT)
    command = RoomCommand(me, held.room_id, command_id, assists=True)
    if isinstance(message, said.LeaveSeat):
        return await seat.leave_seat(context, command)
    return await carry_out_in_room(context, command, message)
