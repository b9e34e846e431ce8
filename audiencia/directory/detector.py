"""Whether somebody who searches is in danger, by the phrases of the configuration and by the classifier, and whom to call. Pure."""

from collections.abc import Iterable

from audiencia.directory.crisis import CrisisRules
from audiencia.directory.danger import leaning
from audiencia.directory.search_index import Entry
from audiencia.settings.search_rules import CrisisKind, Search

LEAST_WITH_PHRASE = -2.0
"""How far from danger a question may lean in which a phrase of the configuration stands."""
LEAST_ALONE = 0.7
"""How much it must lean towards danger when none does."""
LEAST_SELF_HARM_WITH_PHRASE = -2.0
"""How far from self-harm a question may lean in which one of its phrases stands."""


class CrisisDetector:
    """Of one version of the configuration. Without crises there it sees none."""

    def __init__(self, rules: Search, entries: Iterable[Entry] = ()) -> None:
        self._phrases = CrisisRules(rules, entries)
        self._numbers: dict[CrisisKind, str] = {one.kind: one.first for one in rules.crisis}

    def first_number(self, question: str) -> str | None:
        """The emergency number that is named first; `None` when nobody is in danger."""
        said, leans = self._phrases.first_number(question), leaning(question)
        if leans.danger <= (LEAST_ALONE if said is None else LEAST_WITH_PHRASE):
            return None
        least = LEAST_SELF_HARM_WITH_PHRASE if said and said == self._numbers.get("self_harm") else 0.0
        return self._numbers.get("self_harm" if leans.self_harm > least else "danger", said)
