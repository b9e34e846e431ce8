"""A guest in a call: a director who was invited, the first half of handing a citizen over in person, or the mayor, who
knocked. Four at the most (`MOST_GUESTS`). Pure.

asked > joined > left | withdrawn | handed_over | call_over | lost
asked > declined | expired | withdrawn | call_over | lost

A knock is asked of the two who talk, and leads into the call when both agree. A refusal does not end it: it goes on until its
time is over, as if nobody had answered, so that neither who knocked nor the other one can tell a refusal from silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, RoomId, TicketId
from audiencia.queue.domain.call_members import MOST_GUESTS
from audiencia.queue.domain.room import Room, RoomState


class AssistEnding(StrEnum):
    """How it ended. `declined` also when the director who was asked attends somebody else meanwhile, or other queues."""

    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    HANDED_OVER = "handed_over"
    CALL_OVER = "call_over"
    LOST = "lost"


class AssistKind(StrEnum):
    """Who asked: the host for help, or the guest to be let in."""

    INVITED = "invited"
    KNOCK = "knock"
    RELATIVE = "relative"
    """The citizen, somebody of their trust: no row of a director's, and no room (`queue.domain.relative`)."""


Party = Literal["host", "citizen"]  # The two who are asked by a knock.


@dataclass(frozen=True, slots=True)
class Assist:
    """A live one. `queue_id` is the queue for which the guest was asked: a citizen who is handed over goes there.
    `host_agrees`, `citizen_agrees`: what each answered to a knock; `None`: nothing yet."""

    id: int
    ticket_id: TicketId
    queue_id: QueueId
    host_room_id: RoomId
    guest_room_id: RoomId
    expires_at: datetime
    joined_at: datetime | None
    kind: AssistKind = AssistKind.INVITED
    host_agrees: bool | None = None
    citizen_agrees: bool | None = None

    @property
    def joined(self) -> bool:
        """Whether the guest is in the call."""
        return self.joined_at is not None

    @property
    def waits(self) -> bool:
        """Whether somebody knocks who is not in the call."""
        return self.kind is AssistKind.KNOCK and not self.joined


def check_joins(assist: Assist | None, guest: Room, now: datetime) -> Assist:
    """The invitation that this room takes up now. Raises `Refused(INVITATION_OVER)`."""
    if assist is None or unanswered_ending(assist, guest, now) is not None:
        raise Refused(Code.INVITATION_OVER)
    return check_answers(assist, guest)


def check_answers(assist: Assist | None, guest: Room) -> Assist:
    """The invitation that this room can answer at all. Raises `Refused(INVITATION_OVER)`."""
    if assist is None or assist.guest_room_id != guest.id or assist.joined or assist.kind is AssistKind.KNOCK:
        raise Refused(Code.INVITATION_OVER)
    return assist


def unanswered_ending(assist: Assist, guest: Room, now: datetime) -> AssistEnding | None:
    """How one that was asked ends by itself now: its time is over, or the guest is not free any more, or, invited, serves
    other queues. `None`: it goes on."""
    if assist.joined:
        return None
    if now >= assist.expires_at:
        return AssistEnding.EXPIRED
    serves = assist.kind is AssistKind.KNOCK or assist.queue_id in guest.serves
    free = guest.state is RoomState.AVAILABLE and serves
    return None if free else AssistEnding.DECLINED


def check_takes_over(guests: Sequence[Assist], assist_id: int | None) -> Assist:
    """Whom a citizen can be handed over to: this guest of the call, `None` the first one, if the host invited them.
    Raises `Refused(INVITATION_OVER)` when they have not joined, or have left; who knocked takes nobody over."""
    assist = _chosen(guests, assist_id)
    if not assist.joined or assist.kind is AssistKind.KNOCK:
        raise Refused(Code.INVITATION_OVER)
    return assist


def check_sends_away(guests: Sequence[Assist], assist_id: int | None) -> Assist:
    """What the host of a call can end: an invitation, and the stay of whoever has joined; `None`: of the first one. An
    unanswered knock it answers.
    Raises `Refused(INVITATION_OVER)`."""
    assist = _chosen(guests, assist_id)
    if assist.waits:
        raise Refused(Code.INVITATION_OVER)
    return assist


def _chosen(guests: Sequence[Assist], assist_id: int | None) -> Assist:
    found = [one for one in guests if (not one.waits if assist_id is None else one.id == assist_id)]
    if not found:
        raise Refused(Code.INVITATION_OVER)
    return found[0]


def check_fits(guests: int) -> None:
    """Whether one more can be asked into a call with so many guests, those included who were asked and have not answered.
    Raises `Refused(CALL_FULL)`."""
    if guests >= MOST_GUESTS:
        raise Refused(Code.CALL_FULL)


def check_knocked(assist: Assist | None, guest: Room) -> Assist:
    """The knock of this room that waits. Raises `Refused(INVITATION_OVER)`."""
    if assist is None or assist.guest_room_id != guest.id or assist.joined or assist.kind is not AssistKind.KNOCK:
        raise Refused(Code.INVITATION_OVER)
    return assist


def check_stays(guests: Sequence[Assist], knock_id: int) -> Assist:
    """The one who knocked, this time, and is in the call. Raises `Refused(INVITATION_OVER)`."""
    assist = _chosen(guests, knock_id)
    if not assist.joined or assist.kind is not AssistKind.KNOCK:
        raise Refused(Code.INVITATION_OVER)
    return assist


def answered(guests: Sequence[Assist], knock_id: int, by: Party, agrees: bool, now: datetime) -> Assist:
    """The knock once this one has answered, which each does once.
    Raises `Refused(INVITATION_OVER)` for another knock than the one that was seen, and when it is over."""
    assist = _chosen(guests, knock_id)
    if (
        not assist.waits
        or now >= assist.expires_at
        or (assist.host_agrees if by == "host" else assist.citizen_agrees) is not None
    ):
        raise Refused(Code.INVITATION_OVER)
    return replace(assist, host_agrees=agrees) if by == "host" else replace(assist, citizen_agrees=agrees)


def lets_in(assist: Assist, guest: Room) -> bool:
    """Whether a knock leads into the call now: both agree, and who knocked is still there and free."""
    both = assist.host_agrees is True and assist.citizen_agrees is True
    return both and guest.state is RoomState.AVAILABLE and guest.connected
