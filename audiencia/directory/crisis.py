"""Whether somebody who searches is in danger now, by the words of the configuration. Pure.

Words are compared by sound. A phrase stands in a question when its words do, in their order and near each other; `=word` follows
the one before at once, `begin*` is whatever begins so, `@name` is one of a group, and `$` is the end of the question. What is harmless
(`unless`) is taken out of the question first; a `...` at its end takes the rest of the clause too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from audiencia.directory.sounds import heard
from audiencia.settings.search_rules import Search

BETWEEN = 4
"""Other words that may stand between two of a phrase."""

END = "$"
REST = "..."
NEXT_CLAUSE = frozenset(sound for one in ("y", "pero", "porque", "and", "but", "because") for sound in heard(one))
Said = Mapping[int, set[int]]
"""By the number of a word of phrases, at which places of the question it stands."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Its words by number, and how many others may stand before each. `takes_rest`: of the clause."""

    words: tuple[int, ...]
    between: tuple[int, ...]
    takes_rest: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    first: str
    said: tuple[_Phrase, ...]
    unless: tuple[_Phrase, ...]


@dataclass(slots=True)
class _Words:
    """All words of phrases: each way of saying one leads to its number."""

    groups: Mapping[str, str]
    _number: dict[str, int] = field(default_factory=dict)
    _whole: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _begun: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def phrase(self, written: str) -> _Phrase:
        """As the configuration has it."""
        words = written.removesuffix(REST).split()
        between = tuple(0 if one.startswith("=") else BETWEEN for one in words)
        return _Phrase(tuple(self._add(one.removeprefix("=")) for one in words), between, written.endswith(REST))

    def _add(self, written: str) -> int:
        if written not in self._number:
            number = self._number[written] = len(self._number)
            ways = [self.groups[one[1:]] if one.startswith("@") else one for one in written.split("|")]
            for way in set("|".join(ways).split("|")):
                known = self._begun if way.endswith("*") else self._whole
                for sound in [END] if way == END else heard(way):
                    known[sound].append(number)
        return self._number[written]

    def said(self, question: Sequence[str]) -> Said:
        """Which of them stand in a question."""
        found: dict[int, set[int]] = defaultdict(set)
        for at, one in enumerate(question):
            ways = [self._whole.get(one, ()), *(self._begun.get(one[:end], ()) for end in range(1, len(one) + 1))]
            for number in (number for way in ways for number in way):
                found[number].add(at)
        return found


class CrisisRules:
    """All rules of the configuration, read once."""

    def __init__(self, rules: Search) -> None:
        self._words = _Words(rules.groups)
        phrase = self._words.phrase
        self._rules = [
            _Rule(one.first, tuple(map(phrase, one.said)), tuple(map(phrase, one.unless))) for one in rules.crisis
        ]

    def first_number(self, question: str) -> str | None:
        """The emergency number that is named first; `None` when nobody is in danger."""
        words = [*heard(question), END]
        said = self._words.said(words)
        for rule in self._rules:
            if _any(rule.said, said) and _any(rule.said, _without(rule.unless, said, words)):
                return rule.first
        return None


def _any(phrases: Iterable[_Phrase], said: Said) -> bool:
    return any(_places(one, said) for one in phrases)


def _places(phrase: _Phrase, said: Said) -> list[set[int]]:
    """For each word of the phrase, where it stands as a part of the whole; nothing when the phrase does not."""
    if not all(said.get(one) for one in phrase.words):
        return []
    places = [said[phrase.words[0]]]
    for word, between in zip(phrase.words[1:], phrase.between[1:], strict=True):
        near = {at for at in said[word] if not places[-1].isdisjoint(range(at - 1 - between, at))}
        if not near:
            return []
        places.append(near)
    for later in range(len(places) - 1, 0, -1):
        reach = {at for end in places[later] for at in range(end - 1 - phrase.between[later], end)}
        places[later - 1] = places[later - 1] & reach
    return places


def _without(harmless: Iterable[_Phrase], said: Said, words: Sequence[str]) -> Said:
    """What stands in the question without these."""
    out: set[int] = set()
    for one in harmless:
        if places := _places(one, said):
            out.update(*places)
            if one.takes_rest:
                rest = range(min(places[-1]) + 1, len(words) - 1)
                out.update(takewhile(lambda at: words[at] not in NEXT_CLAUSE, rest))
    return {word: at - out for word, at in said.items()}
