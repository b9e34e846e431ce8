"""The room's state machine: a room calls nobody until the outcome is recorded, and media move only when people do."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.errors import Code, Refused
from audiencia.queue.room import ATTENDING_STATES, BUSY_STATES, MACHINE, RoomAction, RoomState, act
from tests.unit.queue.builders import OPENS, room


def test_a_round_of_one_attention() -> None:
    held = room(state=RoomState.CLOSED)
    states = []
    for action in (
        RoomAction.OPEN,
        RoomAction.RESERVE,
        RoomAction.ANSWER,
        RoomAction.END_CALL,
        RoomAction.CONCLUDE,
        RoomAction.CLOSE,
    ):
        held = act(held, action)
        states.append(held.state.value)
    assert states == ["available", "reserved", "in_call", "wrap_up", "available", "closed"]
    assert held.version == 7


@pytest.mark.parametrize(
    ("state", "action", "code"),
    [
        (RoomState.WRAP_UP, RoomAction.RESERVE, Code.OUTCOME_NEEDED),
        (RoomState.WRAP_UP, RoomAction.CLOSE, Code.OUTCOME_NEEDED),
        (RoomState.WRAP_UP, RoomAction.PAUSE, Code.OUTCOME_NEEDED),
        (RoomState.CLOSED, RoomAction.RESERVE, Code.ROOM_CLOSED),
        (RoomState.IN_CALL, RoomAction.RESERVE, Code.ROOM_BUSY),
        (RoomState.RESERVED, RoomAction.CLOSE, Code.ROOM_BUSY),
        (RoomState.PAUSED, RoomAction.RESERVE, Code.NOT_ALLOWED_NOW),
    ],
)
def test_what_is_in_the_way_is_named(state: RoomState, action: RoomAction, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        act(room(state=state), action)
    assert refused.value.code is code


def test_the_epoch_advances_when_a_call_begins_and_when_it_ends() -> None:
    begun = act(room(state=RoomState.RESERVED), RoomAction.ANSWER)
    assert begun.media_epoch == 2
    assert act(begun, RoomAction.END_CALL).media_epoch == 3
    assert act(begun, RoomAction.LOSE).media_epoch == 3


def test_losing_a_director_outside_a_call_moves_no_media() -> None:
    assert act(room(state=RoomState.RESERVED), RoomAction.LOSE).media_epoch == 1


def test_the_return_time_of_a_pause_ends_with_it() -> None:
    paused = room(state=RoomState.PAUSED, paused_until=OPENS + timedelta(minutes=10))
    assert act(paused, RoomAction.RESUME).paused_until is None


def test_a_director_lost_while_recording_the_outcome_keeps_the_room() -> None:
    assert not MACHINE.allows(RoomState.WRAP_UP, RoomAction.LOSE)


def test_busy_rooms_move_the_line_on() -> None:
    assert BUSY_STATES < ATTENDING_STATES


@given(st.lists(st.sampled_from(list(RoomAction)), max_size=40))
def test_a_new_call_never_begins_before_the_last_ones_outcome(actions: list[RoomAction]) -> None:
    held, owed = room(), False
    for action in actions:
        try:
            held = act(held, action)
        except Refused:
            continue
        assert not (owed and action is RoomAction.RESERVE)
        if action is RoomAction.END_CALL:
            owed = True
        if action is RoomAction.CONCLUDE:
            owed = False
