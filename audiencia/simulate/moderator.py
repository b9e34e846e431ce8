"""A moderator: sees the whole board and moves tickets."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from audiencia.signaling.messages_in import MoveTicket
from audiencia.signaling.messages_out import BoardQueueOut, BoardTicketOut, BoardView
from audiencia.simulate.client import StaffClient
from audiencia.simulate.waiting import WAIT_SECONDS, Seen


def _short(board: BoardView) -> object:
    return {one.department_slug: (one.version, [ticket.number for ticket in one.tickets]) for one in board.queues}


class ModeratorClient(StaffClient):
    """`board` is the newest state of all queues, put together from `board` and the `queue` events after it."""

    namespace = "/moderator"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.boards: Seen[BoardView] = Seen("moderator's board", _short)
        super().__init__(base_url, language)

    @property
    def board(self) -> BoardView:
        """The newest board."""
        return self.boards.value

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Replaces the board, or one queue of it."""
        if event == "board":
            self.boards.put(BoardView.model_validate(payload))
        elif event == "queue" and self.boards.count:
            self._replace(BoardQueueOut.model_validate(payload))

    def _replace(self, newer: BoardQueueOut) -> None:
        queues = [
            newer if one.department_slug == newer.department_slug and newer.version >= one.version else one
            for one in self.board.queues
        ]
        self.boards.put(self.board.model_copy(update={"queues": queues}))

    async def connect(self) -> BoardView:
        """Opens the line, for the first time or again, and gives the first board that comes over it."""
        before = self.boards.count
        await self.line.open()
        return await self.wait_for(lambda _: self.boards.count > before, "the first one")

    async def wait_for(
        self, predicate: Callable[[BoardView], bool], what: str, within: float = WAIT_SECONDS
    ) -> BoardView:  # fmt: skip
        """The first board that satisfies `predicate`. Raises `TookTooLong`."""
        return await self.boards.wait_for(predicate, what, within)

    def queue(self, department: str) -> BoardQueueOut:
        """One queue by its slug."""
        return _queue(self.board, department)

    async def wait_ticket(self, number: str, department: str, within: float = WAIT_SECONDS) -> BoardTicketOut:
        """Waits until the ticket is in the queue of this department."""

        def there(board: BoardView) -> list[BoardTicketOut]:
            # Right after a move the queue that it left may still show it, in an older version.
            queue = _queue(board, department)
            return [one for one in queue.tickets if one.number == number]

        return there(await self.wait_for(lambda board: bool(there(board)), f"{number} in {department}", within))[0]

    async def move_ticket(self, ticket: BoardTicketOut, department: str, reason: str | None = None) -> int:
        """Moves it; gives the ticket's new version when the board shows it. Raises `Refused` (ticket_moved, ...)."""
        message = MoveTicket(
            command_id=uuid4(), version=ticket.version, ticket_id=ticket.ticket_id, department=department,
            reason=reason or self.board.move_reasons[0].code,
        )  # fmt: skip
        seen = self.board
        version = int((await self.line.command("move_ticket", message))["version"])

        def moved(board: BoardView) -> bool:
            shown = [one for queue in board.queues for one in queue.tickets if one.ticket_id == ticket.ticket_id]
            # It may have left the line since: then it is in no queue.
            gone = not shown and _queue(board, department).version > _queue(seen, department).version
            return gone or any(one.version >= version for one in shown)

        await self.wait_for(moved, f"{ticket.number} moved")
        return version


def _queue(board: BoardView, department: str) -> BoardQueueOut:
    return next(one for one in board.queues if one.department_slug == department)
