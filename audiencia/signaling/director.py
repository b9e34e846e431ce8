"""The director's namespace: the own room, who waits for it, and the attention that is going on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from audiencia.errors import Code, DomainError, Forbidden
from audiencia.flows import call, conclude, presence, rooms
from audiencia.flows.commands import RoomCommand
from audiencia.flows.house import House
from audiencia.flows.identity import staff_of
from audiencia.flows.look import Snapshot
from audiencia.flows.next_steps import NextStep
from audiencia.ids import AttentionId, CommandId, PartyId, QueueId, RoomId, StepId, TicketId, party_of_room
from audiencia.privacy import audit
from audiencia.queue import store
from audiencia.signaling import messages_in as said
from audiencia.signaling import views
from audiencia.signaling.base import Live, LiveNamespace, Result, Socket
from audiencia.signaling.messages_out import DirectorView
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class DirectorWatcher:
    """Looks at one room and its queue. What is disclosed to the director is put on record before it is sent."""

    live: Live
    socket: Socket
    queue_id: QueueId | None
    room_id: RoomId
    identity: StaffIdentity
    ticket_id: None = None
    recorded: set[tuple[AttentionId, str]] = field(default_factory=set)

    async def greet(self) -> None:
        """The view as it is now."""
        self.socket.last.forget()
        await self.live.fanout.show_now(self)

    async def show(self, snapshot: Snapshot) -> None:
        """The director's whole view."""
        room = next(one for one in snapshot.rooms if one.room.id == self.room_id)
        view = views.director(snapshot, room, self.socket.lang, self.live.words, self.live.reconciler.boot)
        await self._record(snapshot, view)
        await self.socket.last.changed("view", "view", view.model_dump(mode="json"))

    def patient(self, snapshot: Snapshot) -> bool:
        """Directors are always told at once."""
        return False

    async def _record(self, snapshot: Snapshot, view: DirectorView) -> None:
        shown_as = [(one.ticket_id, "waiting_list") for one in (*view.waiting, *view.absent)]
        if view.current is not None:
            shown_as.append((view.current.ticket_id, "attention"))
        listed = {(snapshot.tickets[TicketId(ticket_id)].ticket.attention_id, why) for ticket_id, why in shown_as}
        new = listed - self.recorded
        if not new:
            return
        async with self.live.house.database.begin() as tx:
            for why in ("waiting_list", "attention"):
                shown = [("attention", attention_id) for attention_id, reason in new if reason == why]
                await audit.disclosed(tx.conn, self.identity.id, shown, why)
        self.recorded |= new


class DirectorNamespace(LiveNamespace):
    """`/director`."""

    events = said.DIRECTOR_EVENTS

    async def enter(self, socket: Socket) -> None:
        """By the staff cookie; the room of today's jornada is made when it is not there yet."""
        identity = await staff_of(self.live.house, socket.cookies)
        if identity is None:
            raise Forbidden(Code.SIGN_IN_NEEDED)
        socket.role = identity.role
        self._authorise(socket, "connect")
        if identity.department is None:
            raise Forbidden(Code.FORBIDDEN)
        room_id = await rooms.room_of(self.live.house, identity.id, identity.department)
        async with self.live.house.database.read() as conn:
            where = await store.SQL.room_where(conn, id=room_id)
        socket.watcher = DirectorWatcher(self.live, socket, where["queue_id"], room_id, identity)

    async def arrive(self, socket: Socket) -> None:
        """The flag goes up; a room that was lost is there again."""
        await presence.director_came(self.live.house, self.live.node_id, socket.sid, self._watcher(socket).room_id)

    async def exit(self, socket: Socket) -> None:
        """The room keeps its citizen for the grace time."""
        await presence.director_went(self.live.house, socket.sid, self._watcher(socket).room_id)

    async def still_allowed(self, socket: Socket) -> None:
        """The session has not ended, and it is still the same person in the same role and department."""
        if await staff_of(self.live.house, socket.cookies) != self._watcher(socket).identity:
            raise Forbidden(Code.SIGN_IN_NEEDED)

    def party(self, socket: Socket) -> PartyId:
        """The director of the room."""
        return party_of_room(self._watcher(socket).room_id)

    @staticmethod
    def _watcher(socket: Socket) -> DirectorWatcher:
        assert isinstance(socket.watcher, DirectorWatcher)
        return socket.watcher

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        house = self.live.house
        match message:
            case said.PauseRoom():
                return await rooms.pause_room(house, self._command(socket, message), message.minutes)
            case said.CallAgain():
                return await call.call_again(house, self._command(socket, message), TicketId(message.ticket_id))
            case said.RecordOutcome():
                outcome = conclude.Outcome(
                    message.outcome, message.disposition, message.note_to_citizen, message.note_internal
                )
                return await conclude.record_outcome(house, self._command(socket, message), outcome)
            case said.AddNextStep():
                step = NextStep(message.step, message.requirement, message.cost, message.place, message.due)
                return await conclude.add_next_step(
                    house, self._command(socket, message), TicketId(message.ticket_id), step
                )
            case said.RemoveNextStep():
                return await conclude.remove_next_step(
                    house, self._command(socket, message), TicketId(message.ticket_id), StepId(message.step_id)
                )
            case said.Command() if type(message) in FLOWS:
                return await FLOWS[type(message)](house, self._command(socket, message))
        raise DomainError(Code.UNKNOWN_EVENT)

    def _command(self, socket: Socket, message: said.Command) -> RoomCommand:
        watcher = self._watcher(socket)
        version = message.version if isinstance(message, said.VersionedCommand) else None
        return RoomCommand(watcher.identity.id, watcher.room_id, CommandId(message.command_id), version)


FLOWS: Mapping[type[said.MessageIn], Callable[[House, RoomCommand], Awaitable[Result]]] = {
    said.OpenRoom: rooms.open_room,
    said.CloseRoom: rooms.close_room,
    said.ResumeRoom: rooms.resume_room,
    said.CallNext: call.call_next,
    said.WithdrawCall: call.withdraw_call,
    said.EndCall: conclude.end_call,
}
"""Events that carry nothing but, at most, the version of the room that the director saw."""
