"""Values of query strings and hidden fields."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from audiencia.core.errors import BadInput

T = TypeVar("T")
YEARS = range(2000, 2200)  # Days outside are refused: at the ends of the calendar there is no day before or after.


def read(name: str, typed: str, parse: Callable[[str], T]) -> T | None:
    """`None` for an empty text. Raises `BadInput` naming what `parse` refuses by `ValueError`."""
    try:
        return parse(typed) if typed else None
    except ValueError:
        raise BadInput(fields={name: "malformed"}) from None


def number(typed: str, digits: int = 9) -> int:
    """A whole number of at most so many digits. Raises `ValueError`."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= digits):
        raise ValueError(typed)
    return int(typed)


def day(typed: str) -> date:
    """A day of `YEARS`, as `2026-09-16`. Raises `ValueError`."""
    found = date.fromisoformat(typed)
    if found.year not in YEARS:
        raise ValueError(typed)
    return found


def one_of(known: Sequence[T]) -> Callable[[str], T]:
    """Reads one of these texts."""

    def parse(typed: str) -> T:
        found = next((one for one in known if one == typed), None)
        if found is None:
            raise ValueError(typed)
        return found

    return parse
