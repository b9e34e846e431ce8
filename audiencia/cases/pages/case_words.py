"""Cases in plain words: where one is, how near its term ends, and what happened to it, for the person whose case it is."""

from collections.abc import Mapping

from audiencia.cases.domain.case import CaseState, WhyNot, Withdrawal
from audiencia.core import text_files
from audiencia.core.deadlines import Urgency
from audiencia.core.gettext_mark import N_

_TEXTS = text_files.load("audiencia.cases.pages", "case_words.toml")
STATES: Mapping[CaseState, str] = _TEXTS["states"]
WHAT_NOW: Mapping[CaseState, str] = _TEXTS["what_now"]  # The state, and what comes next.
WITHDRAWN = N_("It was withdrawn")
WITHDRAWN_NOW: Mapping[Withdrawal, str] = _TEXTS["withdrawn_now"]
"""State and what comes next, by why it ended without an answer."""

TONES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "plain",
    CaseState.ASSIGNED: "plain",
    CaseState.IN_PROCESS: "warn",
    CaseState.ANSWERED: "good",
    CaseState.CONCLUDED: "good",
    CaseState.REOPENED: "warn",
}

WAY: Mapping[str, str] = _TEXTS["way"]
WHY_NOT: Mapping[WhyNot, str] = _TEXTS["why_not"]
"""Why something is not resolved, as the person chooses it and the staff reads it."""
LATE = frozenset({Urgency.OVERDUE})  # When we owe an apology.
