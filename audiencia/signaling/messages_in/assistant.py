"""What assistants say."""

from audiencia.signaling.messages_in.director import AddNextStep, CompleteOutcome, RemoveNextStep, SaveNote
from audiencia.signaling.messages_in.shared import Command, Id, MessageIn, Refresh


class TakeSeat(Command):
    """An assistant sits down at a room of the own department."""

    room_id: Id


class LeaveSeat(Command):
    """The assistant sits nowhere until they take a seat again."""


ASSISTANT_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "add_next_step": AddNextStep,
    "remove_next_step": RemoveNextStep,
    "save_note": SaveNote,
    "complete_outcome": CompleteOutcome,
    "take_seat": TakeSeat,
    "leave_seat": LeaveSeat,
}
