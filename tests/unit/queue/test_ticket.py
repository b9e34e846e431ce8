"""The ticket's state machine: what it allows, what it refuses, and what no action may change."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.errors import Code, Refused
from audiencia.queue.ticket import MACHINE, TERMINAL, TicketAction, TicketState, act
from tests.unit.queue.builders import OPENS, ticket

LATER = OPENS + timedelta(minutes=5)
DESIGN = {
    ("waiting", "called"),
    ("called", "connecting"),
    ("connecting", "in_call"),
    ("in_call", "wrap_up"),
    ("wrap_up", "served"),
    ("called", "waiting"),
    ("called", "absent"),
    ("absent", "called"),
    ("absent", "waiting"),
    ("in_call", "reconnecting"),
    ("reconnecting", "waiting"),
    ("waiting", "left"),
    ("waiting", "waiting"),
    ("waiting", "carried_over"),
    ("called", "carried_over"),
    ("absent", "carried_over"),
}


def walk(*actions: TicketAction) -> list[TicketState]:
    """The states that a waiting ticket goes through."""
    held, states = ticket(), []
    for action in actions:
        held = act(held, action, LATER)
        states.append(held.state)
    return states


def test_a_visit_from_the_line_to_the_outcome() -> None:
    assert walk(
        TicketAction.CALL, TicketAction.ANSWER, TicketAction.CONNECT, TicketAction.END_CALL, TicketAction.CONCLUDE
    ) == [TicketState.CALLED, TicketState.CONNECTING, TicketState.IN_CALL, TicketState.WRAP_UP, TicketState.SERVED]


def test_the_table_is_exactly_the_drawing() -> None:
    table = {
        (before.value, after.value) for transitions in MACHINE.table.values() for before, after in transitions.items()
    }
    assert table == DESIGN


def test_an_unanswered_call_can_be_repeated_and_counts() -> None:
    held = ticket()
    for action in (TicketAction.CALL, TicketAction.MISS, TicketAction.CALL):
        held = act(held, action, LATER)
    assert (held.state, held.calls) == (TicketState.CALLED, 2)


def test_who_lost_the_director_is_put_in_front_until_answering_again() -> None:
    held = ticket(state=TicketState.IN_CALL)
    for action in (TicketAction.LOSE_DIRECTOR, TicketAction.RETURN_TO_FRONT):
        held = act(held, action, LATER)
    assert (held.state, held.to_front) == (TicketState.WAITING, True)
    called = act(held, TicketAction.CALL, LATER)
    assert called.to_front
    assert act(called, TicketAction.GIVE_BACK, LATER).to_front
    assert not act(called, TicketAction.ANSWER, LATER).to_front


def test_a_move_keeps_the_time_in_the_state() -> None:
    moved = act(ticket(), TicketAction.MOVE, LATER)
    assert (moved.state_since, moved.moves, moved.version) == (OPENS, 1, 2)


@pytest.mark.parametrize("state", sorted(TERMINAL | {TicketState.NO_SHOW}))
@pytest.mark.parametrize("action", list(TicketAction))
def test_nothing_leads_out_of_an_end(state: TicketState, action: TicketAction) -> None:
    with pytest.raises(Refused) as refused:
        act(ticket(state=state), action, LATER)
    assert refused.value.code is Code.NOT_ALLOWED_NOW
    assert refused.value.params == {"state": state.value, "action": action.value}


@given(st.lists(st.sampled_from(list(TicketAction)), max_size=30))
def test_no_sequence_changes_seniority_or_loses_a_version(actions: list[TicketAction]) -> None:
    held, done = ticket(), 0
    for action in actions:
        try:
            held = act(held, action, LATER)
            done += 1
        except Refused:
            continue
    assert held.joined_at == OPENS
    assert held.version == 1 + done
    assert held.number == "OP-001"
