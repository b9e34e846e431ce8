"""Finds what fits a question among all that can be found, by sounds, stems, and threes of letters. Pure, in memory.
Built once for each version of the catalogue. A question is scored in two rounds: each of its words by the best sound of every
entry, as in BM25 without lengths; then the entries in front by their own phrases ("no hay agua"), of which a question that says
nearly the whole of one is nearer than one that shares a word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import log

import numpy as np
from numpy.typing import NDArray

from audiencia.directory.sounds import heard, is_slip, stem, trigrams
from audiencia.settings.search_rules import Search

LONGEST_MEANT = 6
FRONT = 40  # Entries whose phrases are looked at.
MOST_ALIKE = 25  # Sounds that one word is taken for.
LEAST_SLIP = 5  # Letters of a word in which one may be wrong: shorter ones are other words.
SHORT_STEM = 3  # Letters of a stem that words of other meanings share, too ("bar" and "barrer").


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
    slip: float = 0.8
    least_alike: float = 0.42
    known: float = 0.7  # From this nearness on a word is one of ours, finished or not; below it is only like one.
    text: float = 0.3
    meant: float = 1.0
    least_meant: float = 0.5  # The least worth of a synonym of a word that no entry has.
    filler: float = 0.15
    phrase: float = 1.8
    whole: float = 1.0
    least: float = 0.22  # Least share of the best possible score; what scores less is no answer.
    enough: float = 2.0  # So many words that nothing has are as much as a long sentence needs to say.
    of_best: float = 0.35


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, and how well it fits."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class _Meant:
    """Words of a question, and for each word that is meant by them the known sounds that it may be. `share`: how much of itself each
    of these counts."""

    said: tuple[str, ...]
    near: Sequence[Mapping[int, float]]
    share: float


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Of one entry: what each phrase is worth when all of it is said, and those in which a sound occurs."""

    whole: Sequence[float]
    having: Mapping[int, Sequence[int]]


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
        phrases: list[list[tuple[int, ...]]] = []
        held: dict[int, dict[int, float]] = defaultdict(dict)
        for at, entry in enumerate(entries):
            texts, said = ([self._numbers(text) for text in ways] for ways in (entry.texts, entry.phrases))
            for ways, weight in ((texts, self._weights.text), (said, 1.0)):
                for number in chain.from_iterable(ways):
                    held[number][at] = weight
            phrases.append(said)
        self._entries = [np.fromiter(held[number], np.int32) for number in range(len(held))]
        self._worths = [np.fromiter(held[number].values(), np.float32) for number in range(len(held))]
        self._rarity = self._rarities(len(entries))
        self._unknown = log(1 + len(entries))
        self._phrases = [self._weighed(one) for one in phrases]

    def _numbers(self, text: str) -> tuple[int, ...]:
        return tuple(dict.fromkeys(map(self._sounds.add, heard(text))))

    def _weighed(self, phrases: Sequence[tuple[int, ...]]) -> _Phrases:
        """The phrases of an entry as they are compared."""
        having: dict[int, list[int]] = defaultdict(list)
        for at, phrase in enumerate(phrases):
            for number in phrase:
                having[number].append(at)
        return _Phrases([sum(self._rarity[number] for number in phrase) for phrase in phrases], dict(having))

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
        asked = heard(question)
        near = {one: self._near(one, is_last=one == asked[-1]) for one in asked}
        meant = self._meant_by(asked, near)
        if not meant and not self._says_something(near):
            return []
        could = sum(self._most(found) for one, found in near.items() if found or one not in self._filler)
        least = self._weights.least * min(could, self._weights.enough * self._unknown)
        scores, together = self._scores(near, meant), self._together(near, meant)
        front = np.argsort(-scores, kind="stable")[: max(FRONT, most)]
        ranked = [
            Hit(self._keys[at], float(scores[at]) + self._weights.phrase * self._phrase(at, together, could))
            for at in front.tolist()
            if scores[at] >= least
        ]
        ranked.sort(key=lambda one: -one.score)
        return [one for one in ranked[:most] if one.score >= self._weights.of_best * ranked[0].score]

    def _says_something(self, near: Mapping[str, Mapping[int, float]]) -> bool:
        """Whether a word is known; beside one that nothing here is like, by more than its likeness to others."""
        said = [found for one, found in near.items() if one not in self._filler]
        least = 0.0 if all(said) else self._weights.known
        return any(nearness >= least for found in said for nearness in found.values())

    def _meant_by(self, asked: Sequence[str], near: Mapping[str, Mapping[int, float]]) -> list[_Meant]:
        """What the synonyms in a question mean. It is worth no more than what was said, in however many words it is written down."""
        stems, found = [_form(one) for one in asked], []
        for begun in range(len(stems)):
            for ended in range(begun + 1, min(len(stems), begun + LONGEST_MEANT) + 1):
                meant = [self._near(one, is_last=False) for one in self._meant.get(tuple(stems[begun:ended]), ())]
                if whole := sum(self._most(one) for one in meant if one):
                    said = tuple(dict.fromkeys(asked[begun:ended]))
                    worth = max(sum(self._most(near[one]) for one in said), self._weights.least_meant * self._unknown)
                    found.append(_Meant(said, meant, worth / whole))
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
        alike = self._alike(one, is_last=is_last, is_known=known is not None)
        return found | {number: nearness for number, nearness in alike.items() if nearness > found.get(number, 0)}

    def _alike(self, one: str, *, is_last: bool, is_known: bool) -> dict[int, float]:
        """Sounds that are written nearly so, or begin so when the word may not be finished."""
        parts, sounds, weights = trigrams(one), self._sounds, self._weights
        shared: dict[int, int] = defaultdict(int)
        for part in parts:
            for number in sounds.by_trigram.get(part, ()):
                shared[number] += 1
        found: dict[int, float] = {}
        for number, count in shared.items():
            other = sounds.named[number]
            alike = count / (len(parts) + len(trigrams(other)) - count)
            if alike >= weights.least_alike and len(one) > 2 and abs(len(other) - len(one)) <= max(1, len(one) // 3):
                found[number] = weights.alike * alike**0.5
            if not is_known and count > 1 and len(one) >= LEAST_SLIP and is_slip(one, other):
                found[number] = max(found.get(number, 0.0), weights.slip)
            if is_last and len(one) > 1 and other.startswith(one):
                found[number] = max(found.get(number, 0.0), weights.beginning)
        return dict(sorted(found.items(), key=lambda pair: -pair[1])[:MOST_ALIKE])

    def _most(self, found: Mapping[int, float]) -> float:
        """What a word can be worth to an entry at most."""
        return max((nearness * self._rarity[number] for number, nearness in found.items()), default=self._unknown)

    def _worth(self, found: Mapping[int, float]) -> NDArray[np.float32]:
        """What a word is worth to each entry: its best sound counts."""
        best = np.zeros(len(self._keys), np.float32)
        for number, nearness in found.items():
            at = self._entries[number]
            best[at] = np.maximum(best[at], nearness * self._rarity[number] * self._worths[number])
        return best

    def _scores(self, near: Mapping[str, Mapping[int, float]], meant: Iterable[_Meant]) -> NDArray[np.float32]:
        """Of each entry: what the words say, or a synonym of them where that says more."""
        own = {one: self._worth(found) for one, found in near.items()}
        scores = np.zeros(len(self._keys), np.float32)
        for worth in own.values():
            scores += worth
        for one in meant:
            share = one.share * np.sum([self._worth(found) for found in one.near], axis=0)
            scores += np.maximum(share - np.sum([own[word] for word in one.said], axis=0), 0)
        return scores

    def _together(self, near: Mapping[str, Mapping[int, float]], meant: Iterable[_Meant]) -> dict[int, float]:
        """All sounds of a question and of what is meant by it, each as near as it is."""
        together: dict[int, float] = {}
        parts = [(1.0, found) for found in near.values()]
        parts += [(self._weights.meant * min(1.0, one.share**0.5), found) for one in meant for found in one.near]
        for weight, found in parts:
            for number, nearness in found.items():
                together[number] = max(together.get(number, 0.0), weight * nearness)
        return together

    def _phrase(self, at: int, together: Mapping[int, float], could: float) -> float:
        """How much of its best phrase the question says, and how much of the question that is."""
        phrases, said = self._phrases[at], dict[int, float]()
        for number in phrases.having.keys() & together.keys():
            worth = self._rarity[number] * together[number]
            for phrase in phrases.having[number]:
                said[phrase] = said.get(phrase, 0.0) + worth
        best = max(
            (one * (one / phrases.whole[phrase]) ** self._weights.whole for phrase, one in said.items()), default=0.0
        )
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
