"""States of a request about personal data and the acts that lead from one to the next. Pure.

received > asked > received          a clarification, once
received > granted > done            wholly or partly; then made effective
received > refused | not_competent   over
asked > (lapsed)                     no clarification in time: told by the clock, no act
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from audiencia.core.deadlines import Calendar, Urgency, urgency
from audiencia.core.errors import Code, Refused
from audiencia.core.gettext_mark import N_, Worded
from audiencia.rights.domain import terms
from audiencia.rights.domain.terms import Clock, TooLate
from audiencia.settings.rights_rules import Rights

T = TypeVar("T")


class Right(Worded):
    """What is asked for (arts. 97-112). Portability: the same file as access, in a form that machines read."""

    ACCESS = "access", N_("Access")
    RECTIFICATION = "rectification", N_("Rectification")
    CANCELLATION = "cancellation", N_("Cancellation")
    OPPOSITION = "opposition", N_("Opposition")
    PORTABILITY = "portability", N_("Portability")


class Capacity(Worded):
    """In which capacity somebody asks: for themselves, by a power, with parental authority or guardianship, or with an interest in
    the data of somebody who died."""

    SELF = "self", N_("For myself")
    REPRESENTATIVE = "representative", N_("As the representative of somebody")
    GUARDIAN = "guardian", N_("As parent or guardian of a minor, or of somebody who cannot act")
    DECEASED = "deceased", N_("About the data of somebody who died")


class State(Worded):
    """`lapsed` is never written: it follows from the clock."""

    RECEIVED = "received", N_("To be answered")
    ASKED = "asked", N_("Clarification asked for")
    GRANTED = "granted", N_("Granted, to be made effective")
    DONE = "done", N_("Made effective")
    REFUSED = "refused", N_("Refused")
    NOT_COMPETENT = "not_competent", N_("Somebody else is competent")
    LAPSED = "lapsed", N_("Not clarified in time")


class Decision(Worded):
    """How a request is answered."""

    GRANTED = "granted", N_("It is granted")
    PARTLY = "partly", N_("It is granted in part")
    REFUSED = "refused", N_("It is refused")


FILES = frozenset({Right.ACCESS, Right.PORTABILITY})
"""Rights that are made effective by a file of everything that is held."""
OPEN = frozenset({State.RECEIVED, State.ASKED, State.GRANTED})


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `identified`: somebody of staff saw who asks, and with which ground; or it was asked with folio and PIN."""

    right: Right
    state: State
    identified: bool
    clock: Clock
    version: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The calendar and the terms in force, and the day of an act."""

    calendar: Calendar
    terms: Rights
    today: date


def state_now(request: Request, today: date) -> State:
    """The state on this day."""
    return State.LAPSED if request.state is State.ASKED and terms.lapsed(request.clock, today) else request.state


def ask(request: Request, rules: Rules) -> Request:
    """A clarification is asked for."""
    _need(request, rules, "ask", State.RECEIVED)
    return _next(
        request, State.ASKED, _in_time(lambda: terms.ask(rules.calendar, rules.terms, request.clock, rules.today))
    )


def clarify(request: Request, rules: Rules) -> Request:
    """The person clarified it."""
    _need(request, rules, "clarify", State.ASKED)
    return _next(request, State.RECEIVED, _in_time(lambda: terms.clarify(rules.calendar, request.clock, rules.today)))


def extend(request: Request, rules: Rules) -> Request:
    """The term to answer is longer, once."""
    _need(request, rules, "extend", State.RECEIVED)
    clock = _in_time(lambda: terms.extend(rules.calendar, rules.terms, request.clock, rules.today))
    return _next(request, State.RECEIVED, clock)


def not_competent(request: Request, rules: Rules) -> Request:
    """Somebody else has the data: the person is told who."""
    _need(request, rules, "not_competent", State.RECEIVED)
    _in_time(lambda: terms.check_not_competent(request.clock, rules.today))
    return _next(request, State.NOT_COMPETENT, request.clock)


def identify(request: Request, rules: Rules) -> Request:
    """Somebody of staff saw who asks, and what entitles them."""
    _need(request, rules, "identify", State.RECEIVED, State.ASKED)
    return replace(request, identified=True, version=request.version + 1)


def decide(request: Request, rules: Rules, decision: Decision) -> Request:
    """The answer. Raises `Refused(identity_needed)` where a right would be granted to whom nobody has identified."""
    _need(request, rules, "decide", State.RECEIVED)
    if decision is Decision.REFUSED:
        return _next(request, State.REFUSED, request.clock)
    if not request.identified:
        raise Refused(Code.IDENTITY_NEEDED)
    clock = _in_time(lambda: terms.grant(rules.calendar, rules.terms, request.clock, rules.today))
    return _next(request, State.GRANTED, clock)


def make_effective(request: Request, rules: Rules) -> Request:
    """What was granted was done."""
    _need(request, rules, "make_effective", State.GRANTED)
    return _next(request, State.DONE, request.clock)


def may_take_file(request: Request) -> bool:
    """Whether everything that is held may be downloaded: by the office; by the person, where it was granted whole."""
    return request.right in FILES and request.state in (State.GRANTED, State.DONE)


def corrects(request: Request, decision: Decision | None) -> bool:
    """Whether something of what is held is changed when it is made effective."""
    whole = decision is Decision.GRANTED
    return request.right is Right.RECTIFICATION or (request.right is Right.CANCELLATION and not whole)


def pressing(request: Request, rules: Rules) -> Urgency | None:
    """How near the end of the term is on which the municipality is now; `None` when it owes nothing."""
    state = state_now(request, rules.today)
    if state not in OPEN:
        return None
    clock = request.clock
    if clock.effect_by is None:
        return urgency(rules.calendar, clock.answer, rules.today, rules.terms.warn_days)
    term = replace(clock.answer, due_on=clock.effect_by, stopped_on=None, days_left=None)
    return urgency(rules.calendar, term, rules.today, rules.terms.warn_days)


def _need(request: Request, rules: Rules, act: str, *states: State) -> None:
    now = state_now(request, rules.today)
    if now not in states:
        raise Refused(Code.NOT_ALLOWED_NOW, state=now.value, action=act)


def _next(request: Request, state: State, clock: Clock) -> Request:
    return replace(request, state=state, clock=clock, version=request.version + 1)


def _in_time(act: Callable[[], T]) -> T:
    try:
        return act()
    except TooLate as error:
        raise Refused(Code.TERM_OVER) from error
