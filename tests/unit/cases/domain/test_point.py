"""Points are kept to about ten metres, and only points are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.cases.domain.point import coarse, last_in, metres_between


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_point_moves_by_less_than_eight_metres(latitude: float, longitude: float) -> None:
    kept = coarse(f"{latitude:.12f}, {longitude:.12f}")
    north, east = (float(part) for part in kept.split(", "))
    assert abs(north - latitude) <= 0.0000501 and abs(east - longitude) <= 0.0000501
    assert coarse(kept) == kept and len(kept) <= 20


@pytest.mark.parametrize("typed", ["", "   "])
def test_none_is_none(typed: str) -> None:
    assert coarse(typed) == ""


@pytest.mark.parametrize(
    "typed", ["aquí", "19.28", "91, 0", "0, 181", "19.1, -99.1; DROP", "1e5, 2", "19,28, -99", "nan, nan"]
)
def test_what_is_no_point_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        coarse(typed)


def test_the_point_of_a_place_is_found_behind_its_words() -> None:
    assert last_in("Col. Centro · frente al kiosco · 19.2873, -99.6543") == (19.2873, -99.6543)
    assert last_in("19.2873, -99.6543") == last_in("Centro\n19.2873, -99.6543") == (19.2873, -99.6543)
    assert last_in("Calle 14, 3") is last_in("19.2873, -99.6543 o por ahí") is None and last_in("") is None


def test_metres_on_the_ground() -> None:
    here = (19.2873, -99.6543)
    assert metres_between(here, here) == 0
    assert metres_between(here, (19.2883, -99.6543)) == pytest.approx(111.2, abs=0.1)
    assert metres_between(here, (19.2873, -99.6533)) == pytest.approx(105.0, abs=0.1)
