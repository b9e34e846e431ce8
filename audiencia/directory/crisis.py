"""Whether somebody who searches is in danger now, by the words of the configuration. Pure.
Words are compared by sound, and by their stem when that is long; a word that the directory does not know may be one of these with a
slip of the finger. A phrase stands in a question when its words do, in their order and near each other; `=word` follows the one before
at once, `begin*` is whatever begins so, `@name` is one of a group, and `$` is the end of a clause. What is harmless (`unless`) is
taken out of the question first; a `...` at its end takes the rest of its clause, to the next mark between sentences, too."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from audiencia.directory.search_index import Entry
from audiencia.directory.slips import LEAST, Slips
from audiencia.directory.sounds import has_pronoun, heard, plain_words, sound, stem
from audiencia.settings.search_rules import Crisis, Search

BETWEEN = 4  # Other words that may stand between two of a phrase.
LEAST_STEM = 5  # Letters of a stem that says as much as its word: "golpeaba" is "golpea", "palacio" is not "palo".
LEAST_TYPED = LEAST - 1
"""Letters of a typed word that may be a slip: one letter less than the least word that it may mean."""
END = "$"
REST = "..."
NEXT_CLAUSE = frozenset(("y", "pero", "porque", "and", "but", "because"))
"""With them, as with a mark between sentences, the next clause begins."""
PLEAS = frozenset(("que", "ayuda", "ayudenme", "urge", "urgente", "gracias", "please", "help"))
"""With them a clause is over, too."""
MARKS = re.compile(r"[,.;:!?]+(?=\s)|\n")  # Between clauses.
LONGEST_JOINED = 4  # Letters of a word that is written together with the next one: "mepega".
_Typed = tuple[str, str]  # A plain word and its sound.
Said = Mapping[int, set[int]]  # By the number of a word of phrases, at which places of the question it stands.


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Its words by number, and how many others may stand before each. `takes_rest`: of the clause."""

    words: tuple[int, ...]
    between: tuple[int, ...]
    takes_rest: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    written: Crisis
    said: tuple[_Phrase, ...]
    unless: tuple[_Phrase, ...]


