"""The moderator's namespace: all queues and rooms, who waits in them, and what is told to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audiencia.errors import BadInput, Code, DomainError, Forbidden
from audiencia.flows import (
    activity,
    announce,
    away,
    call,
    chat,
    conduct,
    extend,
    helping,
    lines,
    moderate,
    move,
    preview,
    reorder,
    roster,
)
from audiencia.flows.commands import RoomCommand
from audiencia.flows.facts import Snapshot
from audiencia.flows.identity import staff_of
from audiencia.flows.move import SeenTicket
from audiencia.ids import CommandId, QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.queue import store
from audiencia.queue.roster import Part
from audiencia.queue.session import SessionState
from audiencia.signaling import messages_in as said
from audiencia.signaling import views_board, views_chat
from audiencia.signaling.base import Live, LiveNamespace, Result, Socket
from audiencia.signaling.words import ACTIVITY
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class BoardWatcher:
    """Looks at every queue."""

    live: Live
    socket: Socket
    identity: StaffIdentity
    queue_id: QueueId | None = None
    session_id: SessionId | None = None
    ticket_id: TicketId | None = None
    closes_at: datetime | None = None

    def looks_at(self, queue_id: QueueId) -> bool:
        """All of them."""
        return True

    async def greet(self) -> None:
        """The whole board; empty when there is no jornada."""
        self.socket.last.forget()
        async with self.live.house.database.read() as conn:
            session = await store.live_session(conn)
            if session is None:
                return
            self.session_id, self.closes_at = session.id, session.closes_at
            rows = [row async for row in store.SQL.queues_of_session(conn, session_id=session.id)]
        snapshots = [await self.live.fanout.snapshot(QueueId(row["id"])) for row in rows]
        board = views_board.board(snapshots, self.socket.lang, self.live.words)
        await self.socket.last.changed("board", "board", board.model_dump(mode="json"), snapshots[-1])
        await self._show_interpreters(snapshots[-1])
        await self._show_all_queues(snapshots[-1])

    async def show(self, snapshot: Snapshot) -> None:
        """One queue of the board, whole. A new jornada is a new board; queues of another one are not on it."""
        if snapshot.session.id != self.session_id:
            if snapshot.session.state in (SessionState.LOBBY, SessionState.OPEN):
                await self.greet()
            return
        if snapshot.session.closes_at != self.closes_at:
            await self.greet()  # with this queue as it is by then
            return
        view = views_board.board_queue(snapshot, self.socket.lang, self.live.words)
        await self.socket.last.changed("queue", snapshot.slug, view.model_dump(mode="json"), snapshot)
        await self._show_interpreters(snapshot)
        await self._show_all_queues(snapshot)

    async def _show_all_queues(self, snapshot: Snapshot) -> None:
        """What is of no one queue: read anew at each change, because entries of the log come to be seen out of their order."""
        assert self.session_id is not None
        entries = await activity.latest(self.live.house, self.session_id, ACTIVITY)
        view = views_board.activity(entries, self.socket.lang, self.live.words)
        await self.socket.last.changed("activity", "activity", view.model_dump(mode="json"), snapshot)
        found = views_board.announcements(
            await announce.live(self.live.house, self.session_id), self.socket.lang, self.live.words
        )
        await self.socket.last.changed("announcements", "announcements", found.model_dump(mode="json"), snapshot)
        await self._show_safety(snapshot, self.session_id)

    async def _show_safety(self, snapshot: Snapshot, session_id: SessionId) -> None:
        house, lang, words = self.live.house, self.socket.lang, self.live.words
        asking = views_board.help_list(await helping.live(house, session_id), lang, words)
        await self.socket.last.changed("help", "help", asking.model_dump(mode="json"), snapshot)
        endings = views_board.conduct(*await conduct.endings(house, session_id), lang, words)
        await self.socket.last.changed("conduct", "conduct", endings.model_dump(mode="json"), snapshot)

    async def _show_interpreters(self, snapshot: Snapshot) -> None:
        view = views_board.interpreters(snapshot.interpreters, self.socket.lang, self.live.words)
        await self.socket.last.changed("interpreters", "interpreters", view.model_dump(mode="json"), snapshot)

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
        socket.watcher = BoardWatcher(self.live, socket, identity)

    async def arrive(self, socket: Socket) -> None:
        """A moderator's coming and going changes nothing."""

    async def exit(self, socket: Socket) -> None:
        """A moderator's coming and going changes nothing."""

    def holder(self, socket: Socket) -> str:
        """The account."""
        assert isinstance(socket.watcher, BoardWatcher)
        return str(socket.watcher.identity.id)

    async def still_allowed(self, socket: Socket) -> None:
        """The session has not ended, and it is still the same person in the same role."""
        assert isinstance(socket.watcher, BoardWatcher)
        if await staff_of(self.live.house, socket.cookies) != socket.watcher.identity:
            raise Forbidden(Code.SIGN_IN_NEEDED)

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        assert isinstance(socket.watcher, BoardWatcher)
        house, staff = self.live.house, socket.watcher.identity.id
        if isinstance(message, said.PreviewMove):
            found = await preview.preview_move(house, staff, _seen(message.tickets), message.department)
            return views_board.move_preview(found).model_dump(mode="json")
        if isinstance(message, said.ReadChat):
            read = await chat.read(house, staff, TicketId(message.ticket_id))
            return views_chat.conversation(read.messages, "help", staff, read.state).model_dump(mode="json")
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        command_id = CommandId(message.command_id)
        match message:
            case said.MoveTickets():
                return await move.move_tickets(
                    house, staff, command_id, _seen(message.tickets), message.department, message.reason
                )
            case said.UndoMove():
                return await move.undo_move(house, staff, command_id, CommandId(message.move_id))
            case said.PutFirst():
                return await reorder.put_first(
                    house, staff, command_id, TicketId(message.ticket_id), message.version, message.reason
                )
            case said.UndoPutFirst():
                return await reorder.undo_put_first(house, staff, command_id, CommandId(message.first_id))
            case said.PutBack():
                return await reorder.put_back(house, staff, command_id, TicketId(message.ticket_id), message.version)
            case said.Recall():
                command = RoomCommand(staff, RoomId(message.room_id), command_id)
                return await call.call_again(house, command, TicketId(message.ticket_id), message.version)
            case said.UndoNoShow():
                return await moderate.undo_no_show(
                    house, staff, command_id, TicketId(message.ticket_id), message.version
                )
            case said.CancelTicket():
                return await moderate.cancel_ticket(
                    house, staff, command_id, TicketId(message.ticket_id), message.version, message.reason
                )
            case said.SetQueue():
                return await lines.set_queue(
                    house, staff, command_id, message.version, message.department, message.action, message.reason,
                    message.minutes,
                )  # fmt: skip
            case said.SetCap():
                return await lines.set_cap(house, staff, command_id, message.version, message.department, message.cap)
            case said.SetServed():
                return await moderate.set_served(
                    house, staff, command_id, RoomId(message.room_id), message.version, message.departments
                )
            case said.ExtendSession():
                return await extend.extend(house, staff, command_id, message.closes_at, message.minutes)
            case said.Announce(ticket_id=UUID() as ticket_id):
                if message.department is not None:
                    raise BadInput(fields={"department": Code.BAD_INPUT.value})
                return await announce.announce_to(
                    house, staff, command_id, TicketId(ticket_id), message.text, message.minutes
                )
            case said.Announce():
                return await announce.announce(
                    house, staff, command_id, message.department, message.text, message.minutes
                )
            case said.WithdrawAnnouncement():
                return await announce.withdraw(house, staff, command_id, message.announcement_id)
            case said.SetRoster():
                seen, part = Part(message.seen), Part(message.part)
                return await roster.set_part(house, staff, command_id, StaffId(message.staff_id), seen, part)
            case said.DirectorAway():
                return await away.director_away(house, staff, command_id, _away(message))
            case said.WithdrawOffers():
                return await away.withdraw_offers(house, staff, command_id, message.department)
            case said.WriteTo():
                return await chat.write_as_moderator(
                    house, staff, command_id, TicketId(message.ticket_id), message.text
                )
            case said.AnswerHelp():
                return await helping.answer(house, staff, command_id, message.help_id)
            case said.CloseHelp():
                return await helping.close(house, staff, command_id, message.help_id)
            case said.ReviewConduct():
                return await conduct.review(house, staff, command_id, message.ending_id, message.review, message.note)
            case said.SetInterpreter():
                return await moderate.set_interpreter(house, staff, command_id, message.code, message.present)
        raise DomainError(Code.UNKNOWN_EVENT)


def _away(message: said.DirectorAway) -> away.Away:
    substitute = None if message.substitute is None else StaffId(message.substitute)
    return away.Away(RoomId(message.room_id), message.version, message.reason, substitute, message.departments)


def _seen(tickets: Sequence[said.SeenTicket]) -> list[SeenTicket]:
    return [SeenTicket(TicketId(one.ticket_id), one.version) for one in tickets]
