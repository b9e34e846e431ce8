"""A director's live room, as a state machine. Pure.

closed > available > reserved > in_call > wrap_up > available
available <> paused;  available | paused > closed
available | reserved | in_call | paused > disconnected > available   the director was lost and came back
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audiencia.errors import Code, Refused
from audiencia.ids import QueueId, RoomId, SessionId, StaffId
from audiencia.queue.machine import Machine


class RoomState(StrEnum):
    """What a room does now; see the drawing above."""

    CLOSED = "closed"
    AVAILABLE = "available"
    RESERVED = "reserved"
    IN_CALL = "in_call"
    ON_HOLD = "on_hold"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"
    ASSISTING = "assisting"
    DRAINING = "draining"
    DISCONNECTED = "disconnected"


class RoomAction(StrEnum):
    """What can happen to a room."""

    OPEN = "open"
    RESERVE = "reserve"
    RELEASE = "release"
    ANSWER = "answer"
    END_CALL = "end_call"
    CONCLUDE = "conclude"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    LOSE = "lose"
    COME_BACK = "come_back"


S, A = RoomState, RoomAction
MACHINE: Machine[RoomState, RoomAction] = Machine(
    {
        A.OPEN: {S.CLOSED: S.AVAILABLE, S.DISCONNECTED: S.AVAILABLE},
        A.RESERVE: {S.AVAILABLE: S.RESERVED},
        A.RELEASE: {S.RESERVED: S.AVAILABLE},
        A.ANSWER: {S.RESERVED: S.IN_CALL},
        A.END_CALL: {S.IN_CALL: S.WRAP_UP},
        A.CONCLUDE: {S.WRAP_UP: S.AVAILABLE},
        A.PAUSE: {S.AVAILABLE: S.PAUSED},
        A.RESUME: {S.PAUSED: S.AVAILABLE},
        A.CLOSE: {S.AVAILABLE: S.CLOSED, S.PAUSED: S.CLOSED, S.DISCONNECTED: S.CLOSED},
        A.LOSE: {S.AVAILABLE: S.DISCONNECTED, S.RESERVED: S.DISCONNECTED, S.IN_CALL: S.DISCONNECTED},
        A.COME_BACK: {S.DISCONNECTED: S.AVAILABLE},
    }
)

ATTENDING_STATES = frozenset(RoomState) - {
    RoomState.CLOSED,
    RoomState.DISCONNECTED,
    RoomState.PAUSED,
    RoomState.DRAINING,
}
"""Rooms that move the line on; one on a break does not."""
BUSY_STATES = frozenset({RoomState.RESERVED, RoomState.IN_CALL, RoomState.ON_HOLD, RoomState.WRAP_UP})
MOVES_MEDIA = frozenset({RoomAction.ANSWER, RoomAction.END_CALL})
"""Actions after which other people are in the slots: the media epoch advances with them."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it stands. `media_epoch` advances whenever it changes who is in which slot."""

    id: RoomId
    session_id: SessionId
    director_id: StaffId
    queue_id: QueueId
    state: RoomState
    version: int
    media_epoch: int
    paused_until: datetime | None
    connected: bool


def act(room: Room, action: RoomAction) -> Room:
    """The room after `action`. Raises `Refused` with the code that tells the director best what is in the way."""
    if not MACHINE.allows(room.state, action):
        raise Refused(_obstacle(room.state), state=room.state.value, action=action.value)
    follows = MACHINE.after(room.state, action)
    moves_media = action in MOVES_MEDIA or (action is RoomAction.LOSE and room.state is RoomState.IN_CALL)
    return replace(
        room,
        state=follows,
        version=room.version + 1,
        media_epoch=room.media_epoch + moves_media,
        paused_until=None if follows is not RoomState.PAUSED else room.paused_until,
    )


def _obstacle(state: RoomState) -> Code:
    if state is RoomState.WRAP_UP:
        return Code.OUTCOME_NEEDED
    if state is RoomState.CLOSED:
        return Code.ROOM_CLOSED
    return Code.ROOM_BUSY if state in BUSY_STATES else Code.NOT_ALLOWED_NOW
