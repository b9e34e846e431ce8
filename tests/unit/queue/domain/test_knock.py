"""A knock: both agree, once each, in time; and nothing else follows from what one of them answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId, RoomId
from audiencia.queue.domain.assist import (
    Assist,
    AssistEnding,
    AssistKind,
    Party,
    answered,
    check_answers,
    check_joins,
    check_knocked,
    check_sends_away,
    check_stays,
    check_takes_over,
    lets_in,
    unanswered_ending,
)
from audiencia.queue.domain.room import RoomState
from tests.support.queue_builders import OPENS, room, ticket_id

HOST = room(id=RoomId(1), state=RoomState.IN_CALL)
MAYOR = room(id=RoomId(2), serves=(QueueId(5),), connected=True)
KNOCK = Assist(7, ticket_id(1), QueueId(9), HOST.id, MAYOR.id, OPENS + timedelta(seconds=45), None, AssistKind.KNOCK)
JOINED = replace(KNOCK, joined_at=OPENS, host_agrees=True, citizen_agrees=True)
INVITED = replace(KNOCK, kind=AssistKind.INVITED)


def over(check: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        check()
    assert refused.value.code is Code.INVITATION_OVER


@pytest.mark.parametrize("answers", list(product((None, True, False), repeat=2)))
def test_it_leads_into_the_call_when_both_agree_and_never_else(answers: tuple[bool | None, bool | None]) -> None:
    knock = replace(KNOCK, host_agrees=answers[0], citizen_agrees=answers[1])
    assert lets_in(knock, MAYOR) is (answers == (True, True))


@pytest.mark.parametrize("state", sorted(set(RoomState) - {RoomState.AVAILABLE}))
def test_who_knocked_and_does_something_else_by_now_does_not_come_in(state: RoomState) -> None:
    agreed = replace(KNOCK, host_agrees=True, citizen_agrees=True)
    assert not lets_in(agreed, replace(MAYOR, state=state))
    assert unanswered_ending(agreed, replace(MAYOR, state=state), OPENS) is AssistEnding.DECLINED


def test_who_knocked_and_is_not_connected_does_not_come_in() -> None:
    assert not lets_in(replace(KNOCK, host_agrees=True, citizen_agrees=True), replace(MAYOR, connected=False))


@pytest.mark.parametrize("by", ["host", "citizen"])
@pytest.mark.parametrize("agrees", [True, False])
def test_each_answers_once_for_the_knock_that_was_seen_and_in_time(by: Party, agrees: bool) -> None:
    once = answered([KNOCK], 7, by, agrees, OPENS)
    assert (once.host_agrees, once.citizen_agrees) == ((agrees, None) if by == "host" else (None, agrees))
    over(lambda: answered([once], 7, by, agrees, OPENS))
    over(lambda: answered([once], 7, by, not agrees, OPENS))
    over(lambda: answered([KNOCK], 8, by, agrees, OPENS))
    over(lambda: answered([KNOCK], 7, by, agrees, KNOCK.expires_at))
    over(lambda: answered([], 7, by, agrees, OPENS))
    over(lambda: answered([JOINED], 7, by, agrees, OPENS))
    over(lambda: answered([INVITED], 7, by, agrees, OPENS))


def test_a_refusal_does_not_end_it_and_its_time_does() -> None:
    for refused in (replace(KNOCK, host_agrees=False), replace(KNOCK, host_agrees=True, citizen_agrees=False)):
        assert unanswered_ending(refused, MAYOR, OPENS) is None
        assert unanswered_ending(refused, MAYOR, KNOCK.expires_at) is AssistEnding.EXPIRED


def test_it_does_not_depend_on_which_lines_the_mayor_serves() -> None:
    assert unanswered_ending(KNOCK, MAYOR, OPENS) is None
    assert unanswered_ending(INVITED, MAYOR, OPENS) is AssistEnding.DECLINED


def test_nobody_opens_the_door_from_outside_and_no_host_ends_a_knock_but_by_answering() -> None:
    over(lambda: check_joins(KNOCK, MAYOR, OPENS))
    over(lambda: check_answers(KNOCK, MAYOR))
    over(lambda: check_sends_away([KNOCK], None))
    over(lambda: check_sends_away([KNOCK], 7))
    assert check_sends_away([JOINED], 7) is JOINED
    assert check_sends_away([KNOCK, INVITED], None) is INVITED
    over(lambda: check_sends_away([], None))


def test_who_knocked_takes_nobody_over() -> None:
    over(lambda: check_takes_over([JOINED], 7))


def test_only_who_knocks_stops_knocking() -> None:
    assert check_knocked(KNOCK, MAYOR) is KNOCK
    for assist, who in ((None, MAYOR), (KNOCK, HOST), (JOINED, MAYOR), (INVITED, MAYOR)):
        over(partial(check_knocked, assist, who))


def test_the_citizen_ends_the_stay_that_was_seen() -> None:
    assert check_stays([INVITED, replace(JOINED, id=8)], 8).kind is AssistKind.KNOCK
    for guests, knock_id in (([], 7), ([JOINED], 8), ([KNOCK], 7), ([replace(INVITED, joined_at=OPENS)], 7)):
        over(partial(check_stays, guests, knock_id))
