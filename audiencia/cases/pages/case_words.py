"""Cases in plain words: where one is, how near its term ends, and what happened to it, for the person whose case it is."""

from collections.abc import Mapping

from audiencia.cases.domain.case import CaseState, WhyNot, Withdrawal
from audiencia.core.deadlines import Urgency
from audiencia.core.gettext_mark import N_

STATES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: N_("Received"),
    CaseState.ASSIGNED: N_("With the department"),
    CaseState.IN_PROCESS: N_("In process"),
    CaseState.ANSWERED: N_("Answered"),
    CaseState.CONCLUDED: N_("Concluded"),
    CaseState.REOPENED: N_("Open again"),
}

WHAT_NOW: Mapping[CaseState, str] = {
    CaseState.RECEIVED: N_("We have it. Next, somebody of the department attends to it."),
    CaseState.ASSIGNED: N_("The department has it. Next, somebody works on it."),
    CaseState.IN_PROCESS: N_("Somebody is working on it. Next, you get the answer."),
    CaseState.ANSWERED: N_("You have an answer below. Tell us whether it settles your matter."),
    CaseState.CONCLUDED: N_("It is over. Nothing is left for you to do."),
    CaseState.REOPENED: N_("You said that it was not settled. The department answers again."),
}
"""The state, and what comes next."""

WITHDRAWN = N_("It was withdrawn")
WITHDRAWN_NOW: Mapping[Withdrawal, str] = {
    "withdrawn": N_(
        "You withdrew it, and nobody works on it any more. If you want an answer after all, send another petition."
    ),
    "guardian_withdrew": N_("Without the authorisation of mother, father or guardian nobody works on it any more."),
}
"""Both, where it is concluded without an answer that was wanted."""

TONES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "plain",
    CaseState.ASSIGNED: "plain",
    CaseState.IN_PROCESS: "warn",
    CaseState.ANSWERED: "good",
    CaseState.CONCLUDED: "good",
    CaseState.REOPENED: "warn",
}

WAY: Mapping[str, str] = {
    "received": N_("We received your petition"),
    "opened": N_("It was opened after your audience"),
    "turned": N_("It went to another department"),
    "assigned": N_("Somebody took it in hand"),
    "started": N_("Somebody began to work on it"),
    "asked": N_("We asked you something"),
    "clarified": N_("You answered"),
    "not_clarified": N_("We go on without your answer"),
    "answered": N_("We answered"),
    "concluded": N_("It was concluded"),
    "reopened": N_("You opened it again"),
    "withdrawn": N_("You withdrew it"),
    "guardian_withdrew": N_("The authorisation of mother, father or guardian was withdrawn"),
    "attended": N_("You talked about it in a live audience"),
}

WHY_NOT: Mapping[WhyNot, str] = {
    "not_done": N_("Nothing was done"),
    "partly": N_("Only a part was done"),
    "unclear": N_("I do not understand the answer"),
    "disagree": N_("I do not agree with the answer"),
    "other": N_("Another reason"),
}
"""Why something is not resolved, as the person chooses it and the staff reads it."""

LATE = frozenset({Urgency.OVERDUE})
"""When we owe an apology."""