@dataclass(slots=True)
class _Words:
    """All words of phrases: each way of saying one leads to its number."""

    groups: Mapping[str, str]
    everyday: Set[str]  # Sounds that are neither forms nor slips of others.
    known: Set[str]  # Sounds that are no slips.
    _number: dict[tuple[str, bool], int] = field(default_factory=dict)
    _parts: dict[str, tuple[_Typed, ...]] = field(default_factory=dict)  # Of ways: groups are in many phrases.
    _whole: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _stems: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _begun: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _slips: Slips = field(default_factory=Slips)
    _begun_slips: Slips = field(default_factory=lambda: Slips(3))

    def phrase(self, written: str, *, exact: bool = False) -> _Phrase:
        """Reads a phrase of the configuration. `exact`: no other forms of its words, no slips."""
        words = written.removesuffix(REST).split()
        between = tuple(0 if one.startswith("=") else BETWEEN for one in words)
        numbers = tuple(self._add(one.removeprefix("="), exact) for one in words)
        return _Phrase(numbers, between, written.endswith(REST))

    def _add(self, written: str, exact: bool) -> int:
        if (written, exact) not in self._number:
            number = self._number[written, exact] = len(self._number)
            ways = [self.groups[one[1:]] if one.startswith("@") else one for one in written.split("|")]
            for way in set("|".join(ways).split("|")):
                self._add_way(way, number, exact)
        return self._number[written, exact]

    def _add_way(self, way: str, number: int, exact: bool) -> None:
        if way == END:
            self._whole[END].append(number)
            return
        begins = way.endswith("*")
        known, slips = (self._begun, self._begun_slips) if begins else (self._whole, self._slips)
        if way not in self._parts:
            self._parts[way] = tuple((one, sound(one)) for one in plain_words(way))
        for one, spoken in self._parts[way]:
            known[spoken].append(number)
            if not exact:
                for form in {one, spoken}:
                    slips.add(form, number)
            if not (exact or begins or has_pronoun(spoken)):
                self._stems[stem(spoken)].append(number)

    def parted(self, question: str) -> tuple[list[_Typed], set[int]]:
        """The words of a question, those that were written together parted; and at which of them a clause begins."""
        words: list[_Typed] = []
        clauses: set[int] = set()
        for sentence in MARKS.split(question):
            clauses.add(len(words))
            for typed in plain_words(sentence):
                words += [(part, spoken) for part in self._apart(typed) if (spoken := sound(part))]
        return words, clauses | {at for at, (typed, _one) in enumerate(words) if typed in NEXT_CLAUSE}

    def _apart(self, typed: str) -> tuple[str, ...]:
        spoken = sound(typed)
        if spoken in self.known or spoken in self.everyday or self._forms(spoken):
            return (typed,)
        for end in range(1, min(LONGEST_JOINED, len(typed) - 3) + 1):
            if sound(typed[:end]) in self.known and self._forms(sound(typed[end:])):
                return typed[:end], typed[end:]
        return (typed,)

    def said(self, question: Sequence[_Typed], clauses: Set[int]) -> Said:
        """Which of them stand in a question."""
        found: dict[int, set[int]] = defaultdict(set)
        ends = clauses | {at for at, (typed, _one) in enumerate(question) if typed in PLEAS}
        for at, (typed, one) in enumerate(question):
            for number in self._forms(one) or self._meant(typed, one):
                found[number].add(at)
        for number in self._whole.get(END, ()):
            found[number].update(ends)
        return found

    def _forms(self, one: str) -> set[int]:
        """The word itself, what begins it, and other forms of it."""
        root, begun = stem(one), (one[:end] for end in range(1, len(one) + 1))
        ways = [self._whole.get(one, ()), *(self._begun.get(beginning, ()) for beginning in begun)]
        if len(root) >= LEAST_STEM and one not in self.everyday:
            ways.append(self._stems.get(root, ()))
        return {number for way in ways for number in way}

    def _meant(self, typed: str, one: str) -> set[int]:
        """With a slip of the finger."""
        if one in self.known or one in self.everyday or len(one) < LEAST_TYPED:
            return set()
        begun = {form[:end] for form in (typed, one) for end in range(3, len(form) + 1)}
        return set().union(*map(self._slips.meant, {typed, one}), *map(self._begun_slips.meant, begun))


class CrisisRules:
    """All rules of the configuration, read once. `entries`: of the directory, whose words are no slips, as those of synonyms."""

    def __init__(self, rules: Search, entries: Iterable[Entry] = ()) -> None:
        synonyms = (text for one in rules.synonyms for text in (*one.said, one.means))
        listed = (text for one in entries for text in one.phrases + one.texts)
        self._words = _Words(rules.groups, _sounds(rules.everyday), _sounds((*rules.filler, *synonyms, *listed)))
        phrase, harmless = self._words.phrase, partial(self._words.phrase, exact=True)
        self._rules = [
            _Rule(one, tuple(map(phrase, one.said)), tuple(map(harmless, one.unless))) for one in rules.crisis
        ]

    def found(self, question: str) -> Crisis | None:
        """The first crisis of which a phrase stands in the question; `None` when none does."""
        words, clauses = self._words.parted(question)
        said = self._words.said([*words, (END, END)], clauses)
        for rule in self._rules:
            if _any(rule.said, said) and _any(rule.said, _without(rule.unless, said, clauses, len(words))):
                return rule.written
        return None


def _sounds(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(one for text in texts for one in heard(text))


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


def _without(harmless: Iterable[_Phrase], said: Said, clauses: Set[int], length: int) -> Said:
    """The words of the question outside of harmless phrases."""
    out: set[int] = set()
    for one in harmless:
        if places := _places(one, said):
            out.update(*places)
            if one.takes_rest:
                out.update(takewhile(lambda at: at not in clauses, range(min(places[-1]) + 1, length)))
    return {word: at - out for word, at in said.items()}
