"""Whether somebody who searches is in danger now, by the words of the configuration. Pure.

Words are compared by sound. A phrase stands in a question when its words do, in their order and near each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from audiencia.directory.sounds import heard
from audiencia.settings.search_rules import Search

BETWEEN = 4
"""Other words that may stand between two of a phrase."""

Phrase = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    first: str
    said: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


class CrisisRules:
    """All rules of the configuration, read once."""

    def __init__(self, rules: Search) -> None:
        self._rules = [
            _Rule(one.first, tuple(map(_phrase, one.said)), tuple(map(_phrase, one.unless))) for one in rules.crisis
        ]

    def first_number(self, question: str) -> str | None:
        """The emergency number that is named first; `None` when nobody is in danger."""
        words = heard(question)
        for rule in self._rules:
            if _any(rule.said, words) and not _any(rule.unless, words):
                return rule.first
        return None


def _phrase(said: str) -> Phrase:
    return tuple(frozenset(part for one in word.split("|") for part in heard(one)) for word in said.split())


def _any(phrases: Sequence[Phrase], words: Sequence[str]) -> bool:
    return any(_stands(phrase, words) for phrase in phrases)


def _stands(phrase: Phrase, words: Sequence[str]) -> bool:
    """Each word of the phrase follows the one before within `BETWEEN` others."""
    ends = {at for at, one in enumerate(words) if one in phrase[0]}
    for wanted in phrase[1:]:
        ends = {at for at, one in enumerate(words) if one in wanted and ends & set(range(at - 1 - BETWEEN, at))}
    return bool(ends)
