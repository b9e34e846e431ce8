"""The order of calls, the places, and the picture of the line."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from audiencia.queue.routing import SHOWN_SEATS, behind, call_order, places, seats
from audiencia.queue.ticket import TicketState
from tests.unit.queue.builders import OPENS, ticket, ticket_id


def at(minutes: int, **changed: object):  # type: ignore[no-untyped-def]
    """A ticket that joined so many minutes after the opening."""
    return ticket(joined_at=OPENS + timedelta(minutes=minutes), **changed)


def test_who_came_first_is_called_first() -> None:
    late, early = at(9), at(3)
    assert call_order([late, early]) == [early, late]


def test_who_lost_the_director_goes_before_all() -> None:
    first, lost = at(0), at(30, to_front=True)
    assert call_order([first, lost]) == [lost, first]


def test_two_who_came_at_once_have_a_fixed_order() -> None:
    one, two = at(0, id=ticket_id(1)), at(0, id=ticket_id(2))
    assert call_order([two, one]) == call_order([one, two]) == [one, two]


def test_only_those_who_wait_are_in_the_order() -> None:
    assert call_order([at(0, state=TicketState.CALLED), at(1, state=TicketState.ABSENT)]) == []


def test_behind_are_those_who_come_later() -> None:
    order = call_order([at(n, id=ticket_id(n)) for n in range(4)])
    assert behind(order, ticket_id(1)) == [ticket_id(2), ticket_id(3)]
    assert behind(order, ticket_id(3)) == []


def test_the_picture_shows_the_first_seats_and_the_own_one() -> None:
    order = call_order([at(n, id=ticket_id(n), number=f"OP-{n:03d}") for n in range(20)])
    shown = seats(order, ticket_id(15))
    assert [seat.number for seat in shown] == [f"OP-{n:03d}" for n in (*range(SHOWN_SEATS), 15)]
    assert [seat.number for seat in shown if seat.mine] == ["OP-015"]


@given(st.lists(st.tuples(st.integers(0, 240), st.booleans(), st.booleans()), max_size=30))
def test_a_connection_never_changes_a_place(people: list[tuple[int, bool, bool]]) -> None:
    line = [at(minute, id=ticket_id(n), to_front=front) for n, (minute, front, _) in enumerate(people)]
    flagged = [
        at(minute, id=ticket_id(n), to_front=front, connected=there) for n, (minute, front, there) in enumerate(people)
    ]
    assert places(call_order(line)) == places(call_order(flagged))


@given(st.lists(st.integers(0, 240), min_size=1, max_size=30))
def test_places_are_one_to_n(minutes: list[int]) -> None:
    order = call_order([at(minute) for minute in minutes])
    assert sorted(places(order).values()) == list(range(1, len(minutes) + 1))
