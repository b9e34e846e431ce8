"""Everyday phrasings and what they mean, by six authors. One third of each file is for measuring alone, of `HALVES` one half.

`OWN` is by who wrote the search and its synonyms; `OTHERS` and `THIRD` by authors who knew the names of the services alone; `DANGERS`,
`BLIND` and `PHONES` hold crises and what only sounds like one, the latter two by authors who had not seen the rules; `FRESH` and
`FRESH_ENGLISH` too, all of them for measuring, by the author of the classifier before they wrote it. Which part is
decided by a hash of the phrasing, once and for all: what is added later finds its side by itself.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
OWN, OTHERS = DATA / "search_phrasings.txt", DATA / "search_phrasings_of_others.txt"
THIRD, DANGERS = DATA / "search_phrasings_third.txt", DATA / "search_phrasings_dangers.txt"
BLIND, PHONES = DATA / "search_phrasings_dangers_blind.txt", DATA / "search_phrasings_dangers_phones.txt"
FRESH, FRESH_ENGLISH = DATA / "search_phrasings_dangers_fresh.txt", DATA / "search_phrasings_dangers_fresh_english.txt"
HALVES = (DANGERS, BLIND, PHONES)
BESIDE = {
    one: beside
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for one, beside in zip(row, row[1:] + row[-2], strict=True)
}
"""The letter beside each on a phone."""
CRISIS, NONE, ELSEWHERE = "crisis", "none", "elsewhere/"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """What somebody typed, and the keys that are right; what leads nowhere has none. `may_alarm`: the numbers may come, or not.
    `is_measured`: nobody tunes on it."""

    typed: str
    right: frozenset[str]
    crisis: bool = False
    may_alarm: bool = False
    is_measured: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether another office does it."""
        return any(one.startswith(ELSEWHERE) for one in self.right)


def everything(file: Path = OWN) -> list[Phrasing]:
    """All of a file, in its order."""
    found, heading, parts = [], "", {FRESH: 1, FRESH_ENGLISH: 1, **dict.fromkeys(HALVES, 2)}.get(file, 3)
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            typed, _, others = line.partition(" | ")
            also = set(filter(None, others.split(", ")))
            right = frozenset({heading, *also} - {CRISIS, NONE})
            is_measured = sha256(typed.encode()).digest()[0] % parts == 0
            found.append(Phrasing(typed, right, heading == CRISIS, CRISIS in also, is_measured))
    return found


def measured(file: Path = OWN) -> list[Phrasing]:
    """The part that says how good the search is. Only `benchmarks.search` reads it, and names none of them."""
    return [one for one in everything(file) if one.is_measured]


def for_tuning(file: Path = OWN) -> list[Phrasing]:
    """The others."""
    return [one for one in everything(file) if not one.is_measured]


def crises_with_a_slip(files: Iterable[Path] = (OWN, OTHERS, THIRD, *HALVES)) -> list[str]:
    """The crises of these files that are for tuning, each with a slip of the finger inside one word of four letters or more."""
    drawn = random.Random(3)
    crises = [one.typed for file in files for one in for_tuning(file) if one.crisis]
    return [typed for one in crises if (typed := slipped(one, drawn))]


def slipped(typed: str, drawn: random.Random) -> str | None:
    """With a slip inside one word of four letters or more; `None` when it has no such word."""
    words = typed.split()
    long = [at for at, word in enumerate(words) if len(word) >= 4]
    if not long:
        return None
    at = drawn.choice(long)
    words[at] = _slipped(words[at], drawn)
    return " ".join(words)


def _slipped(word: str, drawn: random.Random) -> str:
    """Left out, changed places, the key beside, or that key too."""
    at = drawn.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    beside = BESIDE.get(letter, letter)
    return before + drawn.choice([after, after[0] + letter + after[1:], beside + after, beside + letter + after])
