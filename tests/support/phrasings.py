"""Everyday phrasings and what they mean (`tests/data/search_phrasings.txt`). One third is for measuring alone.

Which third is decided by a hash of the phrasing, once and for all: what is added later finds its side by itself.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "search_phrasings.txt"
CRISIS, NONE, ELSEWHERE = "crisis", "none", "elsewhere/"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """What somebody typed, and the keys that are right. A crisis and what leads nowhere have none."""

    typed: str
    right: frozenset[str]
    crisis: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether another office does it."""
        return any(one.startswith(ELSEWHERE) for one in self.right)

    @property
    def is_measured(self) -> bool:
        """Whether it belongs to the third that nobody tunes on."""
        return sha256(self.typed.encode()).digest()[0] % 3 == 0


def everything() -> list[Phrasing]:
    """All of them, in the order of the file."""
    found, heading = [], ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            typed, _, others = line.partition(" | ")
            right = {heading, *filter(None, others.split(", "))} - {CRISIS, NONE}
            found.append(Phrasing(typed, frozenset(right), heading == CRISIS))
    return found


def measured() -> list[Phrasing]:
    """The third that says how good the search is. Only `benchmarks.search` reads it, and names none of them."""
    return [one for one in everything() if one.is_measured]


def for_tuning() -> list[Phrasing]:
    """The others."""
    return [one for one in everything() if not one.is_measured]
