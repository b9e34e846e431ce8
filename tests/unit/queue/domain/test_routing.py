"""The order of calls with preference, whom a room calls, whom it passes and why, and the picture of the line."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import QueueId, StaffId
from audiencia.queue.domain.routing import (
    PASSING,
    READY_AHEAD,
    READY_BOUND,
    Caller,
    Choice,
    Nearness,
    call_order,
    choose,
    first_of,
    hindered,
    places,
    preferred,
    seniority,
    to_ask,
    turns,
    worsened,
)
from audiencia.queue.domain.ticket import Ticket, TicketState
from audiencia.settings.preference import Preference
from tests.support.queue_builders import OPENS, ticket, ticket_id

MINE, OTHER, GONE = StaffId(1), StaffId(2), StaffId(3)
CALLER = Caller(MINE)
THIRD = Preference(every=3, bound=2)
SECOND = Preference(every=2, bound=2)


def at(minutes: int, **changed: Any) -> Ticket:
    """A ticket that joined so many minutes after the opening, with that for its id."""
    return ticket(**({"joined_at": OPENS + timedelta(minutes=minutes), "id": ticket_id(minutes)} | changed))


def line(drawn: str, **passes: int) -> list[Ticket]:
    """A line by seniority from letters: capitals are preferential, a star in front of one puts it before all."""
    tickets: list[Ticket] = []
    front = False
    for letter in drawn:
        if letter == "*":
            front = True
            continue
        tickets.append(
            at(
                len(tickets),
                number=letter,
                preferential=letter.isupper(),
                to_front=front,
                passes=passes.get(letter, 0),
            )
        )
        front = False
    return tickets


def drawn(order: list[Ticket]) -> str:
    """The letters of an order."""
    return "".join(one.number for one in order)


def test_who_came_first_is_called_first() -> None:
    late, early = at(9), at(3)
    assert call_order([late, early], THIRD, 0) == [early, late]


def test_two_who_came_at_once_have_a_fixed_order() -> None:
    one, two = at(0, id=ticket_id(1)), at(0, id=ticket_id(2))
    assert call_order([two, one], THIRD, 0) == call_order([one, two], THIRD, 0) == [one, two]


@pytest.mark.parametrize("state", list(TicketState))
def test_only_those_who_wait_are_in_the_order(state: TicketState) -> None:
    held = at(0, state=state)
    assert call_order([held], THIRD, 0) == ([held] if state in ("waiting", "ready_check") else [])


@pytest.mark.parametrize(
    ("people", "preference", "since", "order"),
    [
        # Every third call, then the preferential one before all who came earlier.
        ("abcdeP", THIRD, 0, "abPcde"),
        ("abcdeP", THIRD, 1, "aPbcde"),
        ("abcdeP", THIRD, 2, "Pabcde"),
        ("abcdeP", THIRD, 9, "Pabcde"),
        ("abcdePQ", THIRD, 2, "PabQcde"),
        ("abcdePQ", SECOND, 1, "PaQbcde"),
        ("abcdPQR", SECOND, 0, "aPbQcdR"),
        # Those of most seniority are called by it, and the next preferential one has to wait for the turn as well.
        ("PabQ", THIRD, 5, "PabQ"),
        ("PabcQ", THIRD, 0, "PabQc"),
        ("aPQbR", THIRD, 0, "aPQbR"),
        ("PQ", THIRD, 0, "PQ"),
        # Nobody is passed more than twice.
        ("abPQR", Preference(2, 2), 1, "PaQbR"),
        ("abcPQR", Preference(2, 1), 1, "PabcQR"),
        ("abcdPQRS", Preference(2, 3), 0, "aPbQcRdS"),
        # Whoever is in front is passed by nobody, and needs no preference.
        ("ab*cP", THIRD, 9, "cPab"),
        ("ab*PcQ", THIRD, 9, "PQabc"),
        ("ab*P", THIRD, 0, "Pab"),
    ],
)
def test_the_projected_order(people: str, preference: Preference, since: int, order: str) -> None:
    assert drawn(call_order(reversed(line(people)), preference, since)) == order


@pytest.mark.parametrize(
    ("passes", "order"), [({"a": 1}, "Pabcd"), ({"a": 2}, "aPbcd"), ({"a": 2, "b": 2}, "abPcd"), ({"a": 3}, "aPbcd")]
)
def test_who_was_passed_twice_is_not_passed_again(passes: dict[str, int], order: str) -> None:
    assert drawn(call_order(line("abcdP", **passes), THIRD, 2)) == order


def test_passes_to_come_count_with_those_that_were() -> None:
    """P passes all, `a` for the second time; Q passes the others for the second time, and R nobody."""
    assert drawn(call_order(line("abcdPQR", a=1), SECOND, 1)) == "PaQbcdR"
    assert drawn(call_order(line("abPcQ"), Preference(2, 1), 1)) == "PabQc"


def test_places_are_said_by_the_projected_order() -> None:
    assert list(places(call_order(line("abcP"), THIRD, 1)).items()) == [
        (ticket_id(0), 1), (ticket_id(3), 2), (ticket_id(1), 3), (ticket_id(2), 4),
    ]  # fmt: skip


def test_seniority_is_front_then_time_then_id() -> None:
    assert seniority(at(4)) == (True, OPENS + timedelta(minutes=4), ticket_id(4))
    assert seniority(at(4, to_front=True)) < seniority(at(0)) < seniority(at(0, id=ticket_id(1)))


@pytest.mark.parametrize(("preferential", "front", "rule"), [(1, 0, True), (1, 1, False), (0, 0, False), (0, 1, False)])
def test_for_whom_the_rule_is(preferential: int, front: int, rule: bool) -> None:
    assert preferred(at(0, preferential=bool(preferential), to_front=bool(front))) is rule


def choice_of(order: list[Ticket], caller: Caller = CALLER, since: int = 0, preference: Preference = THIRD) -> str:
    """Who is called and who is passed for what, in letters: "b! a:not_ready", the mark for a call before seniority."""
    choice = choose(order, caller, preference, since)
    if choice is None:
        return ""
    passed = "".join(f" {one.number}:{why}" for one, why in choice.passed_over)
    return choice.ticket.number + "!" * choice.jump + passed


def with_changes(order: list[Ticket], **changed: dict[str, Any]) -> list[Ticket]:
    """The same order with changed fields of the tickets of these letters."""
    return [replace(one, **changed.get(one.number, {})) for one in order]


READY: dict[str, Any] = {"ready": True}
PHONE: dict[str, Any] = {"medium": "phone", "connected": False}
ELSEWHERE: dict[str, Any] = {"wanted_director": OTHER}


@pytest.mark.parametrize(
    ("changed", "called"),
    [
        ({}, "a"),
        ({"a": READY, "b": READY}, "a"),
        ({"b": READY}, "b a:not_ready"),
        ({"c": READY}, "c a:not_ready b:not_ready"),
        ({"d": READY}, "a"),
        ({"a": {"skips": 2}, "b": READY}, "a"),
        ({"a": {"skips": 1}, "b": READY}, "b a:not_ready"),
        ({"b": {"skips": 2}, "c": READY}, "b a:not_ready"),
        ({"a": {"skips": 3}, "b": READY}, "a"),
        # Those whom the room cannot attend are passed for that alone, and do not use up the first three.
        ({"a": ELSEWHERE}, "b a:other_director"),
        ({"a": {"wanted_director": MINE}}, "a"),
        ({"a": {"wanted_director": GONE}}, "b a:other_director"),
        ({"a": {"needs": "lsm"}}, "b a:interpreter_busy"),
        ({"a": {"needs": "lsm"} | ELSEWHERE}, "b a:other_director"),
        ({"a": ELSEWHERE, "d": READY}, "d a:other_director b:not_ready c:not_ready"),
        ({"a": ELSEWHERE, "e": READY}, "b a:other_director"),
        ({"b": ELSEWHERE, "c": READY}, "c a:not_ready b:other_director"),
        (dict.fromkeys("abcde", ELSEWHERE), ""),
        # Who is attended by telephone is not asked whether they are ready: neither passed for it, nor passing anybody.
        ({"a": PHONE, "b": READY}, "a"),
        ({"b": PHONE, "c": READY}, "a"),
        ({"b": READY, "c": PHONE}, "b a:not_ready"),
        ({"a": PHONE | ELSEWHERE, "b": READY}, "b a:other_director"),
    ],
)
def test_whom_a_room_calls(changed: dict[str, dict[str, Any]], called: str) -> None:
    assert choice_of(with_changes(line("abcde"), **changed)) == called


def test_nobody_waits() -> None:
    assert choose([], CALLER, THIRD, 0) is None


def test_a_free_interpreter_and_a_director_who_is_gone_hold_nobody_back() -> None:
    order = with_changes(line("ab"), a={"needs": "lsm", "wanted_director": GONE})
    assert choice_of(order, Caller(MINE, frozenset({"lsm"}), frozenset({GONE}))) == "a"
    assert choice_of(order, Caller(MINE, frozenset({"maz"}), frozenset({GONE}))) == "b a:interpreter_busy"
    assert choice_of(order, Caller(MINE, frozenset({"lsm"}), frozenset({OTHER}))) == "b a:other_director"
    assert [hindered(order, Caller(MINE, frozenset({"lsm"}), gone)) for gone in ({GONE}, set())] == [False, True]  # type: ignore[arg-type]
    assert not hindered([], CALLER)
    assert hindered([*line("b"), *order], CALLER)


@pytest.mark.parametrize(
    ("order", "since", "changed", "called"),
    [
        ("Pab", 2, {}, "P!"),
        ("Pab", 2, {"P": READY}, "P!"),
        ("Pab", 2, {"a": READY}, "a P:not_ready"),
        # Ready or not, nobody is called before their seniority while the turn has not come.
        ("aPb", 1, {"P": READY}, "a"),
        ("aPb", 1, {"P": READY, "b": READY}, "b a:not_ready P:waited_longer"),
        ("abPc", 0, {"P": READY}, "a"),
        ("aPb", 1, {"a": ELSEWHERE}, "b a:other_director P:waited_longer"),
        ("aPb", 1, {"a": ELSEWHERE, "P": READY}, "b a:other_director P:waited_longer"),
        (
            "aPbc",
            1,
            {"a": ELSEWHERE, "P": READY, "b": {}, "c": READY},
            "c a:other_director P:waited_longer b:not_ready",
        ),
        # The turn has come for the first of them; when the room cannot attend that one, for the next.
        ("PaQb", 2, {"P": ELSEWHERE}, "a P:other_director"),
        ("PaQb", 2, {"P": ELSEWHERE, "Q": READY}, "Q! P:other_director a:not_ready"),
        ("PaQb", 1, {"P": ELSEWHERE, "Q": READY}, "a P:other_director"),
        ("PaQb", 2, {"a": ELSEWHERE}, "P!"),
        ("PaQb", 1, {"a": ELSEWHERE}, "b P:waited_longer a:other_director Q:waited_longer"),
        ("PaQb", 2, {"P": ELSEWHERE, "Q": READY, "a": {"passes": 2}}, "a P:other_director"),
        ("PaQb", 2, {"P": ELSEWHERE, "Q": READY, "a": {"passes": 1}}, "Q! P:other_director a:not_ready"),
        # Nobody of more seniority can be attended: that is no call before the seniority.
        ("aPb", 1, {"a": ELSEWHERE, "b": ELSEWHERE}, "P a:other_director"),
        ("PQ", 0, {"Q": READY}, "Q P:not_ready"),
    ],
)
def test_preference_out_of_turn(order: str, since: int, changed: dict[str, dict[str, Any]], called: str) -> None:
    """The preferential ones joined after all others."""
    joined = {letter: minute for minute, letter in enumerate(sorted(order, key=lambda one: (one.isupper(), one)))}
    tickets = [at(joined[letter], number=letter, preferential=letter.isupper()) for letter in order]
    assert choice_of(with_changes(tickets, **changed), since=since) == called


def test_a_preferential_person_of_most_seniority_jumps_nobody() -> None:
    assert choice_of(line("Pab"), since=2) == "P"
    assert choice_of(line("*Pab"), since=2) == "P"
    assert choice_of(with_changes(line("aPb"), P=READY)) == "P a:not_ready"


def test_of_several_queues_the_one_of_most_seniority_is_called() -> None:
    def offer(minutes: int, **changed: Any) -> Choice:
        return Choice(at(minutes, **changed), False, ())

    assert first_of([offer(5), offer(3), offer(4)]) == 1
    assert first_of([offer(3), offer(4)]) == 0
    assert first_of([offer(1), offer(9, to_front=True)]) == 1


def near(*minutes: int | None, idle: int = 0) -> Nearness:
    """The turns to come, in minutes from now; two are near."""
    expected = [None if one is None else OPENS + timedelta(minutes=one) for one in minutes]
    return Nearness(OPENS, idle, expected, timedelta(minutes=2))


def test_the_first_three_are_asked_once_between_two_calls() -> None:
    order, soon = line("abcde"), near(0, 1, 2, 2, 2)
    assert drawn(to_ask(order, 4, soon)) == "abc"
    assert drawn(to_ask(with_changes(order, a={"asked_at_call": 4}, b={"asked_at_call": 3}), 4, soon)) == "bc"
    assert drawn(to_ask(with_changes(order, a=READY, c={"state": TicketState.READY_CHECK}), 4, soon)) == "b"
    assert drawn(to_ask(with_changes(order, b=PHONE), 4, soon)) == "ac"
    assert (READY_AHEAD, READY_BOUND) == (3, 2)


def test_nobody_is_asked_whose_call_is_minutes_away() -> None:
    order = line("abcd")
    assert drawn(to_ask(order, 0, near(3, 9, 20))) == ""
    assert drawn(to_ask(order, 0, near(2, 9, 20))) == "a"
    assert drawn(to_ask(order, 0, near())) == drawn(to_ask(order, 0, near(None, None))) == ""
    assert drawn(to_ask(order, 0, near(5, 9, idle=1))) == "a"
    assert drawn(to_ask(order, 0, near(idle=2))) == "ab"


def test_the_turn_of_who_does_not_answer_is_the_next_ones() -> None:
    order, soon = line("abcd"), near(1, 9, 20)
    assert drawn(to_ask(with_changes(order, a={"asked_at_call": 0, "state": TicketState.READY_CHECK}), 0, soon)) == ""
    assert drawn(to_ask(with_changes(order, a={"asked_at_call": 0}), 0, soon)) == "b"
    assert drawn(to_ask(with_changes(order, a={"asked_at_call": 0}, b=READY), 0, soon)) == ""
    assert drawn(to_ask(with_changes(order, a=READY), 0, soon)) == ""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [(0, 0), (1, 1), (2, 2), (3, 3)]),
        ({"a": READY}, [(0, 0), (1, 1), (2, 2), (3, 3)]),
        ({"c": READY}, [(0, 1), (1, 2), (0, 2), (3, 3)]),
        ({"d": READY}, [(0, 0), (1, 2), (2, 3), (1, 3)]),
        ({"a": {"skips": 2}, "c": READY}, [(0, 0), (1, 2), (1, 2), (3, 3)]),
        ({"a": PHONE, "b": READY}, [(0, 0), (1, 1), (2, 2), (3, 3)]),
    ],
)
def test_who_is_ready_may_be_called_before_the_place_and_who_is_not_after_it(
    changed: dict[str, Any], expected: list[tuple[int, int]]
) -> None:
    assert turns(with_changes(line("abcd"), **changed)) == expected


def test_whose_place_is_further_back() -> None:
    a, b, c, d = line("abcd")
    assert worsened([a, b, c], [d, b, a, c]) == [a.id, c.id]
    assert worsened([a, b, c], [b, c]) == []
    assert worsened([a, b], [a, b]) == []
    assert worsened([a], [b, a]) == [a.id]
    assert worsened([a], []) == []


def test_every_way_into_a_line_has_a_reason() -> None:
    assert {
        "joined", "restored", "moved", "move_undone", "put_first", "transferred", "continued", "came_back", "resumed",
        "no_show_undone", "call_withdrawn", "booked",
        "returned_to_front",
    } == PASSING  # fmt: skip


PEOPLE = st.lists(st.tuples(st.integers(0, 240), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=30)
RULES = st.builds(Preference, every=st.integers(2, 5), bound=st.integers(1, 4))


@given(PEOPLE, st.booleans())
def test_a_connection_never_changes_a_place(people: list[tuple[int, bool, bool, int]], there: bool) -> None:
    def order(**changed: Any) -> dict[Any, int]:
        tickets = [
            at(minute, id=ticket_id(n), to_front=front, preferential=first, passes=passes, **changed)
            for n, (minute, front, first, passes) in enumerate(people)
        ]
        return places(call_order(tickets, THIRD, 1))

    assert order() == order(connected=there)


@given(PEOPLE, RULES, st.integers(0, 9))
def test_everybody_has_a_place_and_keeps_it_among_their_like(
    people: list[tuple[int, bool, bool, int]], rule: Preference, since: int
) -> None:
    tickets = [
        at(minute, id=ticket_id(n), to_front=front, preferential=first, passes=passes, queue_id=QueueId(1))
        for n, (minute, front, first, passes) in enumerate(people)
    ]
    order = call_order(tickets, rule, since)
    assert sorted(places(order).values()) == list(range(1, len(people) + 1))
    for like in (True, False):
        same = [one for one in order if preferred(one) is like]
        assert same == sorted(same, key=seniority)
    assert order[: sum(one.to_front for one in tickets)] == sorted(
        (one for one in tickets if one.to_front), key=seniority
    )
