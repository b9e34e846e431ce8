"""Who comes to a simulated session: each kind of visit in its share; of a script as many as asked, and the same for the same seed."""

from collections import Counter
from random import Random

import pytest

from audiencia.simulation.visits import MATTERS, NAMES, Seat, plan, script, seats_of

SEATS = [Seat(name, ("uno", "dos"), f"ensayo-{name}", "x") for name in ("agua", "obras", "bienestar")]


@pytest.mark.parametrize("people", [1, 10, 92, 300])
def test_seven_of_ten_have_an_immediate_answer(people: int) -> None:
    visits = script(SEATS, people, Random(7))
    assert len(visits) == people
    assert sum(one.immediate for one in visits) == round(people * 0.7)
    assert len({one.contact for one in visits}) == people
    assert [one.arrives for one in visits] == sorted(one.arrives for one in visits)
    assert all(0 <= one.arrives < 1 and one.place[1] in ("uno", "dos") for one in visits)


def test_who_speaks_of_the_result_had_an_immediate_answer() -> None:
    visits = script(SEATS, 300, Random(3))
    said = [one for one in visits if one.word is not None]
    assert all(one.immediate for one in said)
    assert {one.word for one in said} == {True, False} and len(said) < sum(one.immediate for one in visits)


def test_one_seed_gives_one_script() -> None:
    assert script(SEATS, 40, Random(1)) == script(SEATS, 40, Random(1)) != script(SEATS, 40, Random(2))


def test_departments_without_an_account_are_not_played() -> None:
    assert seats_of({"agua": ["fugas"], "obras": ["baches"]}, {"agua": ("a", "b")}) == [
        Seat("agua", ("fugas",), "a", "b")
    ]


def test_each_kind_of_visit_comes_about_in_its_share() -> None:
    shares = Counter(plan(draw / 100) for draw in range(100))
    assert shares == {"stay": 78, "leave": 10, "miss": 7, "hang_up": 5}


def test_names_are_no_whole_names() -> None:
    assert all(len(name.split()) <= 2 for name in NAMES)
    assert len(set(MATTERS)) == len(MATTERS)
