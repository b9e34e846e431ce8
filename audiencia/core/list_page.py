"""Which page of a list a query gives, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListPage:
    """`patterns`: each is found in the row's words without accents and capitals. `by`: a column. `skip`: rows before this page."""

    patterns: Sequence[str]
    by: str
    descending: bool
    at_most: int
    skip: int
