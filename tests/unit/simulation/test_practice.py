"""Most simulated people of a practice stay until the director is done; some leave, miss the call or hang up."""

from collections import Counter

from audiencia.simulation.practice import MATTERS, NAMES, plan


def test_each_kind_of_visit_comes_about_in_its_share() -> None:
    shares = Counter(plan(draw / 100) for draw in range(100))
    assert shares == {"stay": 78, "leave": 10, "miss": 7, "hang_up": 5}


def test_names_are_no_whole_names() -> None:
    assert all(len(name.split()) <= 2 for name in NAMES)
    assert len(set(MATTERS)) == len(MATTERS)
