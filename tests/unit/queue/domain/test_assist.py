"""When an invitation into a call can be answered, ends by itself, and lets a citizen be handed over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, RoomId
from audiencia.queue.domain.assist import (
    Assist,
    AssistEnding,
    check_answers,
    check_fits,
    check_joins,
    check_sends_away,
    check_takes_over,
    unanswered_ending,
)
from audiencia.queue.domain.room import Room, RoomState
from tests.support.queue_builders import OPENS, room, ticket_id

HOST, OTHER = room(id=RoomId(1), state=RoomState.IN_CALL), room(id=RoomId(3))
GUEST = room(id=RoomId(2), serves=(QueueId(1),))
ASKED = Assist(7, ticket_id(1), QueueId(1), HOST.id, GUEST.id, OPENS + timedelta(minutes=1), None)
JOINED = replace(ASKED, joined_at=OPENS)
LAST = ASKED.expires_at - timedelta(microseconds=1)


def over(check: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        check()
    assert refused.value.code is Code.INVITATION_OVER


def test_the_guest_joins_while_there_is_time() -> None:
    assert check_joins(ASKED, GUEST, LAST) is ASKED
    over(lambda: check_joins(ASKED, GUEST, ASKED.expires_at))


@pytest.mark.parametrize("state", sorted(set(RoomState) - {RoomState.AVAILABLE}))
def test_only_a_free_guest_joins_but_any_can_decline(state: RoomState) -> None:
    busy = replace(GUEST, state=state)
    over(lambda: check_joins(ASKED, busy, OPENS))
    assert check_answers(ASKED, busy) is ASKED


@pytest.mark.parametrize(("assist", "who"), [(None, GUEST), (ASKED, HOST), (ASKED, OTHER), (JOINED, GUEST)])
def test_nobody_else_answers_and_nobody_twice(assist: Assist | None, who: Room) -> None:
    over(lambda: check_answers(assist, who))
    over(lambda: check_joins(assist, replace(who, state=RoomState.AVAILABLE), OPENS))


def test_an_invitation_ends_by_itself() -> None:
    reserved = replace(GUEST, state=RoomState.RESERVED)
    assert unanswered_ending(ASKED, GUEST, LAST) is None
    assert unanswered_ending(ASKED, GUEST, ASKED.expires_at) is AssistEnding.EXPIRED
    assert unanswered_ending(ASKED, reserved, LAST) is AssistEnding.DECLINED
    assert unanswered_ending(ASKED, reserved, ASKED.expires_at) is AssistEnding.EXPIRED


def test_an_invitation_for_a_queue_that_the_guest_serves_no_more_is_declined() -> None:
    elsewhere = replace(GUEST, serves=(QueueId(2),))
    assert unanswered_ending(ASKED, elsewhere, OPENS) is AssistEnding.DECLINED
    over(lambda: check_joins(ASKED, elsewhere, OPENS))
    assert unanswered_ending(JOINED, replace(elsewhere, state=RoomState.ASSISTING), OPENS) is None


def test_a_call_of_three_does_not_end_by_itself() -> None:
    assert unanswered_ending(JOINED, replace(GUEST, state=RoomState.ASSISTING), ASKED.expires_at) is None


def test_a_citizen_is_handed_over_to_who_is_in_the_call() -> None:
    assert check_takes_over([JOINED], None) is JOINED
    other = replace(JOINED, id=8)
    assert check_takes_over([JOINED, other], 8) is other
    assert check_takes_over([JOINED, other], None) is JOINED
    for guests, assist_id in (([], None), ([ASKED], None), ([ASKED], 7), ([JOINED], 8)):
        over(lambda guests=guests, assist_id=assist_id: check_takes_over(guests, assist_id))  # type: ignore[misc]


def test_one_of_several_guests_is_sent_away() -> None:
    other = replace(JOINED, id=8)
    assert check_sends_away([JOINED, other], 8) is other
    assert check_sends_away([JOINED, other], None) is JOINED
    over(lambda: check_sends_away([JOINED, other], 9))


def test_six_fit_into_a_call() -> None:
    check_fits(3)
    with pytest.raises(Refused) as refused:
        check_fits(4)
    assert refused.value.code is Code.CALL_FULL
