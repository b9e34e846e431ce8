"""Every notice that people get: when it goes, by which ways, and its words in short and in long. Pure.

No notice carries what somebody's matter is about, nor a PIN: it says where to look. What shows on a locked screen is the
municipality and a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import get_args

from audiencia.core.gettext_mark import N_
from audiencia.runtime.channels import ChannelName

CHANNELS: tuple[ChannelName, ...] = get_args(ChannelName)


class Kind(StrEnum):
    """What is told."""

    TURN_NEAR = "turn_near"
    TURN_CALLED = "turn_called"
    CASE_RECEIVED = "case_received"
    CASE_STATE = "case_state"
    CASE_CLARIFICATION = "case_clarification"
    CASE_ANSWERED = "case_answered"
    CASE_REMINDER = "case_reminder"
    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_REMINDER = "booking_reminder"
    BOOKING_CALLED_OFF = "booking_called_off"
    BOOKING_HELD = "booking_held"
    DATA_INCIDENT = "data_incident"
    STAFF_CASE_DUE = "staff_case_due"
    STAFF_OVERSIGHT = "staff_oversight"
    STAFF_READINESS = "staff_readiness"
    STAFF_INCIDENT = "staff_incident"


@dataclass(frozen=True, slots=True)
class Template:
    """The words of a notice, with `%(slot)s` where a value goes; `municipality` is always there.

    `body`: paragraphs of the e-mail. `short`: of the SMS, which gets the page's address behind it. `push`: the line under the
    municipality's name. `page`: the path that it leads to. `slots`: the values that it needs, no more and no fewer; a `state`
    or `reason` is a message id, said in the reader's language; a paragraph that they leave empty is left out. `lasts`: afterwards it
    would tell nobody anything. `urgent`: before the others, by day and by night.
    """

    subject: str
    body: tuple[str, ...]
    short: str
    push: str
    page: str
    slots: frozenset[str]
    lasts: timedelta
    urgent: bool = False
    channels: tuple[ChannelName, ...] = CHANNELS


DAY = timedelta(days=1)
TEMPLATES: Mapping[Kind, Template] = {
    Kind.TURN_NEAR: Template(
        N_("%(number)s: your turn is near"),
        (
            N_("Your number %(number)s will be called soon."),
            N_("Please open the page of your number again and stay there: you are called on it."),
        ),
        N_("%(municipality)s: number %(number)s is near. Open its page and stay there."),
        N_("Number %(number)s is near. Touch here and stay on the page."),
        "/turno",
        frozenset({"number"}),
        timedelta(minutes=30),
        urgent=True,
    ),
    Kind.TURN_CALLED: Template(
        N_("%(number)s: you are being called now"),
        (
            N_("Your number %(number)s is being called now."),
            N_("Please open the page of your number and answer. If you are too late, the page says how to come back into the line."),
        ),
        N_("%(municipality)s: number %(number)s is being called now. Answer on its page."),
        N_("Number %(number)s is being called now. Touch here to answer."),
        "/turno",
        frozenset({"number"}),
        timedelta(minutes=10),
        urgent=True,
    ),
    Kind.CASE_RECEIVED: Template(
        N_("We received your petition: folio %(folio)s"),
        (
            N_("We received your petition. Its folio is %(folio)s."),
            N_("It is answered by %(due)s at the latest."),
            N_(
                "To see how it goes on you need the folio and the PIN that the page showed you when you sent it. We never send the PIN."
            ),
        ),
        N_("%(municipality)s: we received your petition, folio %(folio)s. Answer by %(due)s."),
        N_("Folio %(folio)s: received."),
        "/seguimiento",
        frozenset({"folio", "due"}),
        7 * DAY,
    ),
    Kind.CASE_STATE: Template(
        N_("Folio %(folio)s: there is news"),
        (
            N_("Your petition with the folio %(folio)s moved on: %(state)s."),
            N_("You can read more with your folio and your PIN."),
        ),
        N_("%(municipality)s: there is news of folio %(folio)s."),
        N_("Folio %(folio)s: there is news."),
        "/seguimiento",
        frozenset({"folio", "state"}),
        7 * DAY,
    ),
    Kind.CASE_CLARIFICATION: Template(
        N_("Folio %(folio)s: we need something from you"),
        (
            N_("To go on with your petition, folio %(folio)s, we have a question for you."),
            N_("Please read it with your folio and your PIN, and answer by %(until)s."),
        ),
        N_("%(municipality)s: we have a question about folio %(folio)s. Please answer by %(until)s."),
        N_("Folio %(folio)s: we have a question for you."),
        "/seguimiento",
        frozenset({"folio", "until"}),
        7 * DAY,
    ),
    Kind.CASE_ANSWERED: Template(
        N_("Folio %(folio)s: your answer is ready"),
        (
            N_("Your petition with the folio %(folio)s was answered."),
            N_("Please read the answer with your folio and your PIN. There you can also say whether it solved your matter."),
        ),
        N_("%(municipality)s: folio %(folio)s was answered. Read it with your PIN."),
        N_("Folio %(folio)s: your answer is ready."),
        "/seguimiento",
        frozenset({"folio"}),
        7 * DAY,
    ),
    Kind.CASE_REMINDER: Template(
        N_("Folio %(folio)s: a reminder"),
        (
            N_("There is something to do for your petition, folio %(folio)s, by %(until)s."),
            N_("Please look at it with your folio and your PIN."),
        ),
        N_("%(municipality)s: something is to be done for folio %(folio)s by %(until)s."),
        N_("Folio %(folio)s: something is to be done by %(until)s."),
        "/seguimiento",
        frozenset({"folio", "until"}),
        2 * DAY,
    ),
    Kind.BOOKING_CONFIRMED: Template(
        N_("Your place on %(day)s"),
        (
            N_("You have a place on %(day)s, between %(begins)s and %(ends)s. Its folio is %(folio)s."),
            N_("Please open the page some minutes before and check in. Without that the place goes to somebody else."),
        ),
        N_("%(municipality)s: your place is on %(day)s, %(begins)s to %(ends)s, folio %(folio)s. Check in before."),
        N_("Folio %(folio)s: your place is on %(day)s, %(begins)s."),
        "/",
        frozenset({"folio", "day", "begins", "ends"}),
        7 * DAY,
    ),
    Kind.BOOKING_REMINDER: Template(
        N_("Reminder: your place on %(day)s"),
        (
            N_("Your place is on %(day)s, between %(begins)s and %(ends)s. Its folio is %(folio)s."),
            N_("Please open the page some minutes before and check in. If you cannot come, cancel it: somebody else is glad of it."),
        ),
        N_("%(municipality)s: your place is on %(day)s, %(begins)s to %(ends)s, folio %(folio)s. Check in before."),
        N_("Folio %(folio)s: your place is on %(day)s, %(begins)s."),
        "/",
        frozenset({"folio", "day", "begins", "ends"}),
        DAY,
    ),
    Kind.BOOKING_CALLED_OFF: Template(
        N_("There is no audience on %(day)s: your place was given back"),
        (
            N_("The audience of %(day)s, for which you had booked a place, is not held. Reason: %(reason)s."),
            "%(more)s",
            N_(
                "We are sorry. Your folio %(folio)s is kept, and with it and your PIN you have priority once: take a number at the"
                " next audience and write both where the page asks for them."
            ),
            N_("Or book another hour: the page says for which day, and from when."),
        ),
        N_("%(municipality)s: no audience on %(day)s, folio %(folio)s. Reason: %(reason)s. You have priority at the next one. Book again:"),
        N_("Folio %(folio)s: there is no audience on %(day)s. Touch here to book again."),
        "/areas",
        frozenset({"folio", "day", "reason", "more"}),
        7 * DAY,
    ),
    Kind.BOOKING_HELD: Template(
        N_("There is an audience on %(day)s after all: your place is not held"),
        (
            N_("The audience of %(day)s, which had been called off, is held after all."),
            N_(
                "Your place of that day was given back and is not held for you. If you still want an hour, book again: the page says"
                " which are left."
            ),
            N_(
                "Your folio %(folio)s keeps its priority, once: write it with your PIN where you take a number, on that day or at a"
                " later audience, and you are called earlier. If you have other plans, you need do nothing."
            ),
        ),
        N_(
            "%(municipality)s: there is an audience on %(day)s after all. Your place is not held; folio %(folio)s keeps priority."
            " Book again:"
        ),
        N_("Folio %(folio)s: there is an audience on %(day)s after all. Your place is not held. Touch here to book again."),
        "/areas",
        frozenset({"folio", "day"}),
        7 * DAY,
    ),
    Kind.DATA_INCIDENT: Template(
        N_("Folio %(folio)s: a notice about your personal data"),
        (
            N_("There is a notice about the safety of your personal data, folio %(folio)s."),
            N_(
                "Please read it with your folio and your PIN, under «Your personal data»: it says what happened and what you can do."
                " We never ask for your PIN by e-mail or telephone."
            ),
        ),
        N_("%(municipality)s: a notice about your personal data, folio %(folio)s. Read it with your PIN."),
        N_("Folio %(folio)s: a notice about your personal data."),
        "/seguimiento",
        frozenset({"folio"}),
        7 * DAY,
    ),
    Kind.STAFF_CASE_DUE: Template(
        N_("Folio %(folio)s is to be answered by %(due)s"),
        (N_("The case %(folio)s is in your department's inbox and is to be answered by %(due)s."),),
        N_("%(municipality)s: case %(folio)s is to be answered by %(due)s."),
        N_("Case %(folio)s is to be answered by %(due)s."),
        "/expedientes",
        frozenset({"folio", "due"}),
        3 * DAY,
        channels=("mail",),
    ),
    Kind.STAFF_OVERSIGHT: Template(
        N_("Petitions of all departments: %(overdue)s overdue, %(soon)s due soon"),
        (
            N_("Petitions that are owed an answer, in all departments: %(owed)s."),
            N_("Overdue: %(overdue)s. Due soon: %(soon)s. With nobody: %(nobody)s. Reopened: %(reopened)s."),
            N_("The page says which they are and who has them."),
        ),
        N_("%(municipality)s: petitions overdue %(overdue)s, due soon %(soon)s."),
        N_("Petitions overdue: %(overdue)s, due soon: %(soon)s."),
        "/expedientes/supervision",
        frozenset({"owed", "overdue", "soon", "nobody", "reopened"}),
        3 * DAY,
        channels=("mail",),
    ),
    Kind.STAFF_READINESS: Template(
        N_("Session of %(day)s: red %(red)s, to check %(amber)s, ready %(green)s"),
        (
            N_("The session of %(day)s opens at %(opens)s. Of what was looked at, this is red: %(list)s"),
            N_("To check: %(amber)s. As they should be: %(green)s."),
            N_("The page says what to do with each, and looks again."),
        ),
        N_("%(municipality)s: the session of %(day)s at %(opens)s, red: %(red)s."),
        N_("Session of %(day)s, red: %(red)s."),
        "/revision",
        frozenset({"day", "opens", "red", "amber", "green", "list"}),
        DAY,
        channels=("mail",),
    ),
    Kind.STAFF_INCIDENT: Template(
        N_("Incident %(incident)s: to be told by %(day)s, %(due)s"),
        (
            N_("Of the incident %(incident)s somebody is still to be told. The term ends on %(day)s at %(due)s."),
            N_("The register says who, and has the notice ready."),
        ),
        N_("%(municipality)s: incident %(incident)s is to be told by %(day)s, %(due)s."),
        N_("Incident %(incident)s: to be told by %(day)s, %(due)s."),
        "/datos-personales/incidentes",
        frozenset({"incident", "day", "due"}),
        3 * DAY,
        channels=("mail",),
    ),
}  # fmt: skip
