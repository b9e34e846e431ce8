"""Reconciliation: carrying out the differences makes the worker's rooms the desired ones, in an order it accepts."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.control.differences import ForgetRoom, SetRoom, differences
from audiencia.media.worker.routing_table import DesiredRoom, Route


def room(epoch: int, party: str | None = "a") -> DesiredRoom:
    routes = () if party is None else (Route(PartyId(party), "audio0", PartyId("director"), "microphone"),)
    return DesiredRoom(epoch, routes)


states = st.dictionaries(
    st.integers(1, 5).map(RoomId), st.builds(room, st.integers(1, 3), st.sampled_from(["a", "b", None]))
)


@given(states, states)
def test_after_the_actions_nothing_is_left_to_do(
    desired: dict[RoomId, DesiredRoom], actual: dict[RoomId, DesiredRoom]
) -> None:
    after = dict(actual)
    for action in differences(desired, actual):
        if isinstance(action, ForgetRoom):
            assert after.pop(action.room_id).epoch == action.epoch
        else:
            assert action.room == desired[action.room_id]
            after[action.room_id] = action.room
    assert differences(desired, after) == ()
    for room_id, wanted in desired.items():
        known = after.get(room_id)
        if known is None:
            assert not wanted.routes
        else:
            assert known == wanted or known.epoch > wanted.epoch


def test_rooms_let_go_before_others_take() -> None:
    desired = {RoomId(1): room(5, "a"), RoomId(2): room(6, None)}
    actual = {RoomId(2): room(5, "a"), RoomId(3): room(1, "b")}
    assert differences(desired, actual) == (
        ForgetRoom(RoomId(3), 1), SetRoom(RoomId(2), room(6, None)), SetRoom(RoomId(1), room(5, "a"))
    )  # fmt: skip


def test_a_worker_that_knows_more_is_left_alone() -> None:
    assert differences({RoomId(1): room(5, "a")}, {RoomId(1): room(6, None)}) == ()
