"""Cases in the words of those who answer them."""

import re
from collections.abc import Mapping
from typing import Any

from audiencia.cases.domain.case import Case, CaseState, Withdrawal
from audiencia.cases.pages import petition_words
from audiencia.cases.pages.case_words import WHY_NOT, WITHDRAWN
from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases.view import Event
from audiencia.core import text_files
from audiencia.core.deadlines import Urgency
from audiencia.core.errors import Code
from audiencia.core.gettext_mark import N_
from audiencia.http.field_words import ANY_FIELD
from audiencia.http.i18n import Words
from audiencia.runtime.context import AppContext

_TEXTS = text_files.load("audiencia.cases.pages", "staff_words.toml")
STATES: Mapping[CaseState, str] = _TEXTS["states"]
WITHDRAWALS: Mapping[Withdrawal, str] = _TEXTS["withdrawals"]
SOURCES: Mapping[str, str] = _TEXTS["sources"]
URGENCIES: Mapping[Urgency, str] = _TEXTS["urgencies"]
CHIPS: Mapping[Urgency, str] = _TEXTS["chips"]  # Urgencies as choices in the filter of the list.
TONES: Mapping[Urgency, str] = {
    Urgency.OVERDUE: "bad",
    Urgency.TODAY: "warn",
    Urgency.SOON: "warn",
    Urgency.ON_TIME: "good",
    Urgency.STOPPED: "plain",
}
NEXTS: Mapping[Next, str] = _TEXTS["nexts"]
KINDS: Mapping[str, str] = _TEXTS["kinds"]
WAYS: Mapping[str, str] = _TEXTS["ways"]
PROOFS: Mapping[str, str] = _TEXTS["proofs"]
BEHALF: Mapping[str, str] = _TEXTS["behalf"]
WHYS: Mapping[str, str] = _TEXTS["whys"]
DONE: Mapping[str, str] = _TEXTS["done"]  # After an act, by the code in the address.
OTHERS_TOO = N_("Others with which it was done too: %(others)s.")
OTHERS_LEFT = N_("Left as they are, since no answer is owed or they cannot be read any more: %(left)s.")
LEFT_OF: Mapping[str, str] = _TEXTS["left_of"]  # By act: replaces `OTHERS_LEFT` where other reasons left cases out.
_COUNT = re.compile(r"\d{1,3}", re.ASCII)
EVENTS: Mapping[str, str] = _TEXTS["events"]
REOPENED = N_("The person opened it again: %(why)s")
WHO: Mapping[str, str] = _TEXTS["who"]
FIELDS: Mapping[tuple[str, str], str] = {
    **{key: text for key, text in petition_words.FIELDS.items() if key[0] == "files"},
    **text_files.by_field(petition_words.TEXTS["staff"]),
}
TOO_LONG = N_("This text is too long")
HINDERS: Mapping[Code, str] = _TEXTS["hinders"]


def state(case: Case) -> str:
    """The message id of the case's state."""
    return WITHDRAWN if case.withdrawal else STATES[case.state]


def event(words: Words, context: AppContext, one: Event) -> str:
    """What happened, in one sentence without who did it; a kind of another version as it is."""
    if one.kind not in EVENTS:
        return one.kind
    if one.kind == "reopened" and one.reason:
        return words.gettext(REOPENED) % {"why": why_not(words, one.reason)}
    reasons = {known.code: words.text(known.label) for known in context.municipality.move_reasons}
    return words.gettext(EVENTS[one.kind]) % {
        "officer": one.officer or "?",
        "department": words.text(one.department) if one.department else "?",
        "reason": reasons.get(one.reason or "", one.reason or ""),
        "proof": words.gettext(PROOFS.get(one.reason or "", one.reason or "")),
        "rating": one.detail.get("rating", ""),
    }


def why_not(words: Words, code: str) -> str:
    """Why something is not resolved; a code of another version as it is."""
    return next((words.gettext(text) for known, text in WHY_NOT.items() if known == code), code)


def done(words: Words, query: Mapping[str, str]) -> str:
    """What was done, by the code in the address, and to how many joined cases; nothing for any other code."""
    code, others, left = query.get("hecho", ""), query.get("otras", ""), query.get("sin", "")
    if code not in DONE:
        return ""
    said = [words.gettext(DONE[code])]
    if _COUNT.fullmatch(others):
        said.append(words.gettext(OTHERS_TOO) % {"others": others})
    if _COUNT.fullmatch(left) and left != "0":
        said.append(words.gettext(LEFT_OF.get(code, OTHERS_LEFT)) % {"left": left})
    return " ".join(said)


def who(words: Words, one: Event) -> str:
    """Who did it."""
    return one.actor or words.gettext(WHO.get(one.actor_kind, one.actor_kind))


def say_fields(words: Words, fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with single fields."""

    def one(name: str, reason: str) -> str:
        other = TOO_LONG if reason == "too_long" else ANY_FIELD
        field = "files" if name.endswith("_files") else name
        return words.gettext(FIELDS.get((field, reason), other))

    return {name: one(name, reason) for name, reason in fields.items()}


VALUES: Mapping[str, Any] = {
    "states": STATES,
    "state_of": state,
    "withdrawals": WITHDRAWALS,
    "sources": SOURCES,
    "urgencies": URGENCIES,
    "chips": CHIPS,
    "tones": TONES,
    "nexts": NEXTS,
    "kinds": KINDS,
    "ways": WAYS,
    "proofs": PROOFS,
    "behalves": BEHALF,
    "whys": WHYS,
    "whys_not": WHY_NOT,
}
"""What every template of cases gets."""
