"""A call is held and taken up again."""

import pytest

from audiencia.core.ids import RoomId, TicketId, party_of_room, party_of_ticket
from audiencia.queue.call import conclude, hold
from audiencia.queue.calling import answer
from tests.support.scenery import Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room."""
    first = next(iter(scene.rooms))
    scene.open(first)
    return first


@pytest.fixture
def talking(scene: Scenery, room: RoomId) -> TicketId:
    """Who is in the call of that room."""
    scene.join("agua")
    return scene.talk(room)


def states(scene: Scenery, room: RoomId, ticket: TicketId) -> tuple[str, str]:
    return scene.room(room)["state"], scene.ticket(ticket)["state"]


def test_on_hold_nobody_hears_or_sees_the_other(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    both = {party_of_room(room), party_of_ticket(talking)}
    assert scene.in_slots(room) == both
    epoch = scene.room(room)["media_epoch"]
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    assert states(scene, room, talking) == ("on_hold", "on_hold")
    assert scene.in_slots(room) == set()
    assert scene.room(room)["media_epoch"] == epoch + 1
    scene.run(hold.unhold_call(scene.context, scene.room_command(room)))
    assert states(scene, room, talking) == ("in_call", "in_call")
    assert scene.in_slots(room) == both
    assert scene.room(room)["media_epoch"] == epoch + 2
    assert scene.events("held", "unheld") == [("held", "staff", "director"), ("unheld", "staff", "director")]


def test_only_a_call_is_held_and_only_a_held_one_taken_up(scene: Scenery, room: RoomId) -> None:
    assert scene.refused(hold.put_on_hold(scene.context, scene.room_command(room))) == "not_allowed_now"
    scene.join("agua")
    scene.call(room)
    assert scene.refused(hold.put_on_hold(scene.context, scene.room_command(room))) == "room_busy"


def test_a_command_for_what_was_there_before_holds_nothing(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    assert scene.refused(hold.put_on_hold(scene.context, scene.room_command(room, stale=True))) == "stale_version"
    assert scene.refused(hold.unhold_call(scene.context, scene.room_command(room))) == "room_busy"
    assert states(scene, room, talking) == ("in_call", "in_call")


def test_a_held_call_is_ended_by_either(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.run(answer.hang_up(scene.context, scene.ticket_command(talking)))
    assert states(scene, room, talking) == ("wrap_up", "wrap_up")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))
    scene.join("agua")
    second = scene.talk(room)
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert states(scene, room, second) == ("wrap_up", "wrap_up")


def test_whoever_was_cut_off_from_hold_is_on_hold_again(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.disconnect(talking, scene.connect(talking))
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.pass_time(20)
    assert states(scene, room, talking) == ("on_hold", "reconnecting")
    assert scene.in_slots(room) == set()
    scene.connect(talking)
    assert states(scene, room, talking) == ("on_hold", "on_hold")


def test_a_call_that_is_taken_up_while_the_citizen_is_away_is_open_when_they_are_back(
    scene: Scenery, room: RoomId, talking: TicketId
) -> None:
    scene.disconnect(talking, scene.connect(talking))
    scene.run(hold.put_on_hold(scene.context, scene.room_command(room)))
    scene.pass_time(20)
    scene.run(hold.unhold_call(scene.context, scene.room_command(room)))
    assert states(scene, room, talking) == ("in_call", "reconnecting")
    scene.connect(talking)
    assert states(scene, room, talking) == ("in_call", "in_call")
    scene.disconnect(talking, scene.connect(talking))


def test_nobody_who_is_cut_off_is_put_on_hold(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.disconnect(talking, scene.connect(talking))
    scene.pass_time(20)
    assert scene.refused(hold.put_on_hold(scene.context, scene.room_command(room))) == "not_allowed_now"
