"""What stands in an address is a value, nothing, or refused by its name."""

from collections.abc import Callable
from datetime import date

import pytest

from audiencia.core.errors import BadInput
from audiencia.http import query


@pytest.mark.parametrize("typed", ["-1", "1.0", "１２", " 1", "1234567890", "x"])
def test_what_is_no_short_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        query.number(typed)


def test_numbers_have_so_many_digits_at_most() -> None:
    assert query.number("123456789") == 123_456_789
    assert query.number("12345678901234567", digits=17) == 12_345_678_901_234_567


@pytest.mark.parametrize("typed", ["1999-12-31", "2200-01-01", "2026-02-30", "today"])
def test_what_is_no_day_of_ours_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        query.day(typed)


@pytest.mark.parametrize(
    ("typed", "parse", "found"),
    [("", query.number, None), ("7", query.number, 7), ("2026-11-29", query.day, date(2026, 11, 29))],
)
def test_a_value_is_read(typed: str, parse: Callable[[str], object], found: object) -> None:
    assert query.read("one", typed, parse) == found


def test_one_of_several_texts() -> None:
    assert query.read("stage", "open", query.one_of(("open", "over"))) == "open"
    with pytest.raises(BadInput) as refused:
        query.read("stage", "gone", query.one_of(("open", "over")))
    assert refused.value.fields == {"stage": "malformed"}
