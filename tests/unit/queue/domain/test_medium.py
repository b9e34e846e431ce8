"""By which medium somebody is attended: what changes it, what it changes, and what a connection says of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.queue.domain import medium
from audiencia.queue.domain.ticket import Ticket, TicketState
from tests.support.queue_builders import OPENS, ticket

S = TicketState
LATER = OPENS + timedelta(minutes=5)
BEFORE_THE_CALL = (S.WAITING, S.READY_CHECK, S.POSTPONED, S.ABSENT, S.CALLED)
GOES_ON = {S.CALLED: S.CALLED, S.CONNECTING: S.IN_CALL, S.IN_CALL: S.IN_CALL, S.RECONNECTING: S.IN_CALL}


def phone(state: TicketState = S.IN_CALL) -> Ticket:
    return ticket(state=state, medium="phone")


def refusal(error: pytest.ExceptionInfo[Refused]) -> Code:
    return error.value.code


@pytest.mark.parametrize("state", S)
def test_a_citizen_chooses_until_the_call_is_answered(state: TicketState) -> None:
    held = ticket(state=state)
    if state not in BEFORE_THE_CALL:
        with pytest.raises(Refused) as error:
            medium.chosen(held, "phone", LATER)
        assert refusal(error) is Code.NOT_ALLOWED_NOW
        return
    after = medium.chosen(held, "phone", LATER)
    follows = S.WAITING if state is S.READY_CHECK else state
    assert (after.state, after.medium, after.version, after.by_phone) == (follows, "phone", held.version + 1, True)
    assert medium.chosen(after, "video", LATER).medium == "video"


@pytest.mark.parametrize("state", S)
def test_a_director_goes_on_by_telephone_from_the_call_on(state: TicketState) -> None:
    held = ticket(state=state, calls=2, to_front=True)
    if state not in GOES_ON:
        with pytest.raises(Refused) as error:
            medium.by_phone(held, LATER)
        assert refusal(error) is Code.NOT_ALLOWED_NOW
        return
    after = medium.by_phone(held, LATER)
    same = replace(held, state=GOES_ON[state], medium="phone", version=2, state_since=after.state_since)
    assert after == same


def test_what_goes_by_telephone_does_so_once() -> None:
    with pytest.raises(Refused) as error:
        medium.by_phone(phone(), LATER)
    assert refusal(error) is Code.BY_PHONE


def test_back_to_video_when_both_are_there() -> None:
    held = phone()
    assert medium.by_video(held, LATER, director_there=True) == replace(held, medium="video", version=2)
    for away, there in ((replace(held, connected=False), True), (held, False)):
        with pytest.raises(Refused) as error:
            medium.by_video(away, LATER, director_there=there)
        assert refusal(error) is Code.CITIZEN_AWAY


@pytest.mark.parametrize("held", [ticket(state=S.IN_CALL), phone(S.CALLED), phone(S.WRAP_UP)])
def test_only_a_talk_by_telephone_goes_back_to_video(held: Ticket) -> None:
    with pytest.raises(Refused) as error:
        medium.by_video(held, LATER, director_there=True)
    assert refusal(error) is Code.NOT_ALLOWED_NOW


@pytest.mark.parametrize("state", S)
def test_no_connection_cuts_a_telephone_off(state: TicketState) -> None:
    assert medium.is_cut_off(ticket(state=state)) is (state in (S.IN_CALL, S.ON_HOLD))
    assert not medium.is_cut_off(phone(state))


def test_a_number_takes_longer_to_dial() -> None:
    ninety, four = timedelta(seconds=90), timedelta(minutes=4)
    assert medium.rings_for(ticket(), ninety, four) == ninety
    assert medium.rings_for(ticket(medium="counter"), ninety, four) == ninety
    assert medium.rings_for(phone(), ninety, four) == four
