"""What an assistant's page is shown."""

from datetime import datetime

from audiencia.signaling.messages_out.director import CurrentOut, DispositionOut, PendingOut
from audiencia.signaling.messages_out.shared import MessageOut, RoomState


class DeskOut(MessageOut):
    """A room that an assistant may sit at."""

    room_id: int
    director: str
    department: str
    state: RoomState


class AssistedOut(MessageOut):
    """The room where an assistant sits: whom it attends, and what is owed. No contact, and none of what others left as notes.
    `pending`: the results that were left for later, for `complete_outcome`."""

    room_id: int
    director: str
    department: str
    state: RoomState
    director_connected: bool
    current: CurrentOut | None
    pending: list[PendingOut]
    dispositions: list[DispositionOut]


class SeatView(MessageOut):
    """All that an assistant's page shows, whole (event `seat`)."""

    version: int
    now: datetime
    name: str
    desks: list[DeskOut]
    room: AssistedOut | None


ASSISTANT_OUT: dict[str, type[MessageOut]] = {"seat": SeatView}
