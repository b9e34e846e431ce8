"""Points are kept to about ten metres, and only points are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.cases.domain.point import coarse


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
