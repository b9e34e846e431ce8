"""One matter that somebody answers in time, as a state machine. Pure: everything that decides a case's state lives here.

received > assigned > in_process > answered > concluded
received | assigned | in_process | reopened > assigned    turned to a department, or given to a person of it
assigned | in_process > the same                          asked to clarify, and clarified: the clock stands still in between
answered > concluded                                      by the citizen, or by silence after a term
answered | concluded > reopened                           by the citizen, within a term
any > concluded                                           withdrawn by the citizen, or with a minor's authorisation: for good

What nobody withdrew is concluded once it was answered. Closed does not mean solved: that is the citizen's word, kept beside it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, get_args

from audiencia.core.deadlines import Calendar, Term, resume, start, stop
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CaseId, DepartmentId, StaffId
from audiencia.core.machine import Machine


class CaseState(StrEnum):
    """Where a case is; see the drawing above."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    IN_PROCESS = "in_process"
    ANSWERED = "answered"
    CONCLUDED = "concluded"
    REOPENED = "reopened"


S = CaseState
OPEN = frozenset({S.RECEIVED, S.ASSIGNED, S.IN_PROCESS, S.REOPENED})
"""States in which an answer is owed, and the term runs."""


class CaseAction(StrEnum):
    """What can happen to a case."""

    ASSIGN = "assign"
    TURN = "turn"
    START = "start"
    ASK = "ask"
    CLARIFY = "clarify"
    ANSWER = "answer"
    ACCEPT = "accept"
    FALL_SILENT = "fall_silent"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


A = CaseAction
_TO_WORK = dict.fromkeys((S.RECEIVED, S.REOPENED), S.ASSIGNED)
MACHINE: Machine[CaseState, CaseAction] = Machine(
    {
        A.ASSIGN: {**_TO_WORK, S.ASSIGNED: S.ASSIGNED, S.IN_PROCESS: S.IN_PROCESS},
        A.TURN: dict.fromkeys((S.RECEIVED, S.ASSIGNED, S.IN_PROCESS, S.REOPENED), S.ASSIGNED),
        A.START: dict.fromkeys((S.RECEIVED, S.ASSIGNED, S.REOPENED), S.IN_PROCESS),
        A.ASK: dict.fromkeys((S.RECEIVED, S.ASSIGNED, S.IN_PROCESS, S.REOPENED), S.IN_PROCESS),
        A.CLARIFY: {S.IN_PROCESS: S.IN_PROCESS, S.ASSIGNED: S.ASSIGNED},
        A.ANSWER: dict.fromkeys((S.RECEIVED, S.ASSIGNED, S.IN_PROCESS, S.REOPENED), S.ANSWERED),
        A.ACCEPT: {S.ANSWERED: S.CONCLUDED},
        A.FALL_SILENT: {S.ANSWERED: S.CONCLUDED},
        A.REOPEN: {S.ANSWERED: S.REOPENED, S.CONCLUDED: S.REOPENED},
        A.WITHDRAW: dict.fromkeys(S, S.CONCLUDED),
    }
)

Withdrawal = Literal["withdrawn", "guardian_withdrew"]
"""By the citizen, or because a minor's guardian took the authorisation back."""
WITHDRAWALS: tuple[Withdrawal, ...] = get_args(Withdrawal)
Conclusion = Literal["citizen", "silence"] | Withdrawal
Kind = Literal["petition", "complaint"]
WhyNot = Literal["not_done", "partly", "unclear", "disagree", "other"]
"""Why something is not resolved for the citizen, an answer or a visit."""
WHYS_NOT: tuple[WhyNot, ...] = get_args(WhyNot)


