"""A moderator: sees the whole board, moves and ends tickets, sets queues, rooms and interpreters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import (
    ActivityOut,
    AnnouncementsOut,
    BoardQueueOut,
    BoardRoomOut,
    BoardTicketOut,
    BoardView,
    ConductListOut,
    HelpListOut,
    InterpretersOut,
)
from audiencia.simulation.client import EVENT_OF, StaffClient
from audiencia.simulation.viewer import Viewer
from audiencia.simulation.waiting import Seen


def _short(board: BoardView) -> object:
    return {one.department_slug: (one.version, [ticket.number for ticket in one.tickets]) for one in board.queues}


class ModeratorClient(StaffClient, Viewer[BoardView]):
    """`board` is the newest state of all queues, put together from `board` and the `queue` events after it, each with the
    tickets that are shown of it: of a long line the first, and those of `look_at`. `interpreting` has who interprets,
    `happened` what happened last, `asking` who asks for help, `endings` what to review. A command returns when they show what
    it led to.
    """

    namespace = "/moderator"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[BoardView] = Seen("moderator's board", _short)
        self.interpreting: Seen[InterpretersOut] = Seen("interpreters")
        self.happened: Seen[ActivityOut] = Seen("activity")
        self.announced: Seen[AnnouncementsOut] = Seen("announcements")
        self.asking: Seen[HelpListOut] = Seen("calls for help")
        self.endings: Seen[ConductListOut] = Seen("endings for conduct")
        super().__init__(base_url, language)

    @property
    def board(self) -> BoardView:
        """The newest board."""
        return self.views.value

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Replaces the board, or one queue of it, or who interprets, or what happened last."""
        if event == "board":
            self.views.put(BoardView.model_validate(payload))
        elif event == "queue" and self.views.count:
            self._replace(BoardQueueOut.model_validate(payload))
        elif event == "interpreters":
            self.interpreting.put(InterpretersOut.model_validate(payload))
        elif event == "activity":
            self._happened(ActivityOut.model_validate(payload))
        elif event == "announcements":
            self.announced.put(AnnouncementsOut.model_validate(payload))
        elif event == "help":
            self.asking.put(HelpListOut.model_validate(payload))
        elif event == "conduct":
            self.endings.put(ConductListOut.model_validate(payload))

    def _happened(self, newer: ActivityOut) -> None:
        """Two readings may overtake each other: the newest entry says which one is later."""
        seen = self.happened.value.entries if self.happened.count else []
        if not seen or (newer.entries and newer.entries[0].id >= seen[0].id):
            self.happened.put(newer)

    def _replace(self, newer: BoardQueueOut) -> None:
        queues = [
            newer if one.department_slug == newer.department_slug and newer.version >= one.version else one
            for one in self.board.queues
        ]
        self.views.put(self.board.model_copy(update={"queues": queues}))

    async def connect(self) -> BoardView:
        """The same, once it is known who interprets too."""
        interpreters = self.interpreting.count
        await super().connect()
        await self.interpreting.wait_for(lambda _: self.interpreting.count > interpreters, "the first ones")
        return self.board

    def queue(self, department: str) -> BoardQueueOut:
        """One queue by its slug."""
        return _queue(self.board, department)

    async def wait_room(
        self, director: str, state: str, department: str, within: float | None = None
    ) -> BoardRoomOut:  # fmt: skip
        """Waits until the room of this director is in `state`, as the queue of this department shows it."""

        def there(board: BoardView) -> list[BoardRoomOut]:
            return [one for one in _queue(board, department).rooms if (one.director, one.state) == (director, state)]

        return there(await self.wait_for(lambda board: bool(there(board)), f"{director}: {state}", within))[0]

    async def move_ticket(self, ticket: BoardTicketOut, department: str, reason: str | None = None) -> int:
        """Moves one; gives the ticket's new version when the board shows it. Raises `Refused` (ticket_moved, ...)."""
        moved = await self.move_tickets([ticket], department, reason)
        return int(moved["moved"][0]["version"])

    async def move_tickets(
        self, tickets: Sequence[BoardTicketOut], department: str, reason: str | None = None
    ) -> dict[str, Any]:  # fmt: skip
        """Moves all of them or nobody; gives the result when the board shows it."""
        seen = self.board
        given = reason or self.board.move_reasons[0].code
        result = await self._do(say.MoveTickets, tickets=_seen(tickets), department=department, reason=given)
        for one in result["moved"]:
            await self._shown(UUID(one["ticket_id"]), one["version"], department, seen, "move_tickets")
        return result

    async def undo_move(self, moved: Mapping[str, Any]) -> list[str]:
        """Takes back a move that gave this; gives the numbers."""
        return list((await self._do(say.UndoMove, move_id=UUID(moved["move_id"])))["undone"])

    async def cancel_ticket(
        self, ticket: BoardTicketOut, reason: Literal["duplicate", "asked_by_person", "abuse"]
    ) -> int:  # fmt: skip
        """Ends a ticket; gives its last version."""
        return await self._about(ticket, say.CancelTicket, reason=reason)

    async def set_served(self, room: BoardRoomOut, departments: Sequence[str]) -> int:
        """From which queues a room calls; gives the room's next version."""
        served = list(departments)
        done = await self._do(say.SetServed, version=room.version, room_id=room.room_id, departments=served)
        version = int(done["version"])

        def known(board: BoardView) -> bool:
            # It is in each of its queues, and may still be shown in one that it left.
            shown = [one.version for queue in board.queues for one in queue.rooms if one.room_id == room.room_id]
            return bool(shown) and min(shown) >= version

        await self.wait_for(known, "what set_served led to")
        return version

    async def extend_session(self, closes_at: datetime, minutes: int) -> None:
        """Lets the jornada go on for longer than the time that was seen."""
        done = await self._do(say.ExtendSession, closes_at=closes_at, minutes=minutes)
        until = datetime.fromisoformat(done["closes_at"])
        await self.wait_for(lambda board: board.session.closes_at >= until, "what extend_session led to")

    async def answer_help(self, help_id: int) -> None:
        """ "Somebody is coming"."""
        await self._do(say.AnswerHelp, help_id=help_id)
        await self.asking.wait_for(
            lambda shown: all(one.id != help_id or one.answered_by for one in shown.entries), "what answer_help led to"
        )

    async def close_help(self, help_id: int) -> None:
        """The call for help is over."""
        await self._do(say.CloseHelp, help_id=help_id)
        await self.asking.wait_for(
            lambda shown: all(one.id != help_id for one in shown.entries), "what close_help led to"
        )

    async def _about(self, ticket: BoardTicketOut, kind: type[say.VersionedCommand], **fields: Any) -> int:
        """Until the board shows the ticket's next version, or its queue a moment without the ticket; gives that version."""
        seen, department = self.board, self._where(ticket)
        done = await self._do(kind, version=ticket.version, ticket_id=ticket.ticket_id, **fields)
        await self._shown(ticket.ticket_id, done["version"], department, seen, EVENT_OF[kind])
        return int(done["version"])

    async def _shown(self, ticket_id: UUID, version: int, department: str, seen: BoardView, event: str) -> None:
        def known(board: BoardView) -> bool:
            shown = [one for one in _tickets(board) if one.ticket_id == ticket_id]
            # It may have left the line since: then it is in no queue.
            gone = not shown and _queue(board, department).version > _queue(seen, department).version
            return gone or any(one.version >= version for one in shown)

        await self.wait_for(known, f"what {event} led to")

    def _where(self, ticket: BoardTicketOut) -> str:
        """The queue that shows this ticket. Raises `LookupError`."""
        for queue in self.board.queues:
            if any(one.ticket_id == ticket.ticket_id for one in queue.tickets):
                return queue.department_slug
        raise LookupError(f"{ticket.number} is on no queue of the board")


def _queue(board: BoardView, department: str) -> BoardQueueOut:
    return next(one for one in board.queues if one.department_slug == department)


def _tickets(board: BoardView) -> Iterator[BoardTicketOut]:
    return (one for queue in board.queues for one in queue.tickets)


def _seen(tickets: Iterable[BoardTicketOut]) -> list[say.SeenTicket]:
    return [say.SeenTicket(ticket_id=one.ticket_id, version=one.version) for one in tickets]
