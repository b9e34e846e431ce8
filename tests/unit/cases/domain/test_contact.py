"""By which ways a person may be told about their case."""

from typing import get_args

import pytest

from audiencia.cases.domain.contact import Allowed, Delivery, reaches

WAYS: tuple[Delivery, ...] = get_args(Delivery)
MAIL, TELEPHONE = "ana@example.org", "722 123 45 67"
BOTH = f"{MAIL}, {TELEPHONE}"


@pytest.mark.parametrize("answer_by", WAYS)
def test_who_agreed_may_be_told_by_every_way(answer_by: Delivery) -> None:
    allowed = Allowed(answer_by, agreed=True, contact=BOTH)
    assert allowed.mail(answer=False) and allowed.mail(answer=True) and allowed.telephone
    assert all(allowed.delivers(by) for by in WAYS)


@pytest.mark.parametrize(
    ("contact", "channels", "told"),
    [
        (MAIL, {"mail"}, True),
        (MAIL, {"sms", "push"}, False),
        (TELEPHONE, {"sms"}, True),
        (TELEPHONE, {"mail", "push"}, False),
        ("123 45 67", {"mail", "sms"}, False),
        (BOTH, set(), False),
        ("", {"mail", "sms", "push"}, False),
    ],
)
def test_notices_reach_a_contact_by_what_the_installation_sends(contact: str, channels: set[str], told: bool) -> None:
    assert Allowed("page", agreed=True, contact=contact).is_told(channels) is told
    assert not Allowed("email", agreed=False, contact=contact).is_told(channels)


@pytest.mark.parametrize("answer_by", WAYS)
def test_who_did_not_gets_the_answer_alone_in_the_way_they_asked_for(answer_by: Delivery) -> None:
    allowed = Allowed(answer_by, agreed=False, contact=BOTH)
    assert not allowed.mail(answer=False) and not allowed.telephone
    assert allowed.mail(answer=True) == (answer_by == "email")
    assert {by for by in WAYS if allowed.delivers(by)} == {"page", "counter", answer_by}


@pytest.mark.parametrize(
    ("contact", "ways"),
    [("", set()), (MAIL, {"email"}), (TELEPHONE, {"telephone"}), (BOTH, {"email", "telephone"})],
)
def test_nobody_is_answered_by_a_way_that_leads_nowhere(contact: str, ways: set[Delivery]) -> None:
    assert {by for by in WAYS if reaches(contact, by)} == {"page", "counter"} | ways
    allowed = Allowed("page", agreed=True, contact=contact)
    assert {by for by in WAYS if allowed.delivers(by)} == {"page", "counter"} | ways
