"""Acts on a request about personal data: which state allows which, and what the clock refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from audiencia.core.deadlines import Urgency
from audiencia.core.errors import Code, Refused
from audiencia.rights.domain import request as domain
from audiencia.rights.domain import terms
from audiencia.rights.domain.request import Decision, Request, Right, Rules, State
from audiencia.settings.rights_rules import Rights
from tests.support.calendars import calendar

LAW = Rights.model_validate({})
MONDAY = date(2026, 11, 2)
DAYS = calendar()


def at(day: date) -> Rules:
    """The rules of the law on this day."""
    return Rules(DAYS, LAW, day)


def received(right: Right = Right.ACCESS, *, identified: bool = True) -> Request:
    """Received on a Monday."""
    return Request(right, State.RECEIVED, identified, terms.begin(DAYS, LAW, MONDAY))


def refusal(act: Callable[[], object]) -> Code:
    """Why it is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_the_way_of_a_request_with_a_clarification() -> None:
    asked = domain.ask(received(), at(MONDAY))
    assert asked.state is State.ASKED and domain.pressing(asked, at(MONDAY)) is Urgency.STOPPED
    clarified = domain.clarify(asked, at(MONDAY + timedelta(days=7)))
    granted = domain.decide(clarified, at(MONDAY + timedelta(days=8)), Decision.PARTLY)
    assert granted.state is State.GRANTED and domain.may_take_file(granted)
    done = domain.make_effective(granted, at(MONDAY + timedelta(days=9)))
    assert (done.state, done.version) == (State.DONE, 5) and domain.pressing(done, at(MONDAY)) is None


def test_only_access_and_portability_lead_to_a_file() -> None:
    for right in Right:
        granted = domain.decide(received(right), at(MONDAY), Decision.GRANTED)
        assert domain.may_take_file(granted) == (right in (Right.ACCESS, Right.PORTABILITY))
        assert not domain.may_take_file(received(right))
    assert not domain.may_take_file(domain.decide(received(), at(MONDAY), Decision.REFUSED))


def test_nothing_is_granted_to_whom_nobody_identified() -> None:
    unknown = received(identified=False)
    assert refusal(lambda: domain.decide(unknown, at(MONDAY), Decision.GRANTED)) is Code.IDENTITY_NEEDED
    assert domain.decide(unknown, at(MONDAY), Decision.REFUSED).state is State.REFUSED
    known = domain.identify(unknown, at(MONDAY))
    assert domain.decide(known, at(MONDAY), Decision.GRANTED).state is State.GRANTED


def test_without_a_clarification_in_time_it_lapses_and_nothing_is_left_to_do() -> None:
    asked = domain.ask(received(), at(MONDAY))
    assert asked.clock.clarify_by is not None
    late = at(asked.clock.clarify_by + timedelta(days=1))
    assert domain.state_now(asked, late.today) is State.LAPSED and domain.pressing(asked, late) is None
    for act in (domain.clarify, domain.identify, domain.extend, domain.make_effective):
        assert refusal(lambda act=act: act(asked, late)) is Code.NOT_ALLOWED_NOW  # type: ignore[misc]


@pytest.mark.parametrize(
    ("act", "days"), [(domain.ask, 8), (domain.extend, 29), (domain.not_competent, 4)], ids=["ask", "extend", "other"]
)
def test_what_the_clock_refuses(act: Callable[[Request, Rules], Request], days: int) -> None:
    act(received(), at(MONDAY + timedelta(days=days - 1)))
    assert refusal(lambda: act(received(), at(MONDAY + timedelta(days=days)))) is Code.TERM_OVER


def test_how_pressing_it_is_follows_the_term_that_runs() -> None:
    request = received()
    due = request.clock.answer.due_on
    assert domain.pressing(request, at(MONDAY)) is Urgency.ON_TIME
    assert domain.pressing(request, at(due)) is Urgency.TODAY
    assert domain.pressing(request, at(due + timedelta(days=1))) is Urgency.OVERDUE
    granted = domain.decide(request, at(due), Decision.GRANTED)
    assert granted.clock.effect_by is not None
    assert domain.pressing(granted, at(due)) is Urgency.ON_TIME
    assert domain.pressing(granted, at(granted.clock.effect_by)) is Urgency.TODAY


def test_over_is_over() -> None:
    for state in (State.DONE, State.REFUSED, State.NOT_COMPETENT):
        over = replace(received(), state=state)
        for act in (domain.ask, domain.extend, domain.not_competent, domain.identify, domain.make_effective):
            assert refusal(lambda act=act, over=over: act(over, at(MONDAY))) is Code.NOT_ALLOWED_NOW  # type: ignore[misc]
