"""The moderator's namespace: all queues and rooms, who waits in them, and what is told to them."""

from dataclasses import dataclass
from datetime import datetime

from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import QueueId, SessionId, TicketId
from audiencia.queue.call import chat, conduct, helping
from audiencia.queue.domain.session import SessionState
from audiencia.queue.moderation import activity, announce, preview
from audiencia.queue.snapshot import watched
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling import messages_in as said
from audiencia.signaling.namespaces.base import Result, Socket
from audiencia.signaling.namespaces.moderator_flows import carry_out, seen
from audiencia.signaling.namespaces.staff import StaffNamespace, StaffWatcher, identity_of
from audiencia.signaling.views import board as views_board
from audiencia.signaling.views import chat as views_chat
from audiencia.signaling.words import ACTIVITY
from audiencia.staff.store import StaffIdentity


@dataclass(eq=False)
class BoardWatcher(StaffWatcher):
    """Looks at every queue."""

    session_id: SessionId | None = None
    closes_at: datetime | None = None
    lines: frozenset[QueueId] = frozenset()

    async def greet(self) -> None:
        """The whole board; empty when there is no jornada."""
        self.socket.last.forget()
        found = await watched.live_queues(self.live.context)
        if found is None:
            return
        session, queues = found
        self.session_id, self.closes_at, self.lines = session.id, session.closes_at, frozenset(queues)
        snapshots = [await self.live.fanout.snapshot(one) for one in queues]
        board = views_board.board(snapshots, self.socket.lang, self.live.words, self.live.poor_lines)
        await self.socket.last.changed("board", "board", board.model_dump(mode="json"), snapshots[-1])
        await self._show_interpreters(snapshots[-1])
        await self._show_all_queues(snapshots[-1])

    async def show(self, snapshot: Snapshot) -> None:
        """One queue of the board, whole. A new jornada is a new board; queues of another one are not on it."""
        if snapshot.session.id != self.session_id:
            if snapshot.session.state in (SessionState.LOBBY, SessionState.OPEN):
                await self.greet()
            return
        if snapshot.session.closes_at != self.closes_at or snapshot.queue_id not in self.lines:
            await self.greet()  # with this queue as it is by then, a new department's too
            return
        view = views_board.board_queue(snapshot, self.socket.lang, self.live.words, self.live.poor_lines)
        await self.socket.last.changed("queue", snapshot.slug, view.model_dump(mode="json"), snapshot)
        await self._show_interpreters(snapshot)
        await self._show_all_queues(snapshot)

    async def _show_all_queues(self, snapshot: Snapshot) -> None:
        """What is of no one queue: read anew at each change, because entries of the log come to be seen out of their order."""
        assert self.session_id is not None
        entries = await activity.latest(self.live.context, self.session_id, ACTIVITY)
        view = views_board.activity(entries, self.socket.lang, self.live.words)
        await self.socket.last.changed("activity", "activity", view.model_dump(mode="json"), snapshot)
        found = views_board.announcements(
            await announce.live(self.live.context, self.session_id), self.socket.lang, self.live.words
        )
        await self.socket.last.changed("announcements", "announcements", found.model_dump(mode="json"), snapshot)
        await self._show_safety(snapshot, self.session_id)

    async def _show_safety(self, snapshot: Snapshot, session_id: SessionId) -> None:
        context, lang, words = self.live.context, self.socket.lang, self.live.words
        asking = views_board.help_list(await helping.live(context, session_id), lang, words)
        await self.socket.last.changed("help", "help", asking.model_dump(mode="json"), snapshot)
        endings = views_board.conduct(*await conduct.endings(context, session_id), lang, words)
        await self.socket.last.changed("conduct", "conduct", endings.model_dump(mode="json"), snapshot)

    async def _show_interpreters(self, snapshot: Snapshot) -> None:
        view = views_board.interpreters(snapshot.interpreters, self.socket.lang, self.live.words)
        await self.socket.last.changed("interpreters", "interpreters", view.model_dump(mode="json"), snapshot)


class ModeratorNamespace(StaffNamespace):
    """`/moderator`."""

    events = said.MODERATOR_EVENTS

    async def watcher(self, socket: Socket, identity: StaffIdentity) -> BoardWatcher:
        """The board."""
        return BoardWatcher(self.live, socket, identity, None)

    async def arrive(self, socket: Socket) -> None:
        """A moderator's coming and going changes nothing."""

    async def exit(self, socket: Socket) -> None:
        """A moderator's coming and going changes nothing."""

    async def carry_out(self, socket: Socket, event: str, message: said.MessageIn) -> Result:
        """One event, one flow."""
        context, staff = self.live.context, identity_of(socket).id
        if isinstance(message, said.PreviewMove):
            found = await preview.preview_move(context, staff, seen(message.tickets), message.department)
            return views_board.move_preview(found).model_dump(mode="json")
        if isinstance(message, said.ReadChat):
            read = await chat.read(context, staff, TicketId(message.ticket_id))
            return views_chat.conversation(read.messages, "help", staff, read.state).model_dump(mode="json")
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        return await carry_out(context, staff, message)
