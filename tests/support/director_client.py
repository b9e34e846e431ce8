"""A director who also pauses, promises, shares the screen, and talks by telephone."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import CaseOut, QualityOut
from audiencia.simulation import director
from audiencia.simulation.waiting import Seen
from tests.support.device_client import DeviceClient


class DirectorClient(DeviceClient, director.DirectorClient):
    """`simulation.director.DirectorClient` with what the town's directors never do."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.quality: Seen[QualityOut] = Seen(
            "lines of the call", lambda found: [(one.who, one.grade) for one in found.lines]
        )
        super().__init__(base_url, language)

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps how the lines of the call are, too."""
        if event == "quality":
            self.quality.put(QualityOut.model_validate(payload))
        else:
            super().heard(event, payload)

    async def send_away(self, staff_id: int) -> None:
        """Frees an assistant's seat."""
        await self._do(say.SendAway, staff_id=staff_id)
        await self.wait_for(
            lambda view: all(one.staff_id != staff_id for one in view.assistants), "what send_away led to"
        )

    async def pause_room(self, minutes: int, reason: str | None = None) -> None:
        """`available > paused`. Without a reason, the first one offered."""
        given = reason or self.view.pause_reasons[0].code
        await self._versioned(say.PauseRoom, minutes=minutes, reason=given)

    async def resume_room(self) -> None:
        """`paused > available`."""
        await self._versioned(say.ResumeRoom)

    async def drain_room(self) -> None:
        """Nobody after the present one."""
        await self._versioned(say.DrainRoom)

    async def call_again(self, ticket_id: UUID) -> str:
        """Calls one who did not answer."""
        return str((await self._versioned(say.CallAgain, ticket_id=ticket_id))["number"])

    async def answer_knock(self, agree: bool) -> None:
        """Whether whoever knocks at the call may come in."""
        if self.view.knock is None:
            raise LookupError("nobody knocks")
        knock_id = self.view.knock.knock_id
        await self._do(say.AnswerKnock, knock_id=knock_id, agree=agree)
        await self.wait_for(
            lambda view: view.knock is None or view.knock.knock_id != knock_id or view.knock.answered, "the answer"
        )

    async def answer_relative(self, admit: bool) -> None:
        """Whether who waits may come in."""
        waits = (await self.wait_for(lambda view: view.relative is not None, "who waits")).relative
        assert waits is not None
        await self._do(say.AnswerRelative, relative_id=waits.relative_id, admit=admit)
        await self.wait_for(lambda view: view.relative is None, "that nobody waits")

    async def make_commitment(
        self, text: str, due: date, *, department: str | None = None, staff_id: int | None = None,
        ticket_id: UUID | None = None,
    ) -> UUID:  # fmt: skip
        """Promises something to whom the view shows, or hears as the third of a call; gives its id."""
        heard = self.view.assist.ticket_id if self.view.current is None and self.view.assist is not None else None
        about = ticket_id or heard or self.attended
        done = await self._do(
            say.MakeCommitment, ticket_id=about, text=text, due=due, department=department, staff_id=staff_id
        )  # fmt: skip
        return UUID(done["commitment_id"])

    async def complete_commitment(self, commitment_id: UUID) -> None:
        """It is done."""
        await self._do(say.CompleteCommitment, commitment_id=commitment_id)

    async def withdraw_commitment(self, commitment_id: UUID) -> None:
        """It is taken back."""
        await self._do(say.WithdrawCommitment, commitment_id=commitment_id)

    async def let_go(self) -> None:
        """Waits no longer for a citizen whose connection dropped."""
        await self._versioned(say.LetGo)

    async def continue_by_phone(self) -> None:
        """The call goes on by telephone. From `called` the room's version stays; `current` shows the number to dial."""
        await self._said(say.ContinueByPhone)
        await self.wait_for(lambda view: view.current is None or view.current.medium == "phone", "the telephone")

    async def back_to_video(self) -> None:
        """The call goes on by video again."""
        await self._versioned(say.BackToVideo)

    async def phone_answered(self) -> None:
        """ "They answered": `called > in_call` by telephone."""
        await self._versioned(say.PhoneAnswered)

    async def phone_no_answer(self) -> None:
        """ "No answer": the room is free."""
        await self._versioned(say.PhoneNoAnswer)

    async def remove_next_step(self, step_id: UUID, ticket_id: UUID | None = None) -> None:
        """Takes a step back from whom the view shows, or for this ticket."""
        ticket_id = ticket_id or self.attended
        await self._do(say.RemoveNextStep, ticket_id=ticket_id, step_id=step_id)
        await self._steps(ticket_id, lambda handed_over: step_id not in handed_over, "the step's end")

    async def share_screen(self, *, shared: bool = True) -> None:
        """Shows the screen to the others of the call, or no more."""
        await self._do(say.ShareScreen, shared=shared)
        await self.wait_for(lambda view: view.room.shares_screen == shared, "the screen")

    async def declare_company(self, **beside: int) -> None:
        """Who is in the room, by code and number; nobody: alone."""
        company = [say.Beside(code=code, count=count) for code, count in beside.items()]
        await self._do(say.DeclareCompany, company=company)
        await self.wait_for(
            lambda view: view.room.company is not None and {one.code: one.count for one in view.room.company} == beside,
            "what was declared",
        )

    async def end_for_conduct(self, reason: str) -> UUID:
        """`in_call | on_hold > wrap_up`, for conduct; gives the ending's id."""
        return UUID((await self._versioned(say.EndForConduct, reason=reason))["ending_id"])

    async def ask_help(self) -> None:
        """Asks the moderators for help, silently."""
        await self._do(say.AskHelp)
        await self.wait_for(lambda view: view.help is not None, "that help is asked for")

    async def withdraw_help(self) -> None:
        """Needs help no more."""
        await self._do(say.WithdrawHelp)
        await self.wait_for(lambda view: view.help is None, "that it is over")

    async def show_emergency(self) -> None:
        """Puts the card of emergency numbers before the citizen."""
        await self._do(say.ShowEmergency, ticket_id=self.attended)

    async def read_case(self) -> CaseOut:
        """What whom the room attends came to talk about."""
        return CaseOut.model_validate(await self.line.say("read_case", say.ReadCase(ticket_id=self.attended)))

    async def save_note(self, note: str) -> None:
        """Saves the internal note of whom the view shows, upon the note that it shows."""
        assert self.view.current is not None, "the room holds nobody"
        await self._do(say.SaveNote, ticket_id=self.attended, seen=self.view.current.note.version, note=note)
        await self.wait_for(lambda view: view.current is None or view.current.note.text == note, "the note")
