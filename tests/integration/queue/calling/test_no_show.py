"""Nobody is a no-show before the second call, and a moderator can undo it."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import moderate, queues
from tests.support.races import at_once
from tests.support.scenery import Scenery

ANSWER = 91


def undo(scene: Scenery, ticket_id: TicketId, version: int | None = None) -> Coroutine[Any, Any, Any]:
    seen = scene.ticket(ticket_id)["version"] if version is None else version
    return moderate.undo_no_show(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, seen)


def no_show(scene: Scenery, **form: Any) -> tuple[RoomId, TicketId]:
    """Somebody of agua was called twice and did not answer; the room is free."""
    room = next(iter(scene.rooms))
    scene.open(room)
    ticket_id = scene.join("agua", **form)
    assert scene.call(room) == ticket_id
    scene.pass_time(ANSWER)
    assert scene.ticket(ticket_id)["state"] == "absent"
    scene.run(call.call_again(scene.context, scene.room_command(room), ticket_id))
    scene.pass_time(ANSWER)
    assert scene.ticket(ticket_id)["state"] == "no_show"
    return room, ticket_id


def test_an_undone_no_show_waits_at_the_seniority_it_had_and_those_behind_read_why(scene: Scenery) -> None:
    room, ticket_id = no_show(scene)
    joined_at = scene.ticket(ticket_id)["joined_at"]
    later = scene.join("agua")
    scene.run(undo(scene, ticket_id))
    ticket = scene.ticket(ticket_id)
    assert (ticket["state"], ticket["joined_at"], ticket["calls"]) == ("waiting", joined_at, 0)
    assert [row["id"] for row in scene.order()] == [ticket_id, later]
    passed = scene.find("SELECT ticket_id, reason FROM event WHERE kind = 'passed'")
    assert [dict(row) for row in passed] == [{"ticket_id": later, "reason": "no_show_undone"}]
    legs = scene.find("SELECT ending FROM leg WHERE attention_id = $1 ORDER BY began_at", ticket["attention_id"])
    assert [leg["ending"] for leg in legs] == ["no_show", None]
    assert scene.talk(room) == ticket_id
    scene.conclude(room)
    assert scene.ticket(ticket_id)["state"] == "served"


def test_two_calls_go_by_again_before_an_undone_one_is_a_no_show(scene: Scenery) -> None:
    room, ticket_id = no_show(scene)
    scene.run(undo(scene, ticket_id))
    assert scene.call(room) == ticket_id
    scene.pass_time(ANSWER)
    assert scene.ticket(ticket_id)["state"] == "absent"


def test_what_is_undone_is_on_record_with_who_did_it(scene: Scenery) -> None:
    _room, ticket_id = no_show(scene)
    scene.run(undo(scene, ticket_id))
    assert scene.events("no_show", "no_show_undone") == [
        ("no_show", "system", "no_answer"),
        ("no_show_undone", "staff", None),
    ]
    recorded = scene.find("SELECT actor_id, object_id FROM audit WHERE action = 'no_show_undone'")
    assert [dict(row) for row in recorded] == [{"actor_id": scene.moderator, "object_id": str(ticket_id)}]


def test_only_a_no_show_that_was_seen_as_it_is_can_be_undone(scene: Scenery) -> None:
    waiting = scene.join("agua")
    assert scene.refused(undo(scene, waiting)) == "not_allowed_now"
    _room, ticket_id = no_show_after(scene, waiting)
    seen = scene.ticket(ticket_id)["version"]
    assert scene.refused(undo(scene, ticket_id, seen - 1)) == "ticket_moved"
    assert scene.refused(undo(scene, TicketId(uuid4()), 1)) == "unknown_ticket"


def no_show_after(scene: Scenery, waiting: TicketId) -> tuple[RoomId, TicketId]:
    scene.run(answer.leave(scene.context, scene.ticket_command(waiting)))
    return no_show(scene)


def test_a_queue_that_has_ended_takes_nobody_back(scene: Scenery) -> None:
    _room, ticket_id = no_show(scene)
    seen = scene.queue("agua")["state_version"]
    scene.run(queues.set_queue(scene.context, scene.moderator, CommandId(uuid4()), seen, "agua", "drain", None, None))
    scene.run(queues.close_drained(scene.context))
    assert scene.queue("agua")["state"] == "closed", "a no-show keeps no line open"
    assert scene.refused(undo(scene, ticket_id)) == "queue_closed"


def test_a_draining_queue_takes_back_whom_it_had(scene: Scenery) -> None:
    room, ticket_id = no_show(scene)
    seen = scene.queue("agua")["state_version"]
    scene.run(queues.set_queue(scene.context, scene.moderator, CommandId(uuid4()), seen, "agua", "drain", None, None))
    scene.run(undo(scene, ticket_id))
    assert scene.run(queues.close_drained(scene.context)) == 0
    assert scene.talk(room) == ticket_id


def test_after_the_jornada_it_stays_as_it_was(scene: Scenery) -> None:
    _room, ticket_id = no_show(scene)
    scene.pass_time(13 * 3600)
    assert scene.find("SELECT state FROM session")[0]["state"] == "closed"
    assert scene.ticket(ticket_id)["state"] == "no_show"
    assert scene.refused(undo(scene, ticket_id)) == "session_closed"


def test_whoever_has_joined_again_is_not_in_the_line_twice(scene: Scenery) -> None:
    _room, ticket_id = no_show(scene, device="one")
    again = scene.join("agua", device="one")
    assert scene.refused(undo(scene, ticket_id)) == "already_in_line"
    scene.run(answer.leave(scene.context, scene.ticket_command(again)))
    scene.run(undo(scene, ticket_id))
    assert scene.ticket(ticket_id)["state"] == "waiting"


def test_undoing_and_calling_at_the_same_moment_never_serve_one_twice(scene: Scenery) -> None:
    room, ticket_id = no_show(scene)
    seen = scene.ticket(ticket_id)["version"]
    done = at_once(
        scene,
        f"SELECT FROM queue WHERE id = {scene.ticket(ticket_id)['queue_id']} FOR UPDATE",
        undo(scene, ticket_id, seen),
        call.call_next(scene.context, scene.room_command(room)),
        moderate.undo_no_show(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, seen),
    )
    assert done.count("ticket_moved") == 1, "the second moderator is told"
    assert done[1] == "nobody_waiting" or scene.ticket(ticket_id)["state"] == "called"
    assert len(scene.events("no_show_undone")) == 1
