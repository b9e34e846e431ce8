"""A citizen is cut off in the call, comes back, or is next in the line."""

import pytest

from audiencia.core.ids import RoomId, TicketId
from audiencia.queue.call import citizen_disconnect, conclude, presence
from tests.support.races import at_once
from tests.support.scenery import NODE, Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room with its director."""
    first = next(iter(scene.rooms))
    scene.open(first)
    scene.connect(first)
    return first


@pytest.fixture
def talking(scene: Scenery, room: RoomId) -> TicketId:
    """Who is in the call of that room, on one page that is open."""
    scene.join("agua")
    return scene.talk(room)


def lock_line(scene: Scenery) -> str:
    return f"SELECT FROM queue WHERE id = {scene.queue('agua')['id']} FOR UPDATE"


def cut_off(scene: Scenery, ticket: TicketId) -> None:
    scene.disconnect(ticket, scene.connect(ticket))
    scene.pass_time(20)
    assert scene.ticket(ticket)["state"] == "reconnecting"


def test_a_short_absence_is_none(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.disconnect(talking, scene.connect(talking))
    scene.pass_time(19)
    assert scene.ticket(talking)["state"] == "in_call"
    scene.connect(talking)
    scene.pass_time(60)
    assert scene.ticket(talking)["state"] == "in_call"
    assert scene.events("dropped", "returned") == []


def test_one_page_of_two_is_enough(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.connect(talking)
    scene.disconnect(talking, scene.connect(talking))
    scene.pass_time(300)
    assert scene.ticket(talking)["state"] == "in_call"


def test_whoever_comes_back_in_time_goes_on_in_the_same_call(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    epoch, slots = scene.room(room)["media_epoch"], scene.in_slots(room)
    cut_off(scene, talking)
    assert scene.room(room)["state"] == "in_call"
    assert scene.in_slots(room) == slots
    scene.pass_time(119)
    scene.connect(talking)
    assert scene.ticket(talking)["state"] == "in_call"
    assert (scene.room(room)["media_epoch"], scene.in_slots(room)) == (epoch, slots)
    assert scene.legs(talking) == [("agua", None)]
    assert scene.events("dropped", "returned") == [
        ("dropped", "system", "citizen_dropped"),
        ("returned", "citizen", "connected"),
    ]


def test_whoever_stays_away_is_next_and_the_room_is_free(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    others = [scene.join("agua"), scene.join("agua")]
    cut_off(scene, talking)
    scene.pass_time(120)
    ticket = scene.ticket(talking)
    assert (ticket["state"], ticket["to_front"]) == ("waiting", True)
    assert scene.room(room)["state"] == "available"
    assert scene.in_slots(room) == set()
    assert scene.legs(talking) == [("agua", "interrupted"), ("agua", None)]
    assert [scene.passed(one) for one in others] == [["returned_to_front"], ["returned_to_front"]]
    assert scene.events("returned_to_front") == [("returned_to_front", "system", "citizen_dropped")]
    assert scene.call(room) == talking


def test_the_director_need_not_wait_for_them(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    assert scene.refused(citizen_disconnect.let_go(scene.context, scene.room_command(room))) == "not_allowed_now"
    cut_off(scene, talking)
    assert (
        scene.refused(citizen_disconnect.let_go(scene.context, scene.room_command(room, stale=True))) == "stale_version"
    )
    scene.run(citizen_disconnect.let_go(scene.context, scene.room_command(room)))
    assert scene.room(room)["state"] == "available"
    assert scene.events("returned_to_front") == [("returned_to_front", "staff", "let_go")]
    assert scene.call(room) == talking


def test_the_director_can_end_a_call_that_is_cut_off(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    cut_off(scene, talking)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    assert (scene.ticket(talking)["state"], scene.room(room)["state"]) == ("wrap_up", "wrap_up")


def test_when_the_director_is_lost_too_the_citizen_is_next_all_the_same(
    scene: Scenery, room: RoomId, talking: TicketId
) -> None:
    cut_off(scene, talking)
    for one in scene.find("SELECT id FROM connection WHERE room_id = $1", room):
        scene.disconnect(room, one["id"])
    scene.pass_time(60)
    assert scene.ticket(talking)["state"] == "waiting"
    assert scene.events("returned_to_front") == [("returned_to_front", "system", "director_lost")]


def test_two_nodes_cut_off_once(scene: Scenery, room: RoomId, talking: TicketId) -> None:
    scene.disconnect(talking, scene.connect(talking))
    scene.find("UPDATE app_clock SET shift = shift + interval '20 s' RETURNING one")
    at_once(
        scene,
        lock_line(scene),
        citizen_disconnect.drop_citizens(scene.context),
        citizen_disconnect.drop_citizens(scene.context),
    )
    assert scene.events("dropped") == [("dropped", "system", "citizen_dropped")]


def test_giving_up_and_coming_back_at_the_same_moment_end_in_one_of_both(
    scene: Scenery, room: RoomId, talking: TicketId
) -> None:
    cut_off(scene, talking)
    at_once(
        scene,
        lock_line(scene),
        citizen_disconnect.let_go(scene.context, scene.room_command(room)),
        presence.citizen_came(scene.context, NODE, "again", talking),
    )
    states = (scene.ticket(talking)["state"], scene.room(room)["state"])
    assert states in {("waiting", "available"), ("in_call", "in_call")}
