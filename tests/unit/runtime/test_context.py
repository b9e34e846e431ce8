"""What a process remembers of rooms, so that they call together."""

from audiencia.core.ids import QueueId, RoomId
from audiencia.runtime.context import ROOMS_KNOWN, CallBatcher

BOTH = (QueueId(1), QueueId(2))


def test_rooms_that_served_the_same_call_together_and_an_unknown_one_alone() -> None:
    desk = CallBatcher()
    for room in (RoomId(1), RoomId(2)):
        desk.note(room, BOTH)
    assert desk.beside(RoomId(1)) == desk.beside(RoomId(2)) == BOTH
    assert desk.beside(RoomId(3)) not in {BOTH, desk.beside(RoomId(4))}
    desk.note(RoomId(2), BOTH[:1])
    assert desk.beside(RoomId(2)) == BOTH[:1]


def test_the_memory_is_bounded_and_keeps_those_who_called_last() -> None:
    desk = CallBatcher()
    desk.note(RoomId(1), BOTH)
    for room in range(2, ROOMS_KNOWN + 1):
        desk.note(RoomId(room), BOTH)
    desk.note(RoomId(1), BOTH)
    desk.note(RoomId(ROOMS_KNOWN + 1), BOTH)
    assert desk.beside(RoomId(1)) == desk.beside(RoomId(ROOMS_KNOWN + 1)) == BOTH
    assert desk.beside(RoomId(2)) == (RoomId(2),)
