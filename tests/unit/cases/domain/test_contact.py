"""By which ways a person may be told about their case."""

from typing import get_args

import pytest

from audiencia.cases.domain.contact import Allowed, Delivery

WAYS: tuple[Delivery, ...] = get_args(Delivery)


@pytest.mark.parametrize("answer_by", WAYS)
def test_who_agreed_may_be_told_by_every_way(answer_by: Delivery) -> None:
    allowed = Allowed(answer_by, agreed=True)
    assert allowed.mail(answer=False) and allowed.mail(answer=True) and allowed.telephone
    assert all(allowed.delivers(by) for by in WAYS)


@pytest.mark.parametrize("answer_by", WAYS)
def test_who_did_not_gets_the_answer_alone_in_the_way_they_asked_for(answer_by: Delivery) -> None:
    allowed = Allowed(answer_by, agreed=False)
    assert not allowed.mail(answer=False) and not allowed.telephone
    assert allowed.mail(answer=True) == (answer_by == "email")
    assert {by for by in WAYS if allowed.delivers(by)} == {"page", "counter", answer_by}
