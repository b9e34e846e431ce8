"""How likely somebody who searches is in danger: a linear classifier over words, classes of words, pairs and letters.

`danger_words.txt` names the classes and what is written short; `danger_weights.txt` what each feature weighs, as
`benchmarks.danger_training` learnt it from phrasings. Neither holds what anybody typed.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from audiencia.directory.sounds import plain_words, sound, stem

WORDS = Path(__file__).with_name("danger_words.txt")
WEIGHTS = Path(__file__).with_name("danger_weights.txt")
SCALE = 100
"""Weights are kept as hundredths."""
FURTHEST = 3
"""Words from the first of a pair to its second."""
LETTERS = (4, 5)
"""Lengths of the runs of letters that are looked at, so that a slip or a missing space leaves most of a word as it was."""
LONGEST_COUNTED = 6
_APOSTROPHES = re.compile("['’`]")


@dataclass(frozen=True, slots=True)
class Leaning:
    """`danger`: above 0 rather danger than none. `self_harm`: above 0 rather self-harm than another danger."""

    danger: float
    self_harm: float


@dataclass(frozen=True, slots=True)
class _Word:
    sound: str
    stem: str
    group: str | None

    @property
    def key(self) -> str:
        return self.group or self.stem


@dataclass(frozen=True, slots=True)
class _Classes:
    """`whole` and `begun`: the class of a sound, of what a sound begins with. `short`: what a short spelling stands for."""

    whole: Mapping[str, str]
    begun: Sequence[tuple[str, str]]
    short: Mapping[str, str]

    def word(self, typed: str) -> _Word | None:
        """`None` when it is silent."""
        spoken = sound(self.short.get(typed, typed))
        return _Word(spoken, stem(spoken), self._group(spoken)) if spoken else None

    def _group(self, spoken: str) -> str | None:
        if spoken in self.whole:
            return self.whole[spoken]
        return next((group for beginning, group in self.begun if spoken.startswith(beginning)), None)


@cache
def _classes() -> _Classes:
    whole: dict[str, str] = {}
    begun: dict[str, str] = {}
    short: dict[str, str] = {}
    for name, words in (line.split(" = ") for line in _lines(WORDS)):
        for word in words.split("|"):
            if name == "short":
                typed, _, means = word.partition(">")
                short[typed] = means
            elif word.endswith("*"):
                begun.setdefault(sound(word[:-1]), name)
            else:
                whole.setdefault(sound(word), name)
    return _Classes(whole, sorted(begun.items(), key=lambda one: (-len(one[0]), one)), short)


def _lines(file: Path) -> Iterator[str]:
    return (line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def features(question: str) -> frozenset[str]:
    """What of a question has a weight."""
    typed = plain_words(_APOSTROPHES.sub("", question))
    words = [word for one in typed if (word := _classes().word(one))]
    length = min(LONGEST_COUNTED, len(words) // 2)
    return frozenset((*_single(words), *_pairs(words), *_letters(words), f"length {length}"))


def _single(words: Iterable[_Word]) -> Iterator[str]:
    for one in words:
        yield f"stem {one.stem}"
        yield f"word {one.sound}"
        if one.group:
            yield f"class {one.group}"


def _pairs(words: Sequence[_Word]) -> Iterator[str]:
    """Who does what to whom: words side by side and near each other, classes further away, threes."""
    stems = ["^", *(one.stem for one in words), "$"]
    yield from (f"pair {one} {other}" for one, other in pairwise(stems))
    keys = ["^", *(one.key for one in words), "$"]
    for at, one in enumerate(keys):
        for apart, other in enumerate(keys[at + 1 : at + 1 + FURTHEST], start=1):
            if apart == 1:
                yield f"pair {one} {other}"
            elif one != "^" and other != "$":
                yield f"near {one} {other}"
    yield from (f"three {' '.join(keys[at : at + 3])}" for at in range(len(keys) - 2))
    groups = [one.group for one in words if one.group]
    for at, group in enumerate(groups):
        yield from (f"classes {group} {other}" for other in groups[at + 1 : at + 5])


def _letters(words: Iterable[_Word]) -> Iterator[str]:
    written = f"_{'_'.join(one.sound for one in words)}_"
    for length in LETTERS:
        yield from (f"letters {written[at : at + length]}" for at in range(len(written) - length + 1))


@cache
def _weights() -> Mapping[str, tuple[float, float]]:
    rows = (line.split("\t") for line in _lines(WEIGHTS))
    return {feature: (int(danger) / SCALE, int(self_harm) / SCALE) for feature, danger, self_harm in rows}


def load() -> None:
    """Reads both files, so that no question waits for them."""
    _classes()
    _weights()


def leaning(question: str) -> Leaning:
    """How a question, which is not empty, leans. Unknown features count nothing."""
    weights, found = _weights(), features(question)
    known = [weights[one] for one in found if one in weights]
    danger, self_harm = weights["bias"]
    share = 1 / math.sqrt(len(found))
    return Leaning(danger + share * sum(one for one, _ in known), self_harm + share * sum(one for _, one in known))