@dataclass(frozen=True, slots=True)
class Rules:
    """Terms: working days to answer and to clarify, calendar days of silence that conclude and in which it can be reopened, and whether a
    request to clarify stops the clock. `undelivered_days`: so many calendar days an answer waits to be delivered."""

    term_days: int
    clarification_days: int
    silence_days: int
    reopen_days: int
    asking_stops_clock: bool
    undelivered_days: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its states need it. `asked_until`: the last day on which the citizen, who was asked to clarify, is waited for.
    `answered_at`: when it was answered last; `silence_until`: until when the citizen is waited for then."""

    id: CaseId
    kind: Kind
    state: CaseState
    version: int
    department_id: DepartmentId
    assigned_to: StaffId | None
    term: Term
    asked_until: date | None = None
    answered_at: datetime | None = None
    silence_until: datetime | None = None
    concluded_at: datetime | None = None
    conclusion: Conclusion | None = None

    @property
    def withdrawal(self) -> Withdrawal | None:
        """Who withdrew it, if anybody did."""
        return self.conclusion if self.conclusion in WITHDRAWALS else None


def act(case: Case, action: CaseAction) -> Case:
    """The case after an action that changes nothing but its state. Raises `Refused(not_allowed_now)`."""
    return replace(case, state=MACHINE.after(case.state, action), version=case.version + 1)


def assign(case: Case, to: StaffId) -> Case:
    """Given to a person of the department that has it; the term goes on."""
    return replace(act(case, A.ASSIGN), assigned_to=to)


def turn(case: Case, to: DepartmentId) -> Case:
    """Given to another department, where nobody has it yet; the term goes on as it is: the citizen did not choose the wrong door.
    Raises `Refused(same_department)`, and `Refused(complaint_stays)` for a complaint: it stays where no accused area reads it."""
    if case.kind == "complaint":
        raise Refused(Code.COMPLAINT_STAYS)
    if case.department_id == to:
        raise Refused(Code.SAME_DEPARTMENT)
    return replace(act(case, A.TURN), department_id=to, assigned_to=None)


def begin(case: Case, by: StaffId) -> Case:
    """Work begins; the case goes to `by` where nobody had it."""
    return replace(act(case, A.START), assigned_to=case.assigned_to or by)


def ask(case: Case, calendar: Calendar, rules: Rules, today: date, by: StaffId) -> Case:
    """The citizen is asked to clarify, by whoever works on it then. Raises `Refused(already_asked)`."""
    if case.asked_until is not None:
        raise Refused(Code.ALREADY_ASKED)
    term = stop(calendar, case.term, today) if rules.asking_stops_clock else case.term
    until = calendar.after(today, rules.clarification_days)
    return replace(act(case, A.ASK), asked_until=until, term=term, assigned_to=case.assigned_to or by)


def clarify(case: Case, calendar: Calendar, today: date) -> Case:
    """The citizen clarified, or the time for it is over: the clock goes on. Raises `Refused(not_asked)`."""
    if case.asked_until is None:
        raise Refused(Code.NOT_ASKED)
    return replace(act(case, A.CLARIFY), asked_until=None, term=_resumed(case, calendar, today))


def _resumed(case: Case, calendar: Calendar, today: date) -> Term:
    """The term from today on, or from the last day on which the citizen was waited for, however late anybody looks at it."""
    return resume(calendar, case.term, today if case.asked_until is None else min(today, case.asked_until))


def answer(case: Case, calendar: Calendar, rules: Rules, now: datetime, today: date, *, delivered: bool = True) -> Case:
    """Answered, whether or not what was asked was clarified; silence from now on concludes it after its term, or, of an answer that is
    still to be delivered, after the longest time that one waits for it (`silence_from_delivery` shortens it then)."""
    silent = rules.silence_days if delivered else max(rules.undelivered_days, rules.silence_days)
    return replace(
        act(case, A.ANSWER),
        asked_until=None,
        term=_resumed(case, calendar, today),
        answered_at=now,
        silence_until=now + timedelta(days=silent),
    )


def conclude(case: Case, by: Literal["citizen", "silence"], now: datetime) -> Case:
    """The citizen is content, or silent: then it is concluded since its silence was over, however late anybody looks at it. Raises
    `Refused(not_allowed_now)` for what was not answered, and for silence that is not over yet."""
    if by == "silence" and (case.silence_until is None or now < case.silence_until):
        raise Refused(Code.NOT_ALLOWED_NOW, state=case.state.value, action=A.FALL_SILENT.value)
    concluded = act(case, A.ACCEPT if by == "citizen" else A.FALL_SILENT)
    since = case.silence_until if by == "silence" else now
    return replace(concluded, concluded_at=since, conclusion=by, silence_until=None)


def may_withdraw(case: Case) -> bool:
    """Whether the citizen may withdraw it. A complaint goes on without them: the authority has to look into what it learned."""
    return case.state is not S.CONCLUDED and case.kind == "petition"


def withdraw(case: Case, by: Withdrawal, calendar: Calendar, now: datetime, today: date) -> Case:
    """Nobody works on it any more, and nothing is owed. What is over already stays over; without a minor's authorisation it is opened
    no more. Raises `Refused(not_allowed_now)`."""
    if by == "withdrawn" and not may_withdraw(case):
        raise Refused(Code.NOT_ALLOWED_NOW, state=case.state.value, action=A.WITHDRAW.value)
    return replace(
        act(case, A.WITHDRAW),
        asked_until=None,
        term=_resumed(case, calendar, today),
        silence_until=None,
        concluded_at=case.concluded_at or now,
        conclusion=by,
    )


def may_reopen(case: Case, rules: Rules, now: datetime) -> bool:
    """Whether the citizen may still say that it is not done: `reopen_days` from the answer, and never less than while it waits for their
    word, or than silence leaves of these days; an answer may be delivered long after it was written."""
    if not MACHINE.allows(case.state, A.REOPEN) or case.withdrawal is not None or case.answered_at is None:
        return False
    left = timedelta(days=rules.reopen_days - rules.silence_days)
    until = [case.answered_at + timedelta(days=rules.reopen_days)]
    until += [case.silence_until] if case.silence_until is not None else []
    until += [case.concluded_at + left] if case.concluded_at is not None else []
    return now < max(until)


def reopen(case: Case, calendar: Calendar, rules: Rules, now: datetime) -> Case:
    """The answer did not settle it: a new term begins. Raises `Refused` (not_allowed_now, too_late_to_reopen)."""
    reopened = act(case, A.REOPEN)
    if not may_reopen(case, rules, now):
        raise Refused(Code.TOO_LATE_TO_REOPEN)
    term = start(calendar, calendar.received_on(now), rules.term_days)
    return replace(reopened, term=term, silence_until=None, concluded_at=None, conclusion=None)
