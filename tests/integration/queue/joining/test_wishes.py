"""Somebody who asked for one director waits for that one, and not for one who is gone."""

from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.queue.call import presence
from audiencia.queue.calling import call, wait
from audiencia.queue.moderation import moderate, rooms
from tests.support.scenery import NODE, Scenery


def wishing(scene: Scenery, room: RoomId) -> TicketId:
    """Somebody of agua who asked for this room's director."""
    ticket_id = scene.join("agua")
    scene.find("UPDATE ticket SET wanted_director = $1 WHERE id = $2 RETURNING id", scene.rooms[room], ticket_id)
    return ticket_id


def two_rooms(scene: Scenery) -> tuple[RoomId, RoomId]:
    """Both rooms of agua, open."""
    first, second, _other = scene.rooms
    scene.open(first)
    scene.open(second)
    return first, second


def lapsed(scene: Scenery) -> list[dict[str, Any]]:
    found = scene.find("SELECT ticket_id, reason FROM event WHERE kind = 'wish_lapsed' ORDER BY id")
    return [dict(row) for row in found]


def test_whoever_asked_for_a_director_is_called_by_that_one_and_reads_why_others_come_first(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    asking, ordinary = wishing(scene, second), scene.join("agua")
    assert scene.call(first) == ordinary
    passed = scene.find("SELECT ticket_id, reason FROM event WHERE kind = 'passed_over'")
    assert [dict(row) for row in passed] == [{"ticket_id": asking, "reason": "other_director"}]
    assert scene.call(second) == asking
    assert lapsed(scene) == []


def test_nobody_but_who_waits_for_the_other_director_is_nobody_for_this_room(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    wishing(scene, second)
    assert scene.refused(call.call_next(scene.context, scene.room_command(first))) == "nobody_for_this_room"


def test_when_the_room_closes_the_wish_is_lifted_and_the_place_is_kept(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    asking, later = wishing(scene, second), scene.join("agua")
    scene.run(rooms.close_room(scene.context, scene.room_command(second)))
    assert lapsed(scene) == [{"ticket_id": asking, "reason": "room_closed"}]
    assert scene.ticket(asking)["wanted_director"] is None
    assert [row["id"] for row in scene.order()] == [asking, later]
    assert scene.call(first) == asking


def test_a_room_that_drains_attends_the_present_one_and_lets_the_others_go(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    present, asking = wishing(scene, second), wishing(scene, second)
    assert scene.talk(second) == present
    scene.run(rooms.drain_room(scene.context, scene.room_command(second)))
    assert lapsed(scene) == [{"ticket_id": asking, "reason": "room_draining"}]
    assert scene.call(first) == asking


def test_the_postponed_and_the_absent_are_told_too(scene: Scenery) -> None:
    _first, second = two_rooms(scene)
    absent, postponed = wishing(scene, second), wishing(scene, second)
    assert scene.call(second) == absent
    scene.pass_time(91)
    scene.run(wait.postpone(scene.context, scene.ticket_command(postponed), let_pass=5))
    scene.run(rooms.close_room(scene.context, scene.room_command(second)))
    assert {one["ticket_id"] for one in lapsed(scene)} == {absent, postponed}


def test_a_director_who_serves_other_queues_now_is_waited_for_by_nobody_there(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    asking = wishing(scene, second)
    seen = scene.room(second)["version"]
    scene.run(moderate.set_served(scene.context, scene.moderator, CommandId(uuid4()), second, seen, ["tesoreria"]))
    assert lapsed(scene) == [{"ticket_id": asking, "reason": "room_elsewhere"}]
    assert scene.call(first) == asking


def test_one_whose_director_never_opens_a_room_is_called_by_another_when_it_is_their_turn(scene: Scenery) -> None:
    first, second, _other = scene.rooms
    scene.open(first)
    head, asking = scene.join("agua"), wishing(scene, second)
    assert scene.talk(first) == head
    assert lapsed(scene) == [], "the director may still come: the wish stands while it holds nobody up"
    scene.conclude(first)
    assert scene.call(first) == asking
    assert lapsed(scene) == [{"ticket_id": asking, "reason": "director_gone"}]


def test_one_whose_director_was_lost_is_called_by_another_when_it_is_their_turn(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    asking = wishing(scene, second)
    scene.run(presence.director_came(scene.context, NODE, "page", second))
    scene.run(presence.director_went(scene.context, "page", second))
    assert scene.refused(call.call_next(scene.context, scene.room_command(first))) == "nobody_for_this_room"
    scene.pass_time(61)
    assert scene.room(second)["state"] == "disconnected"
    assert scene.call(first) == asking
    assert lapsed(scene) == [{"ticket_id": asking, "reason": "director_gone"}]


def test_a_director_on_a_break_is_waited_for(scene: Scenery) -> None:
    first, second = two_rooms(scene)
    asking = wishing(scene, second)
    scene.run(rooms.pause_room(scene.context, scene.room_command(second), 10, "break"))
    assert scene.refused(call.call_next(scene.context, scene.room_command(first))) == "nobody_for_this_room"
    scene.run(rooms.resume_room(scene.context, scene.room_command(second)))
    assert scene.call(second) == asking
