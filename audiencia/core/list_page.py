"""Which page of a list a query gives, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ListPage:
    """`patterns`: each is found in the row's words without accents and capitals. `by`: a column. `skip`: rows before this page.
    `english`: the language of the words. `names`: what codes are called, in the order in which they are sorted."""

    patterns: Sequence[str]
    by: str
    descending: bool
    at_most: int
    skip: int
    english: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
