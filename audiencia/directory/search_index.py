"""Finds what fits a question among all that can be found, by sounds, stems, and threes of letters. Pure, in memory.

Built once for each version of the catalogue. A question is scored in two rounds: each of its words by the best sound of every
entry, as in BM25 without lengths; then the entries in front by their own phrases ("no hay agua"), of which a question that says
nearly the whole of one is nearer than one that shares a word.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np
from numpy.typing import NDArray

from audiencia.directory.sounds import heard, stem, trigrams
from audiencia.settings.search_rules import Search

LONGEST_MEANT = 6
FRONT = 40
"""Entries whose phrases are looked at."""
MOST_ALIKE = 25
"""Sounds that one word is taken for."""
SHORT_STEM = 3
"""Letters of a stem that words of other meanings share, too ("bar" and "barrer")."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found. `key`: what the search answers; `phrases`: name and everyday words, in both languages; `texts`: what else
    is said about it."""

    key: str
    phrases: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """How the parts of a score are mixed; found by `benchmarks.search_tuning`."""

    stem: float = 0.8
    short_stem: float = 0.45
    beginning: float = 0.7
    alike: float = 0.9
    least_alike: float = 0.42
    text: float = 0.3
    meant: float = 0.7
    filler: float = 0.15
    phrase: float = 1.8
    whole: float = 0.5
    least: float = 0.22
    """Of what a question's words could say at most; what fits less is no answer."""
    enough: float = 2.0
    """So many words that nothing has are as much as a long sentence needs to say."""
    of_best: float = 0.35


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, and how well it fits."""

    key: str
    score: float


@dataclass(slots=True)
class _Sounds:
    """Each sound that occurs, its entries, and the sounds that share a stem or three letters with it."""

    number: dict[str, int] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    by_stem: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_trigram: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: str) -> int:
        """The number of a sound, which is new when it was not there."""
        known = self.number.get(one)
        if known is not None:
            return known
        number = self.number[one] = len(self.named)
        self.named.append(one)
        self.by_stem[stem(one)].append(number)
        for part in trigrams(one):
            self.by_trigram[part].append(number)
        return number


class SearchIndex:
    """All that can be found, for one version of the catalogue."""

    def __init__(self, entries: Sequence[Entry], rules: Search, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._keys = [one.key for one in entries]
        self._sounds = _Sounds()
        self._filler = {sound for one in rules.filler for sound in heard(one)}
        self._meant = _meanings(rules)
        self._phrases: list[list[tuple[int, ...]]] = []
        held: dict[int, dict[int, float]] = defaultdict(dict)
        for at, entry in enumerate(entries):
            for said, weight in ((entry.texts, self._weights.text), (entry.phrases, 1.0)):
                for text in said:
                    for one in heard(text):
                        held[self._sounds.add(one)][at] = weight
            self._phrases.append([self._numbers(text) for text in entry.phrases])
        self._entries = [np.fromiter(held[number], np.int32) for number in range(len(held))]
        self._worths = [np.fromiter(held[number].values(), np.float32) for number in range(len(held))]
        self._rarity = self._rarities(len(entries))

    def _numbers(self, text: str) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._sounds.number[one] for one in heard(text)))

    def _rarities(self, entries: int) -> list[float]:
        """How much each sound says. One stem is one word, in however many forms it occurs."""
        found: list[float] = [0.0] * len(self._entries)
        for numbers in self._sounds.by_stem.values():
            having = len(set().union(*(self._entries[number].tolist() for number in numbers)))
            for number in numbers:
                found[number] = log(1 + entries / (0.5 + having))
                if self._sounds.named[number] in self._filler:
                    found[number] *= self._weights.filler
        return found

    def search(self, question: str, most: int) -> list[Hit]:
        """What fits best, best first; nothing when nothing fits."""
        asked = self._asked(heard(question))
        near = [(weight, self._near(one, is_last=last)) for one, weight, last in asked]
        unknown = log(1 + len(self._keys))
        could = sum(
            weight * max((nearness * self._rarity[number] for number, nearness in found.items()), default=unknown)
            for (weight, found), (one, _, _) in zip(near, asked, strict=True)
            if weight == 1.0 and (found or one not in self._filler)
        )
        if not any(
            found
            for (_, found), (one, weight, _) in zip(near, asked, strict=True)
            if weight < 1 or one not in self._filler
        ):
            return []
        least = self._weights.least * min(could, self._weights.enough * unknown)
        scores = self._scores(near)
        front = np.argsort(-scores, kind="stable")[: max(FRONT, most)]
        together: dict[int, float] = {}
        for weight, found in near:
            for number, nearness in found.items():
                together[number] = max(together.get(number, 0.0), weight * nearness)
        ranked = [
            Hit(self._keys[at], float(scores[at]) + self._weights.phrase * self._phrase(at, together, could))
            for at in front.tolist()
            if scores[at] >= least
        ]
        ranked.sort(key=lambda one: -one.score)
        return [one for one in ranked[:most] if one.score >= self._weights.of_best * ranked[0].score]

    def _asked(self, words: list[str]) -> list[tuple[str, float, bool]]:
        """The sounds of a question with their weights, and whether each is the last; those that are meant by them besides."""
        found = [(one, 1.0, one == words[-1]) for one in dict.fromkeys(words)]
        stems = [_form(one) for one in words]
        for begun in range(len(stems)):
            for ended in range(begun + 1, min(len(stems), begun + LONGEST_MEANT) + 1):
                meant = self._meant.get(tuple(stems[begun:ended]), ())
                found += [(one, self._weights.meant, False) for one in meant if one not in words]
        return found

    def _near(self, one: str, *, is_last: bool) -> dict[int, float]:
        """The known sounds that this one may be, and how near each is."""
        sounds, found = self._sounds, dict[int, float]()
        begun = stem(one)
        short = len(begun) <= SHORT_STEM
        for number in sounds.by_stem.get(begun, ()):
            found[number] = self._weights.short_stem if short else self._weights.stem
        if (known := sounds.number.get(one)) is not None:
            found[known] = 1.0
        if found and (known is not None or not (is_last or short)):
            return found
        if len(one) < 3 and not is_last:
            return found
        alike = self._alike(one, is_last=is_last)
        return found | {number: nearness for number, nearness in alike.items() if nearness > found.get(number, 0)}

    def _alike(self, one: str, *, is_last: bool) -> dict[int, float]:
        """Sounds that are written nearly so, or begin so when the word may not be finished."""
        parts, sounds = trigrams(one), self._sounds
        shared: dict[int, int] = defaultdict(int)
        for part in parts:
            for number in sounds.by_trigram.get(part, ()):
                shared[number] += 1
        found: dict[int, float] = {}
        for number, count in shared.items():
            other = sounds.named[number]
            alike = count / (len(parts) + len(trigrams(other)) - count)
            if (
                alike >= self._weights.least_alike
                and len(one) > 2
                and abs(len(other) - len(one)) <= max(1, len(one) // 3)
            ):
                found[number] = self._weights.alike * alike**0.5
            if is_last and len(one) > 1 and other.startswith(one):
                found[number] = max(found.get(number, 0.0), self._weights.beginning)
        return dict(sorted(found.items(), key=lambda pair: -pair[1])[:MOST_ALIKE])

    def _scores(self, near: Iterable[tuple[float, Mapping[int, float]]]) -> NDArray[np.float32]:
        """Of each entry: for each word of the question its best sound counts."""
        scores = np.zeros(len(self._keys), np.float32)
        for weight, found in near:
            best = np.zeros(len(self._keys), np.float32)
            for number, nearness in found.items():
                at, worth = self._entries[number], weight * nearness * self._rarity[number]
                best[at] = np.maximum(best[at], worth * self._worths[number])
            scores += best
        return scores

    def _phrase(self, at: int, together: Mapping[int, float], could: float) -> float:
        """How much of its best phrase the question says, and how much of the question that is."""
        best = 0.0
        for phrase in self._phrases[at]:
            said = whole = 0.0
            for number in phrase:
                rarity = self._rarity[number]
                whole += rarity
                said += rarity * together.get(number, 0.0)
            if said:
                best = max(best, said * (said / whole) ** self._weights.whole)
        return min(best, could)


def _form(sound: str) -> str:
    """What a word is known by among synonyms: its stem, unless that is short."""
    found = stem(sound)
    return found if len(found) > SHORT_STEM else sound


def _meanings(rules: Search) -> dict[tuple[str, ...], tuple[str, ...]]:
    """By the stems of what is said, the sounds of what is meant."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one in rules.synonyms:
        for said in one.said:
            stems = tuple(_form(part) for part in heard(said))
            found[stems] = (*found.get(stems, ()), *heard(one.means))
    return found
