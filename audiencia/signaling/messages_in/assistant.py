"""What assistants say."""

from audiencia.signaling.messages_in.director import AddNextStep, CompleteOutcome, RemoveNextStep, SaveNote
from audiencia.signaling.messages_in.shared import Command, Id, Refresh, by_event


class TakeSeat(Command):
    """An assistant sits down at a room of the own department."""

    room_id: Id


class LeaveSeat(Command):
    """The assistant sits nowhere until they take a seat again."""


ASSISTANT_EVENTS = by_event(Refresh, AddNextStep, RemoveNextStep, SaveNote, CompleteOutcome, TakeSeat, LeaveSeat)
