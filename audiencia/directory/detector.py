"""Whether somebody who searches is in danger, by the phrases of the configuration and by the classifier, and whom to call."""

from collections.abc import Iterable

from audiencia.directory.crisis import MARKS, CrisisRules
from audiencia.directory.danger import Leaning, leaning, load
from audiencia.directory.search_index import Entry
from audiencia.settings.search_rules import Crisis, CrisisKind, Search

LEAST_ALONE = 0.7  # How much a question must lean towards danger when no phrase of the configuration stands in it.
LEAST_OF_CLAUSE = 1.0
"""How much one of its clauses must, when the whole does not: what else is asked beside a danger silences nothing."""
LEAST_SELF_HARM = {"self_harm": -2.0, "danger": 0.0}
"""How much it must lean towards self-harm for its number to come first, by the kind of the phrase that stands in it."""


class CrisisDetector:
    """Detects crises by one version of the configuration. Reads files when it is made."""

    def __init__(self, rules: Search, entries: Iterable[Entry] = ()) -> None:
        load()
        self._phrases = CrisisRules(rules, entries)
        self._crises = rules.crisis

    def first_number(self, question: str) -> str | None:
        """The emergency number that is named first; `None` when nobody is in danger. A phrase is enough, whatever else is said."""
        if not self._crises:
            return None
        whole, clauses = leaning(question), [leaning(one) for one in MARKS.split(question)]
        most = max((whole, *clauses), key=lambda one: one.danger)
        if said := self._phrases.found(question):
            return self._rather(said, most).first
        if whole.danger > LEAST_ALONE or most.danger > LEAST_OF_CLAUSE:
            return self._of_kind(_kind(most), self._crises[-1]).first
        return None

    def _rather(self, said: Crisis, leans: Leaning) -> Crisis:
        """The other kind, when the question leans to danger and there plainly to the other."""
        if said.kind is None or leans.danger <= 0:
            return said
        kind = _kind(leans, LEAST_SELF_HARM[said.kind])
        return said if kind == said.kind else self._of_kind(kind, said)

    def _of_kind(self, kind: CrisisKind, otherwise: Crisis) -> Crisis:
        return next((one for one in self._crises if one.kind == kind), otherwise)


def _kind(leans: Leaning, least: float = 0.0) -> CrisisKind:
    return "self_harm" if leans.self_harm > least else "danger"
