"""The states of a case: each transition, each refusal, and what holds whatever happens to it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from audiencia.cases.domain import case as cases
from audiencia.cases.domain.case import MACHINE, OPEN, Case, CaseAction, CaseState, Rules
from audiencia.core.deadlines import Calendar, start
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import DepartmentId, StaffId
from tests.support.calendars import RULES, at, calendar, calendars, case

S, A = CaseState, CaseAction
MONDAY = date(2026, 11, 9)
NOW = at(MONDAY, 12)
OFFICER = StaffId(7)

TABLE = """
            received   assigned   in_process answered   concluded  reopened
assign      assigned   assigned   in_process -          -          assigned
turn        assigned   assigned   assigned   -          -          assigned
start       in_process in_process -          -          -          in_process
ask         in_process in_process in_process -          -          in_process
clarify     -          assigned   in_process -          -          -
answer      answered   answered   answered   -          -          answered
accept      -          -          -          concluded  -          -
fall_silent -          -          -          concluded  -          -
reopen      -          -          -          reopened   reopened   -
withdraw    concluded  concluded  concluded  concluded  concluded  concluded
"""


def test_the_table_is_the_one_that_was_agreed_on() -> None:
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    assert [S(name) for name in head] == list(S)
    assert [A(line[0]) for line in lines] == list(A)
    for action, *cells in lines:
        for state, follows in zip(head, cells, strict=True):
            if follows == "-":
                assert not MACHINE.allows(S(state), A(action))
            else:
                assert MACHINE.after(S(state), A(action)) is S(follows)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_what_was_not_answered_cannot_be_concluded(state: CaseState) -> None:
    for by in ("citizen", "silence"):
        with pytest.raises(Refused) as refused:
            cases.conclude(case(state, silence_until=NOW), by, NOW)
        assert refused.value.code is Code.NOT_ALLOWED_NOW


def test_the_clock_goes_on_when_it_is_turned() -> None:
    held = case(S.IN_PROCESS, assigned_to=StaffId(4))
    turned = cases.turn(held, DepartmentId(2))
    assert (turned.state, turned.department_id, turned.assigned_to) == (S.ASSIGNED, 2, None)
    assert turned.term == held.term
    with pytest.raises(Refused) as refused:
        cases.turn(held, DepartmentId(1))
    assert refused.value.code is Code.SAME_DEPARTMENT


def test_a_complaint_stays_where_no_accused_area_reads_it() -> None:
    with pytest.raises(Refused) as refused:
        cases.turn(case(kind="complaint"), DepartmentId(2))
    assert refused.value.code is Code.COMPLAINT_STAYS


def test_asking_stops_the_clock_and_clarifying_lets_it_go_on() -> None:
    days = calendar()
    held = case()
    asked = cases.ask(held, days, RULES, MONDAY, OFFICER)
    assert (asked.state, asked.term.stopped_on, asked.term.days_left) == (S.IN_PROCESS, MONDAY, 10)
    assert asked.asked_until == date(2026, 11, 23)
    with pytest.raises(Refused) as refused:
        cases.ask(asked, days, RULES, MONDAY, OFFICER)
    assert refused.value.code is Code.ALREADY_ASKED
    clarified = cases.clarify(asked, days, date(2026, 11, 11))
    assert clarified.asked_until is None
    assert clarified.term.due_on == date(2026, 11, 25)  # two working days later than without
    with pytest.raises(Refused) as refused:
        cases.clarify(clarified, days, MONDAY)
    assert refused.value.code is Code.NOT_ASKED


@pytest.mark.parametrize("late", [1, 2, 12])
def test_who_did_not_clarify_in_time_lets_it_go_on_from_the_last_day_however_late_that_is_seen(late: int) -> None:
    days = calendar()
    asked = cases.ask(case(), days, RULES, MONDAY, OFFICER)
    assert asked.asked_until is not None
    in_time = cases.clarify(asked, days, asked.asked_until)
    assert cases.clarify(asked, days, asked.asked_until + timedelta(days=late)) == in_time
    seen = asked.asked_until + timedelta(days=late)
    assert cases.answer(asked, days, RULES, NOW, seen).term == in_time.term


def test_who_is_asked_on_the_last_day_leaves_one_day_to_answer() -> None:
    days = calendar()
    held = case()
    asked = cases.ask(held, days, RULES, held.term.due_on, OFFICER)
    assert asked.asked_until is not None and asked.term.days_left == 0
    in_silence = cases.clarify(asked, days, asked.asked_until + timedelta(days=1))
    assert in_silence.term.due_on == days.after(asked.asked_until, 1)
    assert cases.clarify(asked, days, held.term.due_on).term.due_on == days.after(held.term.due_on, 1)


def test_the_clock_goes_on_where_that_is_configured() -> None:
    goes_on = Rules(15, 10, 15, 30, asking_stops_clock=False, undelivered_days=90)
    held = case()
    asked = cases.ask(held, calendar(), goes_on, MONDAY, OFFICER)
    assert asked.term == held.term
    assert cases.clarify(asked, calendar(), MONDAY).term == held.term


@pytest.mark.parametrize("has_it", [None, StaffId(3)])
def test_whoever_begins_or_asks_has_it_where_nobody_had(has_it: StaffId | None) -> None:
    held = case(assigned_to=has_it)
    asked = cases.ask(held, calendar(), RULES, MONDAY, OFFICER)
    for after in (cases.begin(held, OFFICER), asked):
        assert (after.state, after.assigned_to) == (S.IN_PROCESS, has_it or OFFICER)


def test_an_answer_waits_for_the_citizen_and_silence_concludes() -> None:
    answered = cases.answer(case(), calendar(), RULES, NOW, MONDAY)
    assert answered.silence_until == NOW + timedelta(days=15)
    with pytest.raises(Refused):
        cases.conclude(answered, "silence", NOW + timedelta(days=15) - timedelta(seconds=1))
    silent = cases.conclude(answered, "silence", NOW + timedelta(days=15))
    assert (silent.state, silent.conclusion) == (S.CONCLUDED, "silence")
    assert cases.conclude(answered, "citizen", NOW).conclusion == "citizen"


def test_it_is_opened_again_within_the_term_with_a_new_one() -> None:
    answered = cases.answer(case(), calendar(), RULES, NOW, MONDAY)
    last = NOW + timedelta(days=30)
    for held in (answered, cases.conclude(answered, "citizen", NOW)):
        reopened = cases.reopen(held, calendar(), RULES, last - timedelta(seconds=1))
        assert (reopened.state, reopened.conclusion, reopened.silence_until) == (S.REOPENED, None, None)
        assert reopened.term == start(calendar(), date(2026, 12, 9), 15)
        assert cases.may_reopen(held, RULES, last - timedelta(seconds=1))
        assert not cases.may_reopen(held, RULES, last)
        with pytest.raises(Refused) as refused:
            cases.reopen(held, calendar(), RULES, last)
        assert refused.value.code is Code.TOO_LATE_TO_REOPEN


def test_what_is_still_to_be_delivered_is_not_concluded_by_the_same_silence() -> None:
    waits = cases.answer(case(), calendar(), RULES, NOW, MONDAY, delivered=False)
    assert waits.silence_until == NOW + timedelta(days=90)
    with pytest.raises(Refused):
        cases.conclude(waits, "silence", NOW + timedelta(days=89))
    assert cases.conclude(waits, "silence", NOW + timedelta(days=90)).state is S.CONCLUDED


def test_what_was_delivered_late_can_be_opened_again_as_long_after_its_silence_as_any_other() -> None:
    delivered = NOW + timedelta(days=40)
    waits = cases.answer(case(), calendar(), RULES, NOW, MONDAY, delivered=False)
    told = replace(waits, silence_until=delivered + timedelta(days=15))
    assert cases.may_reopen(waits, RULES, NOW + timedelta(days=89))
    assert cases.may_reopen(told, RULES, delivered + timedelta(days=14))
    silent = cases.conclude(told, "silence", delivered + timedelta(days=15))
    assert cases.may_reopen(silent, RULES, delivered + timedelta(days=29))
    assert not cases.may_reopen(silent, RULES, delivered + timedelta(days=30))


@pytest.mark.parametrize("state", sorted(set(S) - {S.CONCLUDED}))
def test_what_is_withdrawn_is_over_for_good_and_owes_nothing(state: CaseState) -> None:
    days = calendar()
    held = case(state, answered_at=NOW) if state is S.ANSWERED else case(state)
    if state in OPEN:
        held = cases.ask(held, days, RULES, MONDAY, OFFICER)
    for by in cases.WITHDRAWALS:
        over = cases.withdraw(held, by, days, NOW, MONDAY)
        assert (over.state, over.conclusion, over.withdrawal, over.concluded_at) == (S.CONCLUDED, by, by, NOW)
        assert (over.asked_until, over.silence_until, over.term.stopped_on) == (None, None, None)
        assert not cases.may_withdraw(over) and not cases.may_reopen(over, RULES, NOW)
        with pytest.raises(Refused):
            cases.reopen(over, days, RULES, NOW)
        with pytest.raises(Refused):
            cases.withdraw(over, "withdrawn", days, NOW, MONDAY)


def test_without_a_minors_authorisation_what_is_over_is_opened_no_more() -> None:
    settled = cases.conclude(cases.answer(case(), calendar(), RULES, NOW, MONDAY), "citizen", NOW)
    over = cases.withdraw(settled, "guardian_withdrew", calendar(), NOW + timedelta(days=1), MONDAY)
    assert (over.concluded_at, over.conclusion) == (NOW, "guardian_withdrew")
    assert cases.may_reopen(settled, RULES, NOW) and not cases.may_reopen(over, RULES, NOW)


def test_a_complaint_goes_on_without_who_made_it_but_not_without_a_minors_authorisation() -> None:
    held = case(kind="complaint")
    with pytest.raises(Refused) as refused:
        cases.withdraw(held, "withdrawn", calendar(), NOW, MONDAY)
    assert refused.value.code is Code.NOT_ALLOWED_NOW
    assert cases.withdraw(held, "guardian_withdrew", calendar(), NOW, MONDAY).state is S.CONCLUDED


class ACaseThroughTheYears(RuleBasedStateMachine):
    """Whatever citizens, staff and time do to a case, in any order."""

    held: Case
    days: Calendar
    now: datetime

    @initialize(days=calendars())
    def received(self, days: Calendar) -> None:
        self.days, self.now = days, NOW
        self.held = case(term=start(days, days.received_on(NOW), RULES.term_days))
        self.answers = 0

    @property
    def today(self) -> date:
        return self.now.date()

    def change(self, after: Case) -> None:
        assert after.version == self.held.version + 1
        self.held = after

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: self.held.state in OPEN)
    @rule(to=st.integers(1, 3), turn=st.booleans())
    def staff_take_it(self, to: int, turn: bool) -> None:
        if not turn:
            self.change(cases.assign(self.held, StaffId(to)))
        elif self.held.department_id != to:
            self.change(cases.turn(self.held, DepartmentId(to)))

    @precondition(lambda self: self.held.state in OPEN and self.held.asked_until is None)
    @rule()
    def they_ask(self) -> None:
        self.change(cases.ask(self.held, self.days, RULES, self.today, OFFICER))

    @precondition(lambda self: self.held.asked_until is not None)
    @rule()
    def it_is_clarified(self) -> None:
        self.change(cases.clarify(self.held, self.days, self.today))

    @precondition(lambda self: self.held.state in OPEN)
    @rule()
    def they_answer(self) -> None:
        self.answers += 1
        self.change(cases.answer(self.held, self.days, RULES, self.now, self.today))

    @rule(by=st.sampled_from(["citizen", "silence"]))
    def it_may_be_concluded(self, by: Literal["citizen", "silence"]) -> None:
        try:
            after = cases.conclude(self.held, by, self.now)
        except Refused:
            assert self.held.state is not S.ANSWERED or by == "silence"
        else:
            assert self.answers > 0
            self.change(after)

    @rule()
    def it_may_be_opened_again(self) -> None:
        if cases.may_reopen(self.held, RULES, self.now):
            self.change(cases.reopen(self.held, self.days, RULES, self.now))
        else:
            with pytest.raises(Refused):
                cases.reopen(self.held, self.days, RULES, self.now)

    @rule(by=st.sampled_from(cases.WITHDRAWALS), now_and_then=st.integers(0, 4))
    def it_may_be_withdrawn(self, by: cases.Withdrawal, now_and_then: int) -> None:
        if now_and_then == 0 and (by == "guardian_withdrew" or cases.may_withdraw(self.held)):
            self.change(cases.withdraw(self.held, by, self.days, self.now, self.today))

    @invariant()
    def what_the_schema_holds_too(self) -> None:
        held = self.held
        assert (held.state is S.CONCLUDED) == (held.concluded_at is not None) == (held.conclusion is not None)
        assert (held.state is S.ANSWERED) == (held.silence_until is not None)
        assert held.term.stopped_on is None or held.asked_until is not None
        if held.state in (S.ANSWERED, S.CONCLUDED):
            assert held.answered_at is not None or held.withdrawal
            assert held.asked_until is None
            assert held.term.stopped_on is None


TestACaseThroughTheYears = ACaseThroughTheYears.TestCase
TestACaseThroughTheYears.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
