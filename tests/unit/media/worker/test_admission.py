"""Whose connection gives way when there are too many."""

from dataclasses import dataclass

import pytest

from audiencia.media.worker import admission
from audiencia.media.worker.admission import Full, Urgency, gives_way

WAITING, NEAR, CALLED, IN_CALL = Urgency


@dataclass(frozen=True)
class One:
    urgency: Urgency
    is_half_open: bool = False
    name: int = 0


def ends(present: list[One], coming: Urgency) -> One | None:
    return gives_way(present, coming, lambda one: one.urgency)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 places, of which 10 are for who waits, 17 for who is near, 19 for who is called; 4 attempts."""
    monkeypatch.setattr(admission, "MAX_CONNECTIONS", 20)
    monkeypatch.setattr(admission, "MAX_HALF_OPEN", 4)


@pytest.mark.parametrize(("coming", "room"), [(WAITING, 10), (NEAR, 17), (CALLED, 19)])
def test_each_class_comes_in_up_to_its_share_and_the_rest_is_kept_for_the_more_urgent(
    coming: Urgency, room: int
) -> None:
    assert ends([One(coming)] * (room - 1), coming) is None
    with pytest.raises(Full):
        ends([One(coming)] * room, coming)


@pytest.mark.parametrize("coming", [NEAR, CALLED])
def test_who_waits_far_back_gives_way_to_who_needs_it_soon_the_oldest_first(coming: Urgency) -> None:
    waiting = [One(WAITING, name=n) for n in range(10)]
    assert ends([One(NEAR)] * 10 + waiting, coming) == waiting[0]


def test_who_is_in_a_call_needs_nobodys_place_and_gives_way_to_nobody() -> None:
    assert ends([One(IN_CALL)] * 25, IN_CALL) is None
    with pytest.raises(Full):
        ends([One(IN_CALL)] * 25, CALLED)


def test_of_too_many_attempts_the_oldest_of_the_least_urgent_gives_way() -> None:
    attempts = [One(urgency, True, n) for n, urgency in enumerate((CALLED, NEAR, WAITING, WAITING))]
    assert ends(attempts, WAITING) == attempts[2]
    assert ends(attempts[:2] * 2, NEAR) == attempts[1]
    assert ends([attempts[0]] * 4, CALLED) == attempts[0]


def test_attempts_of_the_more_urgent_are_not_ended_for_who_waits() -> None:
    with pytest.raises(Full):
        ends([One(NEAR, True)] * 4, WAITING)
    with pytest.raises(Full):
        ends([One(IN_CALL, True)] * 4, CALLED)


def test_a_connection_that_is_up_is_not_ended_for_another_attempt() -> None:
    with pytest.raises(Full):
        ends([One(WAITING)] * 2 + [One(CALLED, True)] * 4, NEAR)
