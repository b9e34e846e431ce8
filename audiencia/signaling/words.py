"""Sentences of the live views. Texts come from the same catalogues as the pages; the translator is handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from audiencia.config import Municipality, Text
from audiencia.errors import DomainError
from audiencia.flows.look import HistoryFacts
from audiencia.ids import QueueId
from audiencia.marked import N_

Translate = Callable[[str, str], str]
"""(language, message id) -> the text in that language."""
ProblemText = Callable[[DomainError, str], str]
"""(error, language) -> what happened and what to do, in that language."""


HISTORY: Mapping[str, str] = {
    "moved": N_("You were moved to %(department)s. %(explanation)s Your time of arrival counts there too."),
    "missed": N_("We called you and nobody answered in time. Your place is kept: press the button when you are back."),
    "came_back": N_("You are back in the line, with the time of arrival you had."),
    "call_withdrawn": N_("The call was taken back before you answered. You keep your place."),
    "returned_to_front": N_("The department lost its connection during your call. You are next."),
    "carried_over": N_(
        "Today's audience closed before your turn. Your matter is kept under your folio for the next one."
    ),
}
PASSED: Mapping[str, str] = {
    "moved": N_("A person with an earlier time of arrival was brought into this line: your place is one further back."),
    "came_back": N_("A person with an earlier time of arrival is back in the line: your place is one further back."),
    "call_withdrawn": N_("A person who was being called goes on waiting: your place is one further back."),
    "returned_to_front": N_("A call was cut off on our side, and that person is next: your place is one further back."),
}
"""Why somebody was passed, by how the other person entered the line; nothing about that person."""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in a person's language."""

    municipality: Municipality
    translate: Translate
    problem: ProblemText

    def bilingual(self, text: Text, lang: str) -> str:
        """The half of a bilingual text of the configuration."""
        return text.en if lang == "en" else text.es

    def history(self, fact: HistoryFacts, departments: Mapping[QueueId, Text], lang: str) -> str:
        """One line of the ticket's history."""
        if fact.kind == "passed":
            return self.translate(lang, PASSED[fact.reason or ""])
        values: dict[str, str] = {"department": "", "explanation": ""}
        if fact.kind == "moved":
            values = self._move(fact.detail, fact.reason, departments, lang)
        return self.translate(lang, HISTORY[fact.kind]) % values

    def _move(
        self, detail: Mapping[str, Any], reason: str | None, departments: Mapping[QueueId, Text], lang: str
    ) -> dict[str, str]:
        target = departments.get(cast(QueueId, detail.get("to_queue")))
        why = next((one.explanation for one in self.municipality.move_reasons if one.code == reason), None)
        return {
            "department": self.bilingual(target, lang) if target else "",
            "explanation": self.bilingual(why, lang) if why else "",
        }

    def adjustments(self, codes: tuple[str, ...], lang: str) -> list[str]:
        """The labels of the adjustments that somebody asked for."""
        return [self.bilingual(one.label, lang) for one in self.municipality.adjustments if one.code in codes]
