"""The clock of a request about personal data, in working days (arts. 97-112). Pure: the day arrives as an argument.
Working days are counted from the day after the one that begins a term. The question for a clarification stops the term, and the
clarification lets it go on with the days that were left."""

from dataclasses import dataclass, replace
from datetime import date

from audiencia.core.deadlines import Calendar, Term, resume, start, stop
from audiencia.settings.rights_rules import Rights


class TooLate(ValueError):
    """The term for this act is over, or the act is done only once."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Days of one request. `answer`: the term to answer. `ask_by`, `not_competent_by`: the last days for those acts. `clarify_by`:
    until when the person may clarify, kept afterwards. `extended`: once. `effect_by`: until when a granted right is made effective."""

    received_on: date
    answer: Term
    ask_by: date
    not_competent_by: date
    clarify_by: date | None = None
    extended: bool = False
    effect_by: date | None = None


def begin(calendar: Calendar, rules: Rights, received_on: date) -> Clock:
    """The clock of a request that counts as received on this working day."""
    return Clock(
        received_on,
        start(calendar, received_on, rules.answer_days),
        calendar.after(received_on, rules.ask_within),
        calendar.after(received_on, rules.not_competent_days),
    )


def ask(calendar: Calendar, rules: Rights, clock: Clock, on: date) -> Clock:
    """A clarification is asked for, once. Raises `TooLate`."""
    if clock.clarify_by is not None or on > clock.ask_by:
        raise TooLate
    return replace(clock, answer=stop(calendar, clock.answer, on), clarify_by=calendar.after(on, rules.clarify_days))


def lapsed(clock: Clock, today: date) -> bool:
    """Whether a clarification was asked for and did not come in time: the request counts as not made."""
    return clock.answer.stopped_on is not None and clock.clarify_by is not None and today > clock.clarify_by


def clarify(calendar: Calendar, clock: Clock, on: date) -> Clock:
    """The clarification came on this day. Raises `TooLate` after its last day, and when none was asked for."""
    if clock.answer.stopped_on is None or lapsed(clock, on):
        raise TooLate
    return replace(clock, answer=resume(calendar, clock.answer, on))


def extend(calendar: Calendar, rules: Rights, clock: Clock, on: date) -> Clock:
    """The term to answer is longer, once, said before it is over. Raises `TooLate`."""
    if clock.extended or clock.answer.stopped_on is not None or on > clock.answer.due_on:
        raise TooLate
    due_on = calendar.after(clock.answer.due_on, rules.extension_days)
    return replace(clock, answer=Term(due_on, calendar.version), extended=True)


def check_not_competent(clock: Clock, on: date) -> None:
    """Raises `TooLate` after the last day to say that somebody else is competent."""
    if on > clock.not_competent_by:
        raise TooLate


def grant(calendar: Calendar, rules: Rights, clock: Clock, on: date) -> Clock:
    """The answer grants the right on this day, late or not. Raises `TooLate` while a clarification is waited for."""
    if clock.answer.stopped_on is not None:
        raise TooLate
    return replace(clock, effect_by=calendar.after(on, rules.effect_days))
