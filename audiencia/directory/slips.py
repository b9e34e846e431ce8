"""What words mean that were typed with a slip of the finger, without comparing them to each known one. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from audiencia.directory.sounds import is_slip

LEAST = 4  # Letters of a word that is still itself with one of them wrong.


class Slips:
    """Words under what remains of them without one letter: two that differ by a slip share a remainder. `least`: letters of them."""

    def __init__(self, least: int = LEAST) -> None:
        self._least = least
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._by_rest: dict[str, set[str]] = defaultdict(set)

    def add(self, word: str, number: int) -> None:
        """What the word means."""
        if len(word) < self._least:
            return
        if word not in self._numbers:
            for rest in _rests(word):
                self._by_rest[rest].add(word)
        self._numbers[word].append(number)

    def meant(self, typed: str) -> set[int]:
        """Words one typing error away from `typed`. The first letter is assumed right."""
        shared = {word for rest in _rests(typed) for word in self._by_rest.get(rest, ())}
        near = {word for word in shared if word[0] == typed[0] and is_slip(word, typed)}
        return {number for word in near for number in self._numbers[word]}


def _rests(word: str) -> Iterator[str]:
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))
