"""The room's state machine: a room calls nobody until the outcome is recorded, and media move only when people do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import QueueId
from audiencia.queue.domain.room import (
    ATTENDING_STATES,
    BUSY_STATES,
    CALL_STATES,
    LIVE_STATES,
    MACHINE,
    OWED_STATES,
    Room,
    RoomAction,
    RoomState,
    act,
    placed,
    rerouted,
    serving,
)
from tests.support.queue_builders import OPENS, room
from tests.unit.queue.domain.tables import check, steps

DRAWN = {
    "open": "closed>available disconnected>available",
    "reserve": "available>reserved",
    "release": "reserved>available",
    "answer": "reserved>in_call",
    "hold": "in_call>on_hold",
    "unhold": "on_hold>in_call",
    "let_go": "in_call>available on_hold>available wrap_up>available",
    "end_call": "in_call>wrap_up on_hold>wrap_up",
    "conclude": "wrap_up>available",
    "assist": "available>assisting",
    "stop_assisting": "assisting>available",
    "take_over": "assisting>in_call",
    "pause": "available>paused",
    "resume": "paused>available",
    "drain": "reserved>reserved in_call>in_call on_hold>on_hold wrap_up>wrap_up assisting>assisting "
    "available>draining paused>draining",
    "close": "available>closed paused>closed draining>closed disconnected>closed",
    "lose": "available>disconnected reserved>disconnected in_call>disconnected on_hold>disconnected "
    "wrap_up>disconnected assisting>disconnected",
    "come_back": "disconnected>available",
}
STEPS = sorted(steps(DRAWN))
S, A = RoomState, RoomAction
UNTIL = OPENS + timedelta(minutes=10)
OBSTACLES = {
    "wrap_up": Code.OUTCOME_NEEDED,
    "closed": Code.ROOM_CLOSED,
    "reserved": Code.ROOM_BUSY,
    "in_call": Code.ROOM_BUSY,
    "on_hold": Code.ROOM_BUSY,
    "assisting": Code.ROOM_BUSY,
    "available": Code.NOT_ALLOWED_NOW,
    "paused": Code.NOT_ALLOWED_NOW,
    "draining": Code.NOT_ALLOWED_NOW,
    "disconnected": Code.NOT_ALLOWED_NOW,
}


def full(state: RoomState, **changed: Any) -> Room:
    """A room in which every field says something."""
    values: dict[str, Any] = {
        "state": state,
        "version": 7,
        "media_epoch": 5,
        "paused_until": UNTIL,
        "paused_reason": "lunch",
        "connected": False,
        "serves": (QueueId(1), QueueId(4)),
    }
    return room(**(values | changed))


def test_the_machine_is_exactly_as_drawn() -> None:
    check(MACHINE, RoomState, RoomAction, DRAWN)  # type: ignore[arg-type]


def test_the_sets_of_states() -> None:
    assert {S.RESERVED, S.IN_CALL, S.ON_HOLD, S.WRAP_UP, S.ASSISTING} == BUSY_STATES
    assert BUSY_STATES | {S.AVAILABLE} == ATTENDING_STATES
    assert {S.IN_CALL, S.ON_HOLD} == CALL_STATES
    assert {S.IN_CALL, S.ASSISTING} == LIVE_STATES
    assert {S.IN_CALL, S.ON_HOLD, S.WRAP_UP} == OWED_STATES


@pytest.mark.parametrize("draining", [False, True])
@pytest.mark.parametrize(("before", "action"), STEPS)
def test_what_every_action_changes(before: str, action: str, draining: bool) -> None:
    """Every transition, written out field by field."""
    held = full(S(before), draining=draining)
    drains = (draining or action == "drain") and action not in ("open", "close")
    follows = steps(DRAWN)[before, action]
    if drains and follows == "available":
        follows = "draining"
    live = ("in_call", "assisting")
    moves = (before in live) != (follows in live) or action == "take_over"
    expected = replace(
        held,
        state=S(follows),
        version=8,
        media_epoch=6 if moves else 5,
        paused_until=UNTIL if follows == "paused" else None,
        paused_reason="lunch" if follows == "paused" else None,
        draining=drains,
    )
    assert act(held, A(action)) == expected


@pytest.mark.parametrize("state", list(RoomState))
@pytest.mark.parametrize("action", list(RoomAction))
def test_what_is_in_the_way_is_named(state: RoomState, action: RoomAction) -> None:
    if (state.value, action.value) in steps(DRAWN):
        assert act(room(state=state), action).version == 2
        return
    with pytest.raises(Refused) as refused:
        act(room(state=state), action)
    assert refused.value.code is OBSTACLES[state.value]
    assert refused.value.params == {"state": state.value, "action": action.value}


def test_a_round_of_one_attention() -> None:
    held, states = room(state=S.CLOSED), []
    for action in (A.OPEN, A.RESERVE, A.ANSWER, A.HOLD, A.UNHOLD, A.END_CALL, A.CONCLUDE, A.PAUSE, A.RESUME, A.CLOSE):
        held = act(held, action)
        states.append(held.state.value)
    assert states == [
        "available", "reserved", "in_call", "on_hold", "in_call", "wrap_up", "available", "paused", "available", "closed",
    ]  # fmt: skip
    assert held.version == 11


def test_nobody_hears_whom_the_last_call_was_with() -> None:
    """Each beginning and end of a call, a hold and a return from it have an epoch of their own."""
    held, epochs = room(), []
    for action in (A.RESERVE, A.ANSWER, A.HOLD, A.UNHOLD, A.END_CALL, A.CONCLUDE, A.ASSIST, A.TAKE_OVER, A.LOSE):
        held = act(held, action)
        epochs.append(held.media_epoch)
    assert epochs == [1, 2, 3, 4, 5, 5, 6, 7, 8]


def test_a_draining_room_ends_the_present_one_and_closes() -> None:
    held, states = room(state=S.IN_CALL), []
    for action in (A.DRAIN, A.HOLD, A.END_CALL, A.CONCLUDE, A.CLOSE, A.OPEN):
        held = act(held, action)
        states.append((held.state.value, held.draining))
    assert states == [
        ("in_call", True), ("on_hold", True), ("wrap_up", True), ("draining", True), ("closed", False), ("available", False),
    ]  # fmt: skip


def test_somebody_who_enters_or_leaves_a_call_has_an_epoch() -> None:
    held = full(S.IN_CALL)
    assert rerouted(held) == replace(held, version=8, media_epoch=6)


def test_a_room_that_goes_to_another_worker_has_an_epoch_where_anybody_may_know_it() -> None:
    assert placed(room(), "a") == room(media_worker="a")
    for there in (room(media_worker="a"), full(S.IN_CALL), room(state=S.ASSISTING)):
        moved = placed(there, "b")
        assert moved == replace(there, media_worker="b", media_epoch=there.media_epoch + 1)


def test_a_room_serves_the_queues_it_is_given() -> None:
    given_ = serving(room(serves=(QueueId(1),)), [QueueId(3), QueueId(1), QueueId(3)])
    assert (given_.serves, given_.queue_id, given_.version) == ((QueueId(1), QueueId(3)), QueueId(1), 2)
    other = serving(room(serves=(QueueId(1),)), [QueueId(5), QueueId(3)])
    assert (other.serves, other.queue_id) == ((QueueId(3), QueueId(5)), QueueId(5))


@pytest.mark.parametrize("state", list(RoomState))
def test_whoever_a_room_holds_keeps_their_queue(state: RoomState) -> None:
    held = room(state=state, queue_id=QueueId(1), serves=(QueueId(1), QueueId(2)))
    for queues in ([QueueId(1), QueueId(2), QueueId(3)], [QueueId(1), QueueId(2)]):
        assert serving(held, queues).serves == tuple(queues)
    for queues, refused in (([QueueId(2)], state in BUSY_STATES), ([QueueId(1)], state is S.ASSISTING)):
        if not refused:
            assert serving(held, queues).serves == tuple(queues)
            continue
        with pytest.raises(Refused) as error:
            serving(held, queues)
        assert error.value.code is Code.ROOM_BUSY
        assert error.value.params == {"state": state.value, "action": "serve"}


@given(st.lists(st.sampled_from(list(RoomAction)), max_size=60))
def test_a_new_call_never_begins_before_the_last_ones_outcome(actions: list[RoomAction]) -> None:
    """Unless the citizen went elsewhere, or the director was lost."""
    held, owed = room(), False
    for action in actions:
        before = held
        try:
            held = act(held, action)
        except Refused:
            continue
        assert not (owed and action in (A.RESERVE, A.ASSIST, A.PAUSE, A.CLOSE))
        owed = held.state in OWED_STATES
        if before.state in OWED_STATES and not owed:
            assert action in (A.CONCLUDE, A.LET_GO, A.LOSE)
        assert held.version == before.version + 1
