"""Whether somebody who searches is in danger now, by the words of the configuration. Pure.

Words are compared by sound. A phrase stands in a question when its words do, in their order and near each other; `=word` follows
the one before at once, `@name` is one of a group, and `$` is the end of the question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiencia.directory.sounds import heard
from audiencia.settings.search_rules import Search

BETWEEN = 4
"""Other words that may stand between two of a phrase."""

END = "$"


@dataclass(frozen=True, slots=True)
class _Word:
    """One of several sounds, and how many other words may stand before it."""

    sounds: frozenset[str]
    between: int


Phrase = tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    first: str
    said: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


class CrisisRules:
    """All rules of the configuration, read once."""

    def __init__(self, rules: Search) -> None:
        groups = {f"@{name}": _sounds(said) for name, said in rules.groups.items()}
        self._rules = [
            _Rule(one.first, *(tuple(_phrase(said, groups) for said in part) for part in (one.said, one.unless)))
            for one in rules.crisis
        ]

    def first_number(self, question: str) -> str | None:
        """The emergency number that is named first; `None` when nobody is in danger."""
        words = [*heard(question), END]
        for rule in self._rules:
            if _any(rule.said, words) and not _any(rule.unless, words):
                return rule.first
        return None


def _phrase(said: str, groups: Mapping[str, frozenset[str]]) -> Phrase:
    return tuple(_word(one, groups) for one in said.split())


def _word(said: str, groups: Mapping[str, frozenset[str]]) -> _Word:
    ways = said.removeprefix("=")
    named = [groups[one] for one in ways.split("|") if one.startswith("@")]
    return _Word(_sounds(ways).union(*named), 0 if said.startswith("=") else BETWEEN)


def _sounds(ways: str) -> frozenset[str]:
    one_by_one = [one for one in ways.split("|") if not one.startswith("@")]
    return frozenset(part for one in one_by_one for part in (heard(one) if one != END else [END]))


def _any(phrases: Sequence[Phrase], words: Sequence[str]) -> bool:
    return any(_stands(phrase, words) for phrase in phrases)


def _stands(phrase: Phrase, words: Sequence[str]) -> bool:
    """Each word of the phrase follows the one before within as many others as it allows."""
    ends = {at for at, one in enumerate(words) if one in phrase[0].sounds}
    for wanted in phrase[1:]:
        if not ends:
            return False
        ends = {
            at
            for at, one in enumerate(words)
            if one in wanted.sounds and ends & set(range(at - 1 - wanted.between, at))
        }
    return bool(ends)
