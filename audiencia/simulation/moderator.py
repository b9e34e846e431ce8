"""A moderator: sees the whole board, moves and ends tickets, sets queues, rooms and interpreters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import BoardQueueOut, BoardRoomOut, BoardTicketOut, BoardView
from audiencia.simulation.client import EVENT_OF, StaffClient
from audiencia.simulation.viewer import Viewer
from audiencia.simulation.waiting import Seen


def _short(board: BoardView) -> object:
    return {one.department_slug: (one.version, [ticket.number for ticket in one.tickets]) for one in board.queues}


class ModeratorClient(StaffClient, Viewer[BoardView]):
    """`board` is the newest state of all queues, put together from `board` and the `queue` events after it, each with the
    tickets that are shown of it: of a long line the first, and those of `look_at`. A command returns when it shows what it led to."""

    namespace = "/moderator"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[BoardView] = Seen("moderator's board", _short)
        super().__init__(base_url, language)

    @property
    def board(self) -> BoardView:
        """The newest board."""
        return self.views.value

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Replaces the board, or one queue of it."""
        if event == "board":
            self.views.put(BoardView.model_validate(payload))
        elif event == "queue" and self.views.count:
            self._replace(BoardQueueOut.model_validate(payload))

    def _replace(self, newer: BoardQueueOut) -> None:
        queues = [
            newer if one.department_slug == newer.department_slug and newer.version >= one.version else one
            for one in self.board.queues
        ]
        self.views.put(self.board.model_copy(update={"queues": queues}))

    def queue(self, department: str) -> BoardQueueOut:
        """One queue by its slug."""
        return _queue(self.board, department)

    async def wait_room(
        self, director: str, state: str, department: str, within: float | None = None, *, since: int = 0
    ) -> BoardRoomOut:  # fmt: skip
        """Waits until the room of this director is in `state`, as the queue of this department shows it, at version `since` or later."""

        def there(board: BoardView) -> list[BoardRoomOut]:
            rooms = [one for one in _queue(board, department).rooms if one.version >= since]
            return [one for one in rooms if (one.director, one.state) == (director, state)]

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
