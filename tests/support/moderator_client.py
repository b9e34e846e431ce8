"""A moderator who also announces, opens and pauses queues, and reviews endings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_in.moderator import Only
from audiencia.signaling.messages_out import (
    ActivityOut,
    AnnouncementsOut,
    BoardMemberOut,
    BoardRoomOut,
    BoardTicketOut,
    BoardView,
    ChatOut,
    ConductListOut,
    HelpListOut,
    InterpreterOut,
    InterpretersOut,
    MovePreview,
)
from audiencia.simulation import moderator
from audiencia.simulation.client import EVENT_OF, expect_redirect
from audiencia.simulation.moderator import _queue, _seen
from audiencia.simulation.waiting import Seen


class ModeratorClient(moderator.ModeratorClient):
    """`simulation.moderator.ModeratorClient` with what the town's moderators never do.

    `interpreting` has who interprets, `happened` what happened last, `asking` who asks for help, `endings` what to review.
    """

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.interpreting: Seen[InterpretersOut] = Seen("interpreters")
        self.happened: Seen[ActivityOut] = Seen("activity")
        self.announced: Seen[AnnouncementsOut] = Seen("announcements")
        self.asking: Seen[HelpListOut] = Seen("calls for help")
        self.endings: Seen[ConductListOut] = Seen("endings for conduct")
        super().__init__(base_url, language)

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps who interprets, what happened last and so on, too."""
        if event == "interpreters":
            self.interpreting.put(InterpretersOut.model_validate(payload))
        elif event == "activity":
            self._happened(ActivityOut.model_validate(payload))
        elif event == "announcements":
            self.announced.put(AnnouncementsOut.model_validate(payload))
        elif event == "help":
            self.asking.put(HelpListOut.model_validate(payload))
        elif event == "conduct":
            self.endings.put(ConductListOut.model_validate(payload))
        else:
            super().heard(event, payload)

    def _happened(self, newer: ActivityOut) -> None:
        """Two readings may overtake each other: the newest entry says which one is later."""
        seen = self.happened.value.entries if self.happened.count else []
        if not seen or (newer.entries and newer.entries[0].id >= seen[0].id):
            self.happened.put(newer)

    async def connect(self) -> BoardView:
        """The same, once it is known who interprets too."""
        interpreters = self.interpreting.count
        await super().connect()
        await self.interpreting.wait_for(lambda _: self.interpreting.count > interpreters, "the first ones")
        return self.board

    async def sign_out(self) -> None:
        """Ends the session."""
        page = await self.browser.submit("/salir", {}, form="/")
        expect_redirect("sign out", page, "bad_input")

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

    async def wait_ticket(
        self, number: str, department: str, within: float | None = None, *, state: str | None = None
    ) -> BoardTicketOut:
        """Waits until the ticket is in the queue of this department, and in this state: a board may show a change later than others do."""

        def there(board: BoardView) -> list[BoardTicketOut]:
            # Right after a move the queue that it left may still show it, in an older version.
            queue = _queue(board, department)
            return [one for one in queue.tickets if one.number == number and (state is None or one.state == state)]

        return there(await self.wait_for(lambda board: bool(there(board)), f"{number} in {department}", within))[0]

    async def look_at(
        self, sizes: Mapping[str, int] | None = None, keep: Sequence[UUID] = (), text: str = "", only: Only = ""
    ) -> None:
        """Of these lines the board shows so many, besides them whom it keeps and whom it finds; as soon as this returns."""
        lines = [say.LineSize(department=one, size=size) for one, size in (sizes or {}).items()]
        await self.line.say("look_at", say.LookAt(lines=lines, keep=list(keep), text=text, only=only))

    async def preview_move(self, tickets: Sequence[BoardTicketOut], department: str) -> MovePreview:
        """What moving them would lead to."""
        message = say.PreviewMove(tickets=_seen(tickets), department=department)
        return MovePreview.model_validate(await self.line.say("preview_move", message))

    async def undo_no_show(self, ticket: BoardTicketOut) -> int:
        """Puts one back who did not answer twice; gives the ticket's new version, as above."""
        return await self._about(ticket, say.UndoNoShow)

    async def set_queue(
        self, department: str, action: Literal["open", "pause", "resume", "drain"], reason: str | None = None,
        minutes: int | None = None,
    ) -> int:  # fmt: skip
        """Opens, pauses, resumes or drains a queue; gives its next `state_version`."""
        return await self._about_queue(department, say.SetQueue, action=action, reason=reason, minutes=minutes)

    async def set_cap(self, department: str, cap: int | None) -> int:
        """How many may wait; gives the queue's next `state_version`."""
        return await self._about_queue(department, say.SetCap, cap=cap)

    async def set_interpreter(self, code: str, present: bool) -> None:
        """Whether an interpreter is there today."""
        await self.line.command(
            "set_interpreter", say.SetInterpreter(command_id=uuid4(), code=code, present=present)
        )  # fmt: skip
        await self.interpreting.wait_for(lambda shown: _interpreter(shown, code).present is present, code)

    async def announce(self, text: str, department: str | None, minutes: int) -> int:
        """Tells who waits in this line, or in all lines; gives the announcement's id when the board shows it."""
        return await self._announce(department=department, text=text, minutes=minutes)

    async def announce_to(self, ticket_id: UUID, text: str, minutes: int) -> int:
        """Tells the holder of this ticket alone; gives the announcement's id when the board shows it."""
        return await self._announce(ticket_id=ticket_id, text=text, minutes=minutes)

    async def write_to(self, ticket_id: UUID, text: str) -> int:
        """Writes to one who waits; gives the message's id."""
        return int((await self._do(say.WriteTo, ticket_id=ticket_id, text=text))["message_id"])

    async def read_chat(self, ticket_id: UUID) -> ChatOut:
        """What this person and the moderators wrote to each other."""
        return ChatOut.model_validate(await self.line.say("read_chat", say.ReadChat(ticket_id=ticket_id)))

    async def withdraw_announcement(self, announcement_id: int) -> None:
        """Nobody is shown it any more."""
        await self._do(say.WithdrawAnnouncement, announcement_id=announcement_id)
        await self.announced.wait_for(
            lambda shown: announcement_id not in {one.id for one in shown.announcements}, "the announcement's end"
        )  # fmt: skip

    async def recall(self, ticket: BoardTicketOut, room: BoardRoomOut) -> None:
        """Calls one who did not answer into this room."""
        await self._do(say.Recall, version=ticket.version, ticket_id=ticket.ticket_id, room_id=room.room_id)

    async def set_roster(self, member: BoardMemberOut, part: Literal["director", "substitute"]) -> None:
        """Whether somebody attends or stands in from now on."""
        await self._do(say.SetRoster, staff_id=member.staff_id, seen=member.part, part=part)
        await self.wait_for(lambda board: _member(board, member.staff_id).part == part, "the roster")

    async def director_away(
        self, room: BoardRoomOut, reason: str, substitute: int | None = None, departments: Sequence[str] | None = None
    ) -> int:
        """A director attends no more; gives how many people are asked how they go on."""
        done = await self._do(
            say.DirectorAway, version=room.version, room_id=room.room_id, reason=reason, substitute=substitute,
            departments=None if departments is None else list(departments),
        )  # fmt: skip
        return int(done["asked"])

    async def withdraw_offers(self, department: str) -> None:
        """Nobody of this line is asked any more."""
        await self._do(say.WithdrawOffers, department=department)
        await self.wait_for(lambda board: _queue(board, department).offers is None, "the end of the offers")

    async def review_conduct(self, ending_id: UUID, review: Literal["upheld", "reversed"], note: str = "") -> None:
        """Upholds or reverses an ending for conduct."""
        await self._do(say.ReviewConduct, ending_id=ending_id, review=review, note=note)
        await self.endings.wait_for(
            lambda shown: any((one.ending_id, one.review) == (ending_id, review) for one in shown.endings), "the review"
        )

    def interpreter(self, code: str) -> InterpreterOut:
        """One interpreter by code."""
        return _interpreter(self.interpreting.value, code)

    async def _announce(self, **fields: Any) -> int:
        made = int((await self._do(say.Announce, **fields))["announcement_id"])
        await self.announced.wait_for(
            lambda shown: made in {one.id for one in shown.announcements}, "what is announced"
        )
        return made

    async def _about_queue(self, department: str, kind: type[say.VersionedCommand], **fields: Any) -> int:
        seen = self.queue(department).state_version
        version = int((await self._do(kind, version=seen, department=department, **fields))["version"])
        await self.wait_for(
            lambda board: _queue(board, department).state_version >= version, f"what {EVENT_OF[kind]} led to"
        )
        return version


def _member(board: BoardView, staff_id: int) -> BoardMemberOut:
    return next(one for queue in board.queues for one in queue.roster if one.staff_id == staff_id)


def _interpreter(shown: InterpretersOut, code: str) -> InterpreterOut:
    return next(one for one in shown.interpreters if one.code == code)
