"""A director: opens the room, calls, holds and passes calls on, hands over next steps, records outcomes."""

from collections.abc import Callable
from datetime import date
from typing import Literal
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import DirectorView
from audiencia.simulation.desk import Desk
from audiencia.simulation.viewer import versioned

Outcome = Literal["resolved_immediately", "in_process"]


class DirectorClient(Desk):
    """What a director can do; see `Desk` for views and versions."""

    async def open_room(self) -> DirectorView:
        """`closed > available`, alone in the room."""
        seen = self.view.room.version
        await self._do(say.OpenRoom, company=[])
        return await self._newer(seen, "what open_room led to")

    close_room = versioned(say.CloseRoom)  # `available | paused > closed`.

    async def call_next(self) -> str:
        """Calls whoever is next; gives the number."""
        return str((await self._versioned(say.CallNext))["number"])

    withdraw_call = versioned(say.WithdrawCall)  # Takes the call back.
    hold_call = versioned(say.HoldCall)  # `in_call > on_hold`.
    unhold_call = versioned(say.UnholdCall)  # `on_hold > in_call`.

    async def transfer_call(self, department: str, note: str = "") -> None:
        """Cold transfer: the citizen waits in the other line, the room is free."""
        await self._versioned(say.TransferCall, department=department, note=note)

    async def invite_director(self, department: str) -> str:
        """Asks a free director of that department into the call; gives the name."""
        asked = await self._asked(say.InviteDirector, anybody=True, department=department)
        return str(asked["director"])

    async def withdraw_invitation(self, assist_id: int | None = None) -> None:
        """Ends this invitation, or this guest's stay in the call; without an id that of the first one."""
        await self._asked(say.WithdrawInvitation, anybody=False, assist_id=assist_id)

    async def answer_invitation(self, join: bool) -> None:
        """Joins the call that this director was asked into (`available > assisting`), or declines."""
        if join:
            await self._versioned(say.AnswerInvitation, join=True)
            return
        await self._asked(say.AnswerInvitation, anybody=False, join=False)

    leave_assist = versioned(say.LeaveAssist)  # `assisting > available`.

    async def hand_over(self, note: str = "", assist_id: int | None = None) -> None:
        """The citizen stays with this guest, or the first one; this room is free."""
        await self._versioned(say.HandOver, note=note, assist_id=assist_id)

    async def write(self, text: str) -> int:
        """Writes to the citizen of the call; gives the message's id when the view shows it."""
        assist, current = self.view.assist, self.view.current
        held = assist if assist is not None and assist.role == "guest" else current
        assert held is not None, "there is no call to write into"
        made = int((await self._do(say.WriteTo, ticket_id=held.ticket_id, text=text))["message_id"])
        await self.wait_for(
            lambda view: made in {one.id for one in view.chat.messages} if view.chat else False, "the message"
        )
        return made

    async def pass_on(self, matter_id: UUID, note: str = "") -> None:
        """This matter is concluded, and the citizen's other one begins."""
        await self._versioned(say.PassOn, matter_id=matter_id, note=note)

    end_call = versioned(say.EndCall)  # `in_call | on_hold > wrap_up`.

    async def add_next_step(
        self, step: str, *, requirement: str = "", cost: str = "", place: str = "", due: date | None = None,
        ticket_id: UUID | None = None,
    ) -> UUID:  # fmt: skip
        """Hands a step over to whom the view shows, or for this ticket; gives the step's id."""
        ticket_id = ticket_id or self.attended
        done = await self._do(
            say.AddNextStep, ticket_id=ticket_id, step=step, requirement=requirement, cost=cost, place=place, due=due
        )  # fmt: skip
        step_id = UUID(done["step_id"])
        await self._steps(ticket_id, lambda handed_over: step_id in handed_over, "the step")
        return step_id

    async def record_outcome(
        self, outcome: Outcome = "resolved_immediately", disposition: str | None = None, *,
        note_to_citizen: str = "", note_internal: str = "",
    ) -> None:  # fmt: skip
        """`wrap_up > available`. Without a disposition, the first one offered for this outcome."""
        await self._versioned(
            say.RecordOutcome, outcome=outcome, disposition=disposition or self._offered(outcome),
            note_to_citizen=note_to_citizen, note_internal=note_internal,
        )  # fmt: skip

    defer_outcome = versioned(say.DeferOutcome)  # `wrap_up > outcome_pending`; the room is free.

    async def complete_outcome(
        self, ticket_id: UUID, outcome: Outcome = "resolved_immediately", disposition: str | None = None, *,
        note_to_citizen: str = "", note_internal: str = "",
    ) -> None:  # fmt: skip
        """Records the result that was left for later, of one of `pending`; returns when it is there no more."""
        version = next(one.version for one in self.view.pending if one.ticket_id == ticket_id)
        await self._do(
            say.CompleteOutcome, ticket_id=ticket_id, version=version, outcome=outcome,
            disposition=disposition or self._offered(outcome), note_to_citizen=note_to_citizen, note_internal=note_internal,
        )  # fmt: skip
        await self.wait_for(
            lambda view: all(one.ticket_id != ticket_id for one in view.pending), "what complete_outcome led to"
        )

    def _offered(self, outcome: Outcome) -> str:
        return next(one.code for one in self.view.dispositions if one.outcome == outcome)

    async def _steps(self, ticket_id: UUID, condition: Callable[[set[UUID]], bool], what: str) -> None:
        """Steps change no version: waits for the steps themselves, or until somebody else, or nobody, is attended."""

        def known(view: DirectorView) -> bool:
            held = view.current
            return held is None or held.ticket_id != ticket_id or condition({one.step_id for one in held.next_steps})

        await self.wait_for(known, what)
