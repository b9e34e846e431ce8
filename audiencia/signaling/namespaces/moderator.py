"""The moderator's namespace: all queues and rooms, who waits in them, and what is told to them."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import QueueId, SessionId, TicketId
from audiencia.queue.call import chat, conduct, helping
from audiencia.queue.domain.session import SessionState
from audiencia.queue.moderation import activity, announce, preview
from audiencia.queue.snapshot import watched
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling import messages_in as said
from audiencia.signaling.namespaces.base import Result
from audiencia.signaling.namespaces.moderator_flows import carry_out, seen
from audiencia.signaling.namespaces.socket import Socket
from audiencia.signaling.namespaces.staff import StaffNamespace, StaffWatcher, identity_of
from audiencia.signaling.views import beside_board
from audiencia.signaling.views import board as views_board
from audiencia.signaling.views import chat as views_chat
from audiencia.signaling.views.board_window import Look
from audiencia.signaling.words import ACTIVITY
from audiencia.staff.store import StaffIdentity


@dataclass(frozen=True, slots=True)
class Moment:
    """A queue as it was shown last, and when that was, in seconds of the process's clock."""

    snapshot: Snapshot
    at: float

    @property
    def now(self) -> datetime:
        """The database's time by now."""
        return self.snapshot.now + timedelta(seconds=time.monotonic() - self.at)


@dataclass(eq=False)
class BoardWatcher(StaffWatcher):
    """Looks at every queue: at the front of each, and at what the moderator says."""

    session_id: SessionId | None = None
    closes_at: datetime | None = None
    moments: dict[QueueId, Moment] = field(default_factory=dict)
    look: Look = field(default_factory=Look)

    async def greet(self) -> None:
        """The whole board; empty when there is no jornada."""
        self.last.forget()
        self.moments = {}
        found = await watched.live_queues(self.live.context)
        if found is None:
            return
        session, queues = found
        self.session_id, self.closes_at = session.id, session.closes_at
        moments = {one: Moment(await self.live.fanout.snapshot(one, anew=True), time.monotonic()) for one in queues}
        snapshots = [one.snapshot for one in moments.values()]
        by = self._by()
        board = views_board.board(snapshots, by)
        self.last.changed("board", "board", board.model_dump(mode="json"), snapshots[-1])
        for snapshot, queue in zip(snapshots, board.queues, strict=True):
            self.last.sent_within(snapshot.slug, queue.model_dump(mode="json"), snapshot)
        self.moments = moments
        if self.look != by.look:
            await self._show_queues()  # the moderator began to look at something else meanwhile
        await self._show_interpreters(snapshots[-1])
        await self._show_all_queues(snapshots[-1])

    async def show(self, snapshot: Snapshot) -> None:
        """One queue of the board. A new jornada is a new board; queues of another one are not on it."""
        if snapshot.session.id != self.session_id:
            if snapshot.session.state in (SessionState.LOBBY, SessionState.OPEN):
                await self.greet()
            return
        if snapshot.session.closes_at != self.closes_at or snapshot.queue_id not in self.moments:
            await self.greet()  # with this queue as it is by then, a new department's too
            return
        if snapshot.version >= self.moments[snapshot.queue_id].snapshot.version:
            self.moments[snapshot.queue_id] = Moment(snapshot, time.monotonic())
        await self._show_queue(snapshot.queue_id)
        await self._show_interpreters(snapshot)
        await self._show_all_queues(snapshot)

    async def look_at(self, message: said.LookAt) -> None:
        """From now on the queues are shown so; those that look different are sent at once, as they were shown last."""
        self.look = Look(
            sizes={one.department: one.size for one in message.lines},
            kept=frozenset(TicketId(one) for one in message.keep),
            text=message.text,
            only=message.only,
        )
        await self._show_queues()

    async def _show_queues(self) -> None:
        for queue_id in list(self.moments):
            await self._show_queue(queue_id)

    async def _show_queue(self, queue_id: QueueId) -> None:
        moment = self.moments.get(queue_id)
        if moment is None:
            return  # a whole board is on its way
        view = views_board.board_queue(moment.snapshot, self._by(), moment.now)
        self.last.changed("queue", moment.snapshot.slug, view.model_dump(mode="json"), moment.snapshot)

    def _by(self) -> views_board.Board:
        return views_board.Board(self.lang, self.live.words, self.live.poor_lines, self.look)

    async def _show_all_queues(self, snapshot: Snapshot) -> None:
        """What is of no one queue: read anew at each change, because entries of the log come to be seen out of their order."""
        assert self.session_id is not None
        entries = await activity.latest(self.live.context, self.session_id, ACTIVITY)
        view = beside_board.activity(entries, self.lang, self.live.words)
        self.last.changed("activity", "activity", view.model_dump(mode="json"), snapshot)
        found = beside_board.announcements(
            await announce.live(self.live.context, self.session_id), self.lang, self.live.words
        )
        self.last.changed("announcements", "announcements", found.model_dump(mode="json"), snapshot)
        await self._show_safety(snapshot, self.session_id)

    async def _show_safety(self, snapshot: Snapshot, session_id: SessionId) -> None:
        context, lang, words = self.live.context, self.lang, self.live.words
        asking = beside_board.help_list(await helping.live(context, session_id), lang, words)
        self.last.changed("help", "help", asking.model_dump(mode="json"), snapshot)
        endings = beside_board.conduct(*await conduct.endings(context, session_id), lang, words)
        self.last.changed("conduct", "conduct", endings.model_dump(mode="json"), snapshot)

    async def _show_interpreters(self, snapshot: Snapshot) -> None:
        view = beside_board.interpreters(snapshot.interpreters, self.lang, self.live.words)
        self.last.changed("interpreters", "interpreters", view.model_dump(mode="json"), snapshot)


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
            return beside_board.move_preview(found).model_dump(mode="json")
        if isinstance(message, said.ReadChat):
            read = await chat.read(context, staff, TicketId(message.ticket_id))
            lang, words = socket.lang, self.live.words
            return views_chat.conversation(read.messages, "help", staff, read.state, lang, words).model_dump(
                mode="json"
            )
        if isinstance(message, said.LookAt):
            assert isinstance(socket.watcher, BoardWatcher)
            await socket.watcher.look_at(message)
            return {}
        if not isinstance(message, said.Command):
            raise DomainError(Code.UNKNOWN_EVENT)
        return await carry_out(context, staff, message)
