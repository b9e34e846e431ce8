"""The ticket's state machine: what it allows, what it refuses, which fields each action changes, and which none may."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import StaffId
from audiencia.queue.domain.ticket import (
    ATTENDED,
    BY_ITSELF,
    CALLS_BEFORE_NO_SHOW,
    ELSEWHERE,
    IN_QUEUE,
    MACHINE,
    TALKING,
    TERMINAL,
    UNFINISHED,
    Ticket,
    TicketAction,
    TicketState,
    act,
    miss_action,
    postponed,
    postponement_over,
)
from tests.support.queue_builders import OPENS, ticket
from tests.unit.queue.domain.tables import check, steps

LATER = OPENS + timedelta(minutes=5)
DRAWN = {
    "check_in": "booked>waiting",
    "lapse": "booked>lapsed",
    "ask_ready": "waiting>ready_check",
    "say_ready": "ready_check>waiting waiting>waiting",
    "stay_silent": "ready_check>waiting",
    "postpone": "waiting>postponed ready_check>postponed",
    "resume": "postponed>waiting",
    "call": "waiting>called ready_check>called absent>called",
    "give_back": "called>waiting",
    "answer": "called>connecting",
    "connect": "connecting>in_call",
    "miss": "called>absent",
    "miss_again": "called>no_show",
    "undo_no_show": "no_show>waiting",
    "come_back": "absent>waiting",
    "hold": "in_call>on_hold",
    "unhold": "on_hold>in_call",
    "drop": "in_call>reconnecting on_hold>reconnecting",
    "return": "reconnecting>in_call",
    "return_to_front": "reconnecting>waiting",
    "transfer": "in_call>waiting on_hold>waiting wrap_up>waiting",
    "hand_over": "in_call>in_call",
    "end_call": "in_call>wrap_up on_hold>wrap_up reconnecting>wrap_up",
    "defer_outcome": "wrap_up>outcome_pending",
    "conclude": "wrap_up>served outcome_pending>served",
    "leave": "booked>left waiting>left ready_check>left postponed>left",
    "cancel": "booked>cancelled waiting>cancelled ready_check>cancelled postponed>cancelled absent>cancelled",
    "move": "waiting>waiting ready_check>waiting postponed>waiting",
    "put_first": "waiting>waiting ready_check>ready_check",
    "put_back": "waiting>waiting ready_check>ready_check",
    "carry_over": "waiting>carried_over ready_check>carried_over postponed>carried_over called>carried_over absent>carried_over",
    "choose_medium": "waiting>waiting ready_check>waiting postponed>postponed absent>absent called>called",
    "by_phone": "called>called connecting>in_call in_call>in_call reconnecting>in_call",
    "by_video": "in_call>in_call",
}
STEPS = sorted(steps(DRAWN))
A, S = TicketAction, TicketState


def full(state: TicketState, **changed: Any) -> Ticket:
    """A ticket in which every field says something."""
    values: dict[str, Any] = {
        "state": state,
        "version": 7,
        "to_front": True,
        "calls": 1,
        "moves": 2,
        "connected": False,
        "preferential": True,
        "ready": True,
        "ready_until": OPENS + timedelta(minutes=9),
        "asked_at_call": 4,
        "skips": 2,
        "passes": 3,
        "not_before": OPENS + timedelta(minutes=30),
        "after_calls": 12,
        "wanted_director": StaffId(8),
        "needs": "lsm",
    }
    return ticket(**(values | changed))


def test_the_machine_is_exactly_as_drawn() -> None:
    check(MACHINE, TicketState, TicketAction, DRAWN)  # type: ignore[arg-type]


def test_the_sets_of_states() -> None:
    assert {S.SERVED, S.LEFT, S.CANCELLED, S.LAPSED, S.CARRIED_OVER} == TERMINAL
    assert {S.WAITING, S.READY_CHECK} == IN_QUEUE
    assert {S.CONNECTING, S.IN_CALL} == TALKING
    assert {S.CONNECTING, S.IN_CALL, S.ON_HOLD, S.RECONNECTING, S.WRAP_UP} == ATTENDED
    assert ATTENDED | {S.OUTCOME_PENDING} == UNFINISHED
    assert {A.MOVE, A.TRANSFER, A.HAND_OVER} == ELSEWHERE
    assert {A.ASK_READY, A.STAY_SILENT} == BY_ITSELF
    assert CALLS_BEFORE_NO_SHOW == 2


@pytest.mark.parametrize(("before", "action"), STEPS)
def test_what_every_action_changes(before: str, action: str) -> None:
    """Every transition, written out field by field."""
    held = full(S(before))
    follows = steps(DRAWN)[before, action]
    elsewhere = action in ("move", "transfer", "hand_over")
    in_queue = follows in ("waiting", "ready_check")
    ended = follows in ("served", "left", "cancelled", "lapsed", "carried_over")
    back = action == "resume" or elsewhere or ended
    expected = replace(
        held,
        state=S(follows),
        version=7 if action in ("ask_ready", "stay_silent") else 8,
        state_since=LATER if follows != before else OPENS,
        to_front=action not in ("answer", "put_back"),
        calls={"call": 2, "give_back": 0, "answer": 0, "undo_no_show": 0}.get(action, 1),
        moves=3 if elsewhere else 2,
        ready=action == "say_ready" or (in_queue and not elsewhere),
        ready_until=held.ready_until if follows == "ready_check" else None,
        asked_at_call=None if elsewhere else 4,
        skips=0 if elsewhere else 2,
        passes=0 if elsewhere else 3,
        not_before=None if back else held.not_before,
        after_calls=None if back else 12,
        wanted_director=None if elsewhere else StaffId(8),
    )
    assert act(held, A(action), LATER) == expected


@pytest.mark.parametrize(("before", "action"), STEPS)
def test_nothing_comes_of_itself(before: str, action: str) -> None:
    """A plain ticket is in front only after its call was cut off or a moderator put it there, and ready only when its person
    says so.
    """
    after = act(ticket(state=S(before)), A(action), LATER)
    assert after.to_front is (action in ("return_to_front", "put_first"))
    assert after.ready is (action == "say_ready")


def test_a_visit_from_the_line_to_the_outcome() -> None:
    held, states = ticket(), []
    for action in (A.ASK_READY, A.SAY_READY, A.CALL, A.ANSWER, A.CONNECT, A.HOLD, A.UNHOLD, A.END_CALL, A.CONCLUDE):
        held = act(held, action, LATER)
        states.append(held.state.value)
    assert states == [
        "ready_check", "waiting", "called", "connecting", "in_call", "on_hold", "in_call", "wrap_up", "served",
    ]  # fmt: skip


def test_who_lost_the_director_is_put_in_front_until_answering_again() -> None:
    held = ticket(state=S.IN_CALL)
    for action in (A.DROP, A.RETURN_TO_FRONT, A.CALL, A.GIVE_BACK, A.CALL, A.MISS, A.COME_BACK, A.CALL):
        held = act(held, action, LATER)
        assert held.to_front is (action is not A.DROP)
    assert not act(held, A.ANSWER, LATER).to_front


def test_a_no_show_takes_two_unanswered_calls() -> None:
    assert [miss_action(ticket(state=S.CALLED, calls=calls)) for calls in (1, 2, 3)] == [
        A.MISS,
        A.MISS_AGAIN,
        A.MISS_AGAIN,
    ]


def test_after_an_undone_no_show_there_are_two_calls_again() -> None:
    held = act(ticket(state=S.NO_SHOW, calls=2), A.UNDO_NO_SHOW, LATER)
    assert miss_action(act(held, A.CALL, LATER)) is A.MISS


def test_calls_that_were_taken_back_or_answered_make_nobody_a_no_show() -> None:
    held = ticket()
    for action in (A.CALL, A.GIVE_BACK, A.CALL, A.MISS, A.CALL, A.GIVE_BACK):
        held = act(held, action, LATER)
    assert held.calls == 1
    for action in (A.CALL, A.ANSWER, A.CONNECT, A.TRANSFER, A.CALL):
        held = act(held, action, LATER)
    assert miss_action(held) is A.MISS


def test_a_postponement_says_until_when() -> None:
    until = OPENS + timedelta(hours=1)
    by_time = postponed(ticket(ready=True), LATER, until, None)
    assert (by_time.state, by_time.not_before, by_time.after_calls) == (S.POSTPONED, until, None)
    assert (by_time.version, by_time.state_since, by_time.ready) == (2, LATER, False)
    by_calls = postponed(ticket(state=S.READY_CHECK), LATER, None, 9)
    assert (by_calls.state, by_calls.not_before, by_calls.after_calls) == (S.POSTPONED, None, 9)
    with pytest.raises(Refused) as refused:
        postponed(ticket(state=S.CALLED), LATER, until, None)
    assert refused.value.code is Code.NOT_ALLOWED_NOW


@pytest.mark.parametrize(
    ("minutes", "over"),
    [(-1, False), (0, True), (1, True)],
)
def test_a_postponement_until_a_time_ends_then(minutes: int, over: bool) -> None:
    away = postponed(ticket(), OPENS, LATER, None)
    now = LATER + timedelta(minutes=minutes)
    assert postponement_over(away, now, 99, anybody_in_queue=False) is over
    assert postponement_over(away, now, 0, anybody_in_queue=True) is over


@pytest.mark.parametrize(
    ("calls", "anybody", "over"),
    [(4, True, False), (5, True, True), (6, True, True), (4, False, True), (5, False, True)],
)
def test_letting_others_pass_ends_with_the_calls_or_the_others(calls: int, anybody: bool, over: bool) -> None:
    away = postponed(ticket(), OPENS, None, 5)
    assert postponement_over(away, OPENS, calls, anybody_in_queue=anybody) is over


def test_a_postponement_without_an_end_is_over() -> None:
    assert postponement_over(ticket(state=S.POSTPONED), OPENS, 0, anybody_in_queue=True)


@pytest.mark.parametrize("state", sorted(set(TicketState) - {S.POSTPONED}))
def test_only_a_postponed_ticket_has_a_postponement(state: TicketState) -> None:
    held = ticket(state=state, not_before=OPENS, after_calls=0)
    assert postponement_over(held, LATER, 9, anybody_in_queue=False) is False


@given(st.lists(st.sampled_from(list(TicketAction)), max_size=60))
def test_no_sequence_changes_seniority_or_loses_a_version(actions: list[TicketAction]) -> None:
    held, done = ticket(), 0
    for action in actions:
        try:
            held = act(held, action, LATER)
            done += action not in BY_ITSELF
        except Refused:
            continue
    assert held.joined_at == OPENS
    assert held.version == 1 + done
    assert held.number == "OP-001"
    assert held.connected


@pytest.mark.parametrize("state", sorted(set(TicketState) - TERMINAL - {S.NO_SHOW}))
def test_everybody_can_still_end(state: TicketState) -> None:
    """From each state a way leads to an end (invariant 4)."""
    reached, frontier = {state}, [state]
    while frontier:
        here = frontier.pop()
        for follows in {table[here] for table in MACHINE.table.values() if here in table} - reached:
            reached.add(follows)
            frontier.append(follows)
    assert reached & TERMINAL
