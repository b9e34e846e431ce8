"""A director's live room, as a state machine. Pure.

closed > available > reserved > in_call <> on_hold > wrap_up > available
available <> paused;  available | paused > closed
available > assisting > available | in_call    second in another room; the citizen is handed over to this one
in_call | on_hold | wrap_up > available        the citizen was transferred, or dropped out
a draining room takes nobody after the present one: where it would be available it is draining, and closes
any of these > disconnected > available        the director was lost and came back
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, RoomId, SessionId, StaffId
from audiencia.core.machine import Machine


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
    HOLD = "hold"
    UNHOLD = "unhold"
    LET_GO = "let_go"
    END_CALL = "end_call"
    CONCLUDE = "conclude"
    ASSIST = "assist"
    STOP_ASSISTING = "stop_assisting"
    TAKE_OVER = "take_over"
    PAUSE = "pause"
    RESUME = "resume"
    DRAIN = "drain"
    CLOSE = "close"
    LOSE = "lose"
    COME_BACK = "come_back"


S, A = RoomState, RoomAction
BUSY_STATES = frozenset({S.RESERVED, S.IN_CALL, S.ON_HOLD, S.WRAP_UP, S.ASSISTING})
MACHINE: Machine[RoomState, RoomAction] = Machine(
    {
        A.OPEN: {S.CLOSED: S.AVAILABLE, S.DISCONNECTED: S.AVAILABLE},
        A.RESERVE: {S.AVAILABLE: S.RESERVED},
        A.RELEASE: {S.RESERVED: S.AVAILABLE},
        A.ANSWER: {S.RESERVED: S.IN_CALL},
        A.HOLD: {S.IN_CALL: S.ON_HOLD},
        A.UNHOLD: {S.ON_HOLD: S.IN_CALL},
        A.LET_GO: {S.IN_CALL: S.AVAILABLE, S.ON_HOLD: S.AVAILABLE, S.WRAP_UP: S.AVAILABLE},
        A.END_CALL: {S.IN_CALL: S.WRAP_UP, S.ON_HOLD: S.WRAP_UP},
        A.CONCLUDE: {S.WRAP_UP: S.AVAILABLE},
        A.ASSIST: {S.AVAILABLE: S.ASSISTING},
        A.STOP_ASSISTING: {S.ASSISTING: S.AVAILABLE},
        A.TAKE_OVER: {S.ASSISTING: S.IN_CALL},
        A.PAUSE: {S.AVAILABLE: S.PAUSED},
        A.RESUME: {S.PAUSED: S.AVAILABLE},
        A.DRAIN: {state: state for state in BUSY_STATES} | {S.AVAILABLE: S.DRAINING, S.PAUSED: S.DRAINING},
        A.CLOSE: dict.fromkeys((S.AVAILABLE, S.PAUSED, S.DRAINING, S.DISCONNECTED), S.CLOSED),
        A.LOSE: dict.fromkeys(BUSY_STATES | {S.AVAILABLE}, S.DISCONNECTED),
        A.COME_BACK: {S.DISCONNECTED: S.AVAILABLE},
    }
)

ATTENDING_STATES = BUSY_STATES | {S.AVAILABLE}  # Rooms that move the queue on; one on a break does not.
CALL_STATES = frozenset({S.IN_CALL, S.ON_HOLD})
LIVE_STATES = frozenset({S.IN_CALL, S.ASSISTING})
"""States in which somebody is in the slots: leaving or entering one of them, the media epoch advances."""
OWED_STATES = CALL_STATES | {S.WRAP_UP}  # States in which an outcome is still owed.


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it stands.
    `media_epoch` advances whenever it changes who is in which slot. `serves` are the queues it calls from, by ascending
    id; `queue_id` is the one whose person it holds or held last. `draining`: it takes nobody after the present one.
    `media_worker`: where all who take part in its calls are connected; `None` before it was first opened."""

    id: RoomId
    session_id: SessionId
    director_id: StaffId
    queue_id: QueueId
    state: RoomState
    version: int
    media_epoch: int
    paused_until: datetime | None
    connected: bool
    paused_reason: str | None = None
    draining: bool = False
    serves: tuple[QueueId, ...] = ()
    media_worker: str | None = None


def takes_from(room: Room, queue_id: QueueId) -> bool:
    """Whether it will call again from this queue; as `gone_directors` asks the database."""
    return queue_id in room.serves and not room.draining and room.state in ATTENDING_STATES | {S.PAUSED}


def act(room: Room, action: RoomAction) -> Room:
    """The room after `action`. Raises `Refused` with the code that tells the director best what is in the way."""
    if not MACHINE.allows(room.state, action):
        raise Refused(_obstacle(room.state), state=room.state.value, action=action.value)
    follows = MACHINE.after(room.state, action)
    draining = (room.draining or action is A.DRAIN) and action not in (A.OPEN, A.CLOSE)
    if draining and follows is S.AVAILABLE:
        follows = S.DRAINING
    moves_media = (room.state in LIVE_STATES) != (follows in LIVE_STATES) or action is A.TAKE_OVER
    paused = follows is S.PAUSED
    return replace(
        room,
        state=follows,
        version=room.version + 1,
        media_epoch=room.media_epoch + moves_media,
        paused_until=room.paused_until if paused else None,
        paused_reason=room.paused_reason if paused else None,
        draining=draining,
    )


def rerouted(room: Room) -> Room:
    """The room when somebody enters or leaves its call while it goes on: other people are in the slots."""
    return replace(room, version=room.version + 1, media_epoch=room.media_epoch + 1)


def same_people(room: Room) -> Room:
    """The room when the same people see less or more of each other: new ways, but nothing that staff decide on changed."""
    return replace(room, media_epoch=room.media_epoch + 1)


def placed(room: Room, worker: str) -> Room:
    """The room at another media worker. The one that it leaves, and any that it comes back to, may remember its epoch."""
    advances = room.media_worker is not None or room.state in LIVE_STATES
    return replace(room, media_worker=worker, media_epoch=room.media_epoch + advances)


def serving(room: Room, queues: Sequence[QueueId]) -> Room:
    """The room when it calls from `queues`, at least one; the first becomes its own when it leaves the one it has.
    Raises `Refused(ROOM_BUSY)` while it holds somebody of a queue that is left out, or assists and leaves any."""
    stays = room.queue_id in queues
    leaves = not set(room.serves) <= set(queues)
    if (room.state in BUSY_STATES and not stays) or (room.state is S.ASSISTING and leaves):
        raise Refused(Code.ROOM_BUSY, state=room.state.value, action="serve")
    return replace(
        room,
        version=room.version + 1,
        queue_id=room.queue_id if stays else queues[0],
        serves=tuple(sorted(set(queues))),
    )


def _obstacle(state: RoomState) -> Code:
    if state is S.WRAP_UP:
        return Code.OUTCOME_NEEDED
    if state is S.CLOSED:
        return Code.ROOM_CLOSED
    return Code.ROOM_BUSY if state in BUSY_STATES else Code.NOT_ALLOWED_NOW
