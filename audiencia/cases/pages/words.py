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

STATES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: N_("New"),
    CaseState.ASSIGNED: N_("Handed to the department"),
    CaseState.IN_PROCESS: N_("Being worked on"),
    CaseState.ANSWERED: N_("Case answered"),
    CaseState.CONCLUDED: N_("Case concluded"),
    CaseState.REOPENED: N_("Opened again"),
}
WITHDRAWALS: Mapping[Withdrawal, str] = {
    "withdrawn": N_("The person withdrew it: they want no answer any more."),
    "guardian_withdrew": N_(
        "Mother, father or guardian took the authorisation back: without it nothing of this person under 18 is worked on."
    ),
}
SOURCES: Mapping[str, str] = {
    "web": N_("Page"),
    "counter": N_("Counter"),
    "telephone": N_("Telephone"),
    "audience": N_("Audience"),
    "carried_over": N_("Not attended at the audience"),
}
URGENCIES: Mapping[Urgency, str] = {
    Urgency.OVERDUE: N_("Overdue"),
    Urgency.TODAY: N_("Today"),
    Urgency.SOON: N_("Soon"),
    Urgency.ON_TIME: N_("On time"),
    Urgency.STOPPED: N_("Clock stopped"),
}
CHIPS: Mapping[Urgency, str] = {
    Urgency.OVERDUE: N_("Overdue cases"),
    Urgency.TODAY: N_("Due today"),
    Urgency.SOON: N_("Due soon"),
    Urgency.ON_TIME: N_("On time"),
    Urgency.STOPPED: N_("Clock stopped"),
}
"""The same as choices of a list."""
TONES: Mapping[Urgency, str] = {
    Urgency.OVERDUE: "bad",
    Urgency.TODAY: "warn",
    Urgency.SOON: "warn",
    Urgency.ON_TIME: "good",
    Urgency.STOPPED: "plain",
}
NEXTS: Mapping[Next, str] = {
    Next.ASSIGN: N_("Give it to somebody"),
    Next.READ_REOPENED: N_("Read why it was opened again"),
    Next.READ_MESSAGE: N_("Read what the person wrote"),
    Next.WAIT_FOR_REPLY: N_("Wait for what was asked"),
    Next.BEGIN: N_("Begin to work on it"),
    Next.ANSWER: N_("Answer it"),
    Next.DELIVER: N_("Tell the answer, or hand it over"),
    Next.WAIT_FOR_CITIZEN: N_("Wait: the person has the answer"),
    Next.NOTHING: N_("Nothing: it is over"),
}
KINDS: Mapping[str, str] = {
    "message": N_("Message"),
    "clarification": N_("Question to the person"),
    "reply": N_("What the person clarified"),
    "answer": N_("Answer"),
    "note": N_("Internal note: the person does not read it"),
}
WAYS: Mapping[str, str] = {
    "page": N_("On the page, with folio and PIN"),
    "email": N_("By e-mail"),
    "telephone": N_("By telephone"),
    "counter": N_("At the counter"),
}
PROOFS: Mapping[str, str] = {
    "seen_on_page": N_("The person opened it on the page"),
    "mail_accepted": N_("Their e-mail service accepted the notice"),
    "handed_over": N_("It was handed over at the counter"),
    "told": N_("It was told on the telephone"),
}
BEHALF: Mapping[str, str] = {"group": N_("For a group"), "minor": N_("For a minor")}
WHYS: Mapping[str, str] = {
    "person_is_here": N_("The person is here"),
    "person_telephoned": N_("The person telephoned"),
    "same_matter": N_("To see whether the person wrote of it before"),
    "rights_request": N_("The person asked about their data"),
}
DONE: Mapping[str, str] = {
    "assigned": N_("It was given to whom you chose."),
    "started": N_("It is marked as being worked on."),
    "turned": N_("It was turned. The other department has it now."),
    "asked": N_("The question was sent."),
    "wrote": N_("The message was sent."),
    "noted": N_("The note was kept."),
    "named": N_("The subject was kept."),
    "answered": N_("The answer was sent."),
    "delivered": N_("The delivery was kept."),
    "many": N_("It was done with all of them."),
    "joined": N_("They are joined. Each keeps its folio."),
    "separated": N_("It was separated from the others."),
}
"""After an act, by the code in the address."""
OTHERS_TOO = N_("Others with which it was done too: %(others)s.")
OTHERS_LEFT = N_("Left as they are, since no answer is owed or they cannot be read any more: %(left)s.")
LEFT_OF: Mapping[str, str] = {
    "started": N_(
        "Left as they are, since work on them began, no answer is owed or they cannot be read any more: %(left)s."
    ),
    "asked": N_(
        "Left as they are, since they were asked already, no answer is owed or they cannot be read any more: %(left)s."
    ),
}
"""The same after acts that leave out more."""
_COUNT = re.compile(r"\d{1,3}", re.ASCII)
EVENTS: Mapping[str, str] = {
    "received": N_("The petition was received"),
    "pin_renewed": N_("The front desk gave the person a new PIN"),
    "opened": N_("It was opened after the audience"),
    "assigned": N_("Given to %(officer)s"),
    "turned": N_("Turned to %(department)s: %(reason)s"),
    "started": N_("Work on it began"),
    "asked": N_("The person was asked to clarify"),
    "clarified": N_("The person clarified"),
    "not_clarified": N_("The person did not clarify in time: the clock goes on"),
    "noted": N_("An internal note was written"),
    "wrote": N_("A message was written to the person"),
    "citizen_wrote": N_("The person wrote a message"),
    "contact_corrected": N_("The person corrected the contact"),
    "subject_named": N_("The subject was changed"),
    "joined": N_("It was joined with others about the same thing"),
    "separated": N_("It was separated from the others"),
    "answered": N_("It was answered"),
    "delivered": N_("The answer was delivered: %(proof)s"),
    "concluded": N_("It was concluded"),
    "reopened": N_("The person opened it again"),
    "withdrawn": N_("The person withdrew it"),
    "guardian_withdrew": N_("Mother, father or guardian took the authorisation back"),
    "rated": N_("The person rated it with %(rating)s of 5"),
}
REOPENED = N_("The person opened it again: %(why)s")
WHO: Mapping[str, str] = {"citizen": N_("The person"), "system": N_("The service by itself")}
FIELDS: Mapping[tuple[str, str], str] = {
    **{key: text for key, text in petition_words.FIELDS.items() if key[0] == "files"},
    **text_files.by_field(petition_words.TEXTS["staff"]),
}
TOO_LONG = N_("This text is too long")
HINDERS: Mapping[Code, str] = {
    Code.STALE_VERSION: N_("Cannot be done: it changed since you saw it"),
    Code.NOT_ALLOWED_NOW: N_("Cannot be done: it was answered or withdrawn already"),
    Code.COMPLAINT_STAYS: N_("Cannot be done: a complaint stays where it is"),
    Code.JOINED_ELSEWHERE: N_("Cannot be done: it is joined with different ones already"),
    Code.SAME_DEPARTMENT: N_("Cannot be done: it is there already"),
}


def state(case: Case) -> str:
    """Where it is: the message id."""
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
