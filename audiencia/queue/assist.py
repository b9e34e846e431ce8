"""A second director in a call, or the invitation to it: the first half of handing a citizen over in person. Pure.

asked > joined > left | withdrawn | handed_over | call_over | lost
asked > declined | expired | withdrawn | call_over | lost
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audiencia.errors import Code, Refused
from audiencia.ids import QueueId, RoomId, TicketId
from audiencia.queue.room import Room, RoomState


class AssistEnding(StrEnum):
    """How it ended. `declined` also when the director who was asked attends somebody else meanwhile, or other queues."""

    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    HANDED_OVER = "handed_over"
    CALL_OVER = "call_over"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Assist:
    """A live one. `queue_id` is the queue for which the guest was asked: a citizen who is handed over goes there."""

    id: int
    ticket_id: TicketId
    queue_id: QueueId
    host_room_id: RoomId
    guest_room_id: RoomId
    expires_at: datetime
    joined_at: datetime | None

    @property
    def joined(self) -> bool:
        """Whether the guest is in the call."""
        return self.joined_at is not None


def check_joins(assist: Assist | None, guest: Room, now: datetime) -> Assist:
    """The invitation that this room takes up now. Raises `Refused(INVITATION_OVER)`."""
    if assist is None or unanswered_ending(assist, guest, now) is not None:
        raise Refused(Code.INVITATION_OVER)
    return check_answers(assist, guest)


def check_answers(assist: Assist | None, guest: Room) -> Assist:
    """The invitation that this room can answer at all. Raises `Refused(INVITATION_OVER)`."""
    if assist is None or assist.guest_room_id != guest.id or assist.joined:
        raise Refused(Code.INVITATION_OVER)
    return assist


def unanswered_ending(assist: Assist, guest: Room, now: datetime) -> AssistEnding | None:
    """How an invitation ends by itself now: its time is over, or the guest is not free any more, or serves other queues.

    `None`: it goes on.
    """
    if assist.joined:
        return None
    if now >= assist.expires_at:
        return AssistEnding.EXPIRED
    free = guest.state is RoomState.AVAILABLE and assist.queue_id in guest.serves
    return None if free else AssistEnding.DECLINED


def check_with_guest(assist: Assist | None, host: Room) -> Assist:
    """The call of three that this room holds. Raises `Refused(INVITATION_OVER)` when nobody has joined, or has left."""
    if assist is None or assist.host_room_id != host.id or not assist.joined:
        raise Refused(Code.INVITATION_OVER)
    return assist
