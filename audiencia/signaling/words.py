"""Sentences of the live views (`history_words.toml`). Texts come from the same catalogues as the pages; the translator is handed in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from audiencia.core import text_files
from audiencia.core.errors import DomainError
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import QueueId
from audiencia.core.texts import text_or_none
from audiencia.core.unbroken import unbroken
from audiencia.queue.domain.calling_off import WHY, CalledOff
from audiencia.queue.snapshot.facts import InterpreterFacts, TargetFacts
from audiencia.queue.snapshot.ticket_facts import HistoryFacts
from audiencia.runtime.context import InForce
from audiencia.settings.config import Municipality, Text
from audiencia.settings.municipality_parts import Companion, ConductReason, MoveReason
from audiencia.signaling.messages_out import ChoiceOut, CompanyOut, PauseReasonOut
from audiencia.staff.roles import Role

if TYPE_CHECKING:
    from audiencia.queue.moderation.activity_sql import Latest

Translate = Callable[[str, str], str]  # (language, message id) -> the text in that language.
ProblemText = Callable[[DomainError, str, Role], str]
"""(error, language, role) -> what happened and what this role can do, in that language."""
UNREADABLE = N_("It does not open.")  # Said in the place of a text that does not open.
_TEXTS = text_files.load("audiencia.signaling", "history_words.toml")
HISTORY: Mapping[str, str] = _TEXTS["history"]
REASONED = text_files.by_field(_TEXTS["reasoned"])
PASSED: Mapping[str, str] = _TEXTS["passed"]
PASSED_OVER: Mapping[str, str] = _TEXTS["passed_over"]
ACTIVITY: Mapping[str, str] = _TEXTS["activity"]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in a person's language."""

    in_force: InForce
    translate: Translate
    problem: ProblemText

    @property
    def municipality(self) -> Municipality:
        """As it is configured at this moment."""
        return self.in_force.municipality

    def bilingual(self, text: Text, lang: str) -> str:
        """The half of a bilingual text of the configuration."""
        return text.en if lang == "en" else text.es

    def readable(self, text: str | None, lang: str) -> str:
        """A text that somebody wrote; `None`: it does not open."""
        return self.translate(lang, UNREADABLE) if text is None else text

    def history(self, fact: HistoryFacts, targets: Mapping[QueueId, TargetFacts], lang: str) -> str:
        """One line of the ticket's history."""
        if fact.kind == "passed":
            return self.translate(lang, PASSED[fact.reason or ""])
        if fact.kind == "passed_over":
            return self.translate(lang, PASSED_OVER[fact.reason or ""])
        text = REASONED.get((fact.kind, fact.reason or ""), HISTORY[fact.kind])
        values = self._move(fact.detail, fact.reason, targets, lang)
        values["why"] = self.away_explanation(fact.reason or "", lang)
        return self.translate(lang, text) % values

    def activity(self, entry: "Latest", lang: str) -> str:
        """One line of what happened in the jornada."""
        department = text_or_none(entry.name_es, entry.name_en)
        values = {
            "number": unbroken(entry.number or ""),
            "department": self.bilingual(department, lang) if department else "",
            "director": entry.director or "",
        }
        return self.translate(lang, ACTIVITY[entry.kind]) % values

    def called_off(self, reason: CalledOff, lang: str) -> str:
        """Why the day of an appointment is not held, with what more was said of it."""
        return f"{self.translate(lang, WHY[reason.why])}. {reason.more(lang)}".strip()

    def pause_reason(self, code: str | None, lang: str) -> str:
        """Why a room or a queue pauses."""
        return next(
            (self.bilingual(one.label, lang) for one in self.municipality.pause_reasons if one.code == code), ""
        )

    def away_reason(self, code: str, lang: str) -> str:
        """Why a director is away, for staff."""
        found = (one.label for one in self.municipality.away_reasons if one.code == code)
        return next((self.bilingual(one, lang) for one in found), "")

    def away_explanation(self, code: str, lang: str) -> str:
        """Why a director is away, for those who wait."""
        found = (one.explanation for one in self.municipality.away_reasons if one.code == code)
        return next((self.bilingual(one, lang) for one in found), "")

    def pause_reasons(self, lang: str) -> list[PauseReasonOut]:
        """What a pause can be for."""
        return [
            PauseReasonOut(code=one.code, label=self.bilingual(one.label, lang))
            for one in self.municipality.pause_reasons
        ]

    def _move(
        self, detail: Mapping[str, Any], reason: str | None, targets: Mapping[QueueId, TargetFacts], lang: str
    ) -> dict[str, str]:
        target = targets.get(cast(QueueId, detail.get("to_queue")))
        one = self.municipality
        reasons: tuple[MoveReason | ConductReason, ...] = (
            *one.move_reasons,
            *one.priority_reasons,
            *one.conduct_reasons,
        )
        why = next((one.explanation for one in reasons if one.code == reason), None)
        return {
            "department": self.bilingual(target.department, lang) if target else "",
            "explanation": self.bilingual(why, lang) if why else "",
        }

    def conduct(self, code: str, lang: str) -> str:
        """What the person reads whose call was ended for conduct."""
        known = next((one for one in self.municipality.conduct_reasons if one.code == code), None)
        return self.bilingual(known.explanation, lang) if known else ""

    def conduct_label(self, code: str, lang: str) -> str:
        """What staff read of it."""
        return next(
            (self.bilingual(one.label, lang) for one in self.municipality.conduct_reasons if one.code == code), code
        )

    def company(self, beside: Mapping[str, int], lang: str) -> list[CompanyOut]:
        """Who is beside a director, in the order of the configuration."""
        return [
            CompanyOut(code=one.code, label=self.bilingual(one.label, lang), count=beside[one.code])
            for one in self.municipality.company
            if one.code in beside
        ]

    def choices(self, choices: Iterable[Companion | ConductReason], lang: str) -> list[ChoiceOut]:
        """What can be chosen from."""
        return [ChoiceOut(code=one.code, label=self.bilingual(one.label, lang)) for one in choices]

    def unmet(self, codes: Collection[str], interpreters: Iterable[InterpreterFacts], lang: str) -> list[str]:
        """Those interpreters among the adjustments asked for whom the municipality has not at all, in words."""
        known = {one.helps_with for one in interpreters}
        needed = tuple(
            one.code
            for one in self.municipality.adjustments
            if one.interpreter and one.code in codes and one.code not in known
        )
        return self.adjustments(needed, lang)

    def picture_first(self, codes: tuple[str, ...]) -> bool:
        """Whether one of these adjustments means that what is said is seen."""
        return any(one.picture_first for one in self.municipality.adjustments if one.code in codes)

    def adjustments(self, codes: tuple[str, ...], lang: str) -> list[str]:
        """The labels of the adjustments that somebody asked for."""
        return [self.bilingual(one.label, lang) for one in self.municipality.adjustments if one.code in codes]
