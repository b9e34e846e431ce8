"""A director: opens the room, calls, hands over next steps, records outcomes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import DirectorView
from audiencia.simulate.client import StaffClient
from audiencia.simulate.waiting import WAIT_SECONDS, Seen


def _short(view: DirectorView) -> object:
    return view.room.state, view.room.version, view.current and view.current.number, len(view.waiting)


class DirectorClient(StaffClient):
    """`view` is the newest view. Commands carry the version of the room that it shows, and return when it shows what they
    led to, so that the version that the next one carries still holds.
    """

    namespace = "/director"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[DirectorView] = Seen("director's view", _short)
        super().__init__(base_url, language)

    @property
    def view(self) -> DirectorView:
        """The newest view."""
        return self.views.value

    @property
    def attended(self) -> UUID:
        """The ticket that the room holds in the newest view. Raises `LookupError` when it holds none."""
        if self.view.current is None:
            raise LookupError("the room holds nobody")
        return self.view.current.ticket_id

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views."""
        if event == "view":
            self.views.put(DirectorView.model_validate(payload))

    async def connect(self) -> DirectorView:
        """Opens the line, for the first time or again, and gives the first view that comes over it."""
        before = self.views.count
        await self.line.open()
        return await self.wait_for(lambda _: self.views.count > before, "the first one")

    async def wait_for(
        self, predicate: Callable[[DirectorView], bool], what: str, within: float = WAIT_SECONDS
    ) -> DirectorView:  # fmt: skip
        """The first view that satisfies `predicate`. Raises `TookTooLong`."""
        return await self.views.wait_for(predicate, what, within)

    async def wait_room(self, state: str, within: float = WAIT_SECONDS) -> DirectorView:
        """The first view in which the room is in `state`."""
        return await self.wait_for(lambda view: view.room.state == state, state, within)

    async def open_room(self) -> DirectorView:
        """`closed > available`."""
        seen = self.view.room.version
        await self.line.command("open_room", say.OpenRoom(command_id=uuid4()))
        return await self._newer(seen, "open_room")

    async def close_room(self) -> None:
        """`available | paused > closed`."""
        await self._versioned("close_room", say.CloseRoom)

    async def pause_room(self, minutes: int, reason: str | None = None) -> None:
        """`available > paused`. Without a reason, the first one offered."""
        message = say.PauseRoom(
            command_id=uuid4(), version=self.view.room.version, minutes=minutes,
            reason=reason or self.view.pause_reasons[0].code,
        )  # fmt: skip
        await self._say("pause_room", message)

    async def resume_room(self) -> None:
        """`paused > available`."""
        await self._versioned("resume_room", say.ResumeRoom)

    async def call_next(self) -> str:
        """Calls the head of the line; gives its number."""
        return str((await self._versioned("call_next", say.CallNext))["number"])

    async def call_again(self, ticket_id: UUID) -> str:
        """Calls one who did not answer."""
        message = say.CallAgain(command_id=uuid4(), version=self.view.room.version, ticket_id=ticket_id)
        return str((await self._say("call_again", message))["number"])

    async def withdraw_call(self) -> None:
        """Takes the call back."""
        await self._versioned("withdraw_call", say.WithdrawCall)

    async def end_call(self) -> None:
        """`in_call > wrap_up`."""
        await self._versioned("end_call", say.EndCall)

    async def add_next_step(
        self, step: str, *, requirement: str = "", cost: str = "", place: str = "", due: date | None = None,
        ticket_id: UUID | None = None,
    ) -> UUID:  # fmt: skip
        """Hands a step over to whom the view shows, or for this ticket; gives the step's id."""
        ticket_id = ticket_id or self.attended
        message = say.AddNextStep(
            command_id=uuid4(), ticket_id=ticket_id, step=step, requirement=requirement, cost=cost, place=place, due=due
        )  # fmt: skip
        step_id = UUID((await self.line.command("add_next_step", message))["step_id"])
        await self._steps(ticket_id, lambda handed_over: step_id in handed_over, "the step")
        return step_id

    async def remove_next_step(self, step_id: UUID, ticket_id: UUID | None = None) -> None:
        """Takes a step back from whom the view shows, or for this ticket."""
        ticket_id = ticket_id or self.attended
        message = say.RemoveNextStep(command_id=uuid4(), ticket_id=ticket_id, step_id=step_id)
        await self.line.command("remove_next_step", message)
        await self._steps(ticket_id, lambda handed_over: step_id not in handed_over, "the step's end")

    async def record_outcome(
        self, outcome: Literal["resolved_immediately", "in_process"] = "resolved_immediately",
        disposition: str | None = None, *, note_to_citizen: str = "", note_internal: str = "",
    ) -> None:  # fmt: skip
        """`wrap_up > available`. Without a disposition, the first one offered for this outcome."""
        offered = [one.code for one in self.view.dispositions if one.outcome == outcome]
        message = say.RecordOutcome(
            command_id=uuid4(), version=self.view.room.version, outcome=outcome, disposition=disposition or offered[0],
            note_to_citizen=note_to_citizen, note_internal=note_internal,
        )  # fmt: skip
        await self._say("record_outcome", message)

    async def _versioned(self, event: str, model: type[say.VersionedCommand]) -> dict[str, Any]:
        return await self._say(event, model(command_id=uuid4(), version=self.view.room.version))

    async def _say(self, event: str, message: say.VersionedCommand) -> dict[str, Any]:
        result = await self.line.command(event, message)
        await self._newer(message.version, event)
        return result

    async def _newer(self, version: int, event: str) -> DirectorView:
        """A view after the command that saw `version`; more may have happened since, so the state is not looked at."""
        return await self.wait_for(lambda view: view.room.version > version, f"what {event} led to")

    async def _steps(self, ticket_id: UUID, condition: Callable[[set[UUID]], bool], what: str) -> None:
        """Steps change no version: waits for the steps themselves, or until somebody else, or nobody, is attended."""

        def known(view: DirectorView) -> bool:
            held = view.current
            return held is None or held.ticket_id != ticket_id or condition({one.step_id for one in held.next_steps})

        await self.wait_for(known, what)
