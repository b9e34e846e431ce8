"""The moderator's namespace: all queues and rooms, and moving a ticket between them."""

from dataclasses import dataclass

from audiencia.errors import Code, DomainError, Forbidden
from audiencia.flows import moderate
from audiencia.flows.identity import staff_of
from audiencia.flows.look import Snapshot
from audiencia.ids import CommandId, QueueId, StaffId, TicketId
from audiencia.queue import store
from audiencia.signaling import messages_in as said
from audiencia.signaling import views
from audiencia.signaling.base import Live, LiveNamespace, Result, Socket


@dataclass(eq=False)
class BoardWatcher:
    """Looks at every queue."""

    live: Live
    socket: Socket
    staff_id: StaffId
    queue_id: QueueId | None = None
    ticket_id: TicketId | None = None

    async def greet(self) -> None:
        """The whole board; empty when there is no jornada."""
        self.socket.last.forget()
        async with self.live.house.database.read() as conn:
            session = await store.live_session(conn)
            if session is None:
                return
            rows = [row async for row in store.SQL.queues_of_session(conn, session_id=session.id)]
        snapshots = [await self.live.fanout.snapshot(QueueId(row["id"])) for row in rows]
        board = views.board(snapshots, self.socket.lang, self.live.words)
        await self.socket.last.changed("board", "board", board.model_dump(mode="json"))

    async def show(self, snapshot: Snapshot) -> None:
        """One queue of the board, whole."""
        view = views.board_queue(snapshot, self.socket.lang, self.live.words)
        await self.socket.last.changed("queue", snapshot.slug, view.model_dump(mode="json"))

    def patient(self, snapshot: Snapshot) -> bool:
        """Moderators are always told at once."""
        return False


class ModeratorNamespace(LiveNamespace):
    """`/moderator`."""

    events = said.MODERATOR_EVENTS

    async def enter(self, socket: Socket) -> None:
        """By the staff cookie."""
        identity = await staff_of(self.live.house, socket.cookies)
        if identity is None:
            raise Forbidden(Code.SIGN_IN_NEEDED)
        socket.role = identity.role
        socket.watcher = BoardWatcher(self.live, socket, identity.id)

    async def exit(self, socket: Socket) -> None:
        """A moderator's coming and going changes nothing."""

    async def still_allowed(self, socket: Socket) -> None:
        """The session has not ended."""
        if await staff_of(self.live.house, socket.cookies) is None:
            raise Forbidden(Code.SIGN_IN_NEEDED)

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        assert isinstance(socket.watcher, BoardWatcher)
        if isinstance(message, said.MoveTicket):
            return await moderate.move_ticket(
                self.live.house,
                socket.watcher.staff_id,
                CommandId(message.command_id),
                TicketId(message.ticket_id),
                message.version,
                message.department,
                message.reason,
            )
        raise DomainError(Code.UNKNOWN_EVENT)
