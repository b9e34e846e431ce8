"""Who may open a room, who is seated, and what can be chosen."""

from dataclasses import replace

import pytest

from audiencia.core.errors import Refused
from audiencia.core.ids import DepartmentId, QueueId, StaffId
from audiencia.queue.domain.roster import (
    OFFERED,
    Member,
    Offer,
    Part,
    check_chooses,
    check_opens,
    check_seated,
    is_offered,
)
from audiencia.queue.domain.ticket import TERMINAL, TicketState
from tests.support.queue_builders import ticket

HERE, THERE, ELSEWHERE = QueueId(1), QueueId(2), QueueId(3)
OFFER = Offer(1, ticket().id, HERE, (THERE,), withdrawn=False)
AWAY = Member(StaffId(1), DepartmentId(1), Part.DIRECTOR, None)
SUBSTITUTE = Member(StaffId(2), DepartmentId(1), Part.SUBSTITUTE, None)


@pytest.mark.parametrize(("part", "code"), [("substitute", "substitute_waits"), ("away", "marked_away")])
def test_only_who_attends_opens_a_room(part: str, code: str) -> None:
    check_opens(Part.DIRECTOR)
    with pytest.raises(Refused, match=code):
        check_opens(Part(part))


def test_a_substitute_of_the_same_department_is_seated() -> None:
    assert check_seated(SUBSTITUTE, AWAY) is SUBSTITUTE


@pytest.mark.parametrize(
    "other",
    [
        None,
        AWAY,
        replace(SUBSTITUTE, part=Part.DIRECTOR),
        replace(SUBSTITUTE, part=Part.AWAY),
        replace(SUBSTITUTE, active=False),
        replace(SUBSTITUTE, department_id=DepartmentId(2)),
        replace(SUBSTITUTE, staff_id=AWAY.staff_id),
    ],
)
def test_nobody_else_is(other: Member | None) -> None:
    with pytest.raises(Refused, match="no_substitute"):
        check_seated(other, AWAY)


def test_who_waits_is_offered_something_and_nobody_else() -> None:
    assert sorted(OFFERED) == ["absent", "postponed", "ready_check", "waiting"]
    assert not OFFERED & TERMINAL
    for state in TicketState:
        assert is_offered(OFFER, state, HERE) is (state in OFFERED)


@pytest.mark.parametrize("to_queue", [None, THERE])
def test_what_is_offered_can_be_chosen(to_queue: QueueId | None) -> None:
    check_chooses(OFFER, TicketState.WAITING, HERE, to_queue)


@pytest.mark.parametrize(
    ("offer", "state", "queue_id", "to_queue"),
    [
        (OFFER, TicketState.CALLED, HERE, None),
        (OFFER, TicketState.WAITING, THERE, None),
        (OFFER, TicketState.WAITING, HERE, ELSEWHERE),
        (OFFER, TicketState.WAITING, HERE, HERE),
        (replace(OFFER, withdrawn=True), TicketState.WAITING, HERE, None),
    ],
)
def test_nothing_else_can(offer: Offer, state: TicketState, queue_id: QueueId, to_queue: QueueId | None) -> None:
    with pytest.raises(Refused, match="offer_over"):
        check_chooses(offer, state, queue_id, to_queue)
