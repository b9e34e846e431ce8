"""An assistant: sits at a director's room, writes along, and completes results that were left for later."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from audiencia.signaling import messages_in as say
from audiencia.signaling.messages_out import AssistedOut, SeatView
from audiencia.simulation.client import StaffClient
from audiencia.simulation.viewer import Viewer
from audiencia.simulation.waiting import Seen


class AssistantClient(StaffClient, Viewer[SeatView]):
    """`room`: the room where this one sits."""

    namespace = "/assistant"

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.views: Seen[SeatView] = Seen("assistant's view")
        super().__init__(base_url, language)

    @property
    def room(self) -> AssistedOut:
        """The room where this one sits. Raises `LookupError` without a seat."""
        if self.view.room is None:
            raise LookupError("no seat is held")
        return self.view.room

    def heard(self, event: str, payload: Mapping[str, Any]) -> None:
        """Keeps views."""
        if event == "seat":
            self.views.put(SeatView.model_validate(payload))

    async def take_seat(self, room_id: int) -> None:
        """Sits down at a room."""
        await self._do(say.TakeSeat, room_id=room_id)
        await self.wait_for(lambda view: view.room is not None and view.room.room_id == room_id, "the seat")

    async def leave_seat(self) -> None:
        """Sits nowhere."""
        await self._do(say.LeaveSeat)
        await self.wait_for(lambda view: view.room is None, "the seat's end")

    async def add_next_step(self, step: str) -> UUID:
        """Hands a step over to whom the room attends; gives its id."""
        assert self.room.current is not None, "the room attends nobody"
        return UUID((await self._do(say.AddNextStep, ticket_id=self.room.current.ticket_id, step=step))["step_id"])

    async def remove_next_step(self, step_id: UUID) -> None:
        """Takes a step back."""
        assert self.room.current is not None, "the room attends nobody"
        await self._do(say.RemoveNextStep, ticket_id=self.room.current.ticket_id, step_id=step_id)

    async def save_note(self, note: str) -> None:
        """Saves the internal note of whom the room attends, upon the note that the view shows."""
        assert self.room.current is not None, "the room attends nobody"
        current = self.room.current
        await self._do(say.SaveNote, ticket_id=current.ticket_id, seen=current.note.version, note=note)

    async def complete_outcome(self, ticket_id: UUID, *, note_internal: str = "") -> None:
        """Records the result that was left for later, as answered at once; returns when it is there no more."""
        pending = next(one for one in self.room.pending if one.ticket_id == ticket_id)
        kind = next(one for one in self.room.dispositions if one.outcome == "resolved_immediately")
        await self._do(
            say.CompleteOutcome, ticket_id=ticket_id, version=pending.version, outcome=kind.outcome, disposition=kind.code,
            note_internal=note_internal,
        )  # fmt: skip
        await self.wait_for(
            lambda view: view.room is None or all(one.ticket_id != ticket_id for one in view.room.pending),
            "what complete_outcome led to",
        )
